"""Conversations over a WebSocket as bytes: sound messages, out of order too, and then one that breaks a rule.

https://www.rfc-editor.org/rfc/rfc6455#section-5.2
https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from tests.drills.fuzzed_arguments import Ids
from tests.drills.fuzzed_queries import operation
from tests.drills.fuzzed_values import damaged, deep, odd_json, odd_text
from tests.serving import Json

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
MOST_FRAME = 1 << 20
MASK = b"odd!"


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a client writes, one frame after the other, and how it leaves."""

    handshake: bytes
    frames: Sequence[bytes] = ()
    "Those after which a socket is open, if it was begun with the key."
    fault: Sequence[bytes] = ()
    "Those that break a rule."
    is_upgrade: bool = True
    "Whether the handshake is sound; else it may be incomplete."
    awaits_answers: bool = False
    "Before the fault and the end."
    leaves_politely: bool = False
    "With a close frame; else without a word, perhaps in the middle of a frame."
    close_codes: Collection[int] = ()
    "Those that the client itself sends, and that may come back."


def frame(
    payload: bytes, opcode: int = TEXT, *, last: bool = True, flags: int = 0, size: int | None = None
) -> bytes:
    """A client's frame; `size` is what it says of its own length, where that is a lie."""
    size = len(payload) if size is None else size
    if size < 126:
        length = bytes([0x80 | size])
    elif size < 1 << 16:
        length = b"\xfe" + size.to_bytes(2, "big")
    else:
        length = b"\xff" + size.to_bytes(8, "big")
    masked = int.from_bytes(payload, "big") ^ int.from_bytes(
        (MASK * (len(payload) // 4 + 1))[: len(payload)], "big"
    )
    return bytes([last << 7 | flags | opcode]) + length + MASK + masked.to_bytes(len(payload), "big")


def conversation(chance: Random, ids: Ids, key: str) -> Conversation:
    if chance.random() < 0.1:
        handshake = chance.choice((_odd_handshake, _damaged_handshake))(chance)
        return Conversation(handshake, is_upgrade=False)
    frames = list(_sound(chance, ids, key))
    fault = chance.choice(_FAULTS) if chance.random() < 0.7 else None
    whole = fault not in _UNFINISHED
    if fault is None and chance.random() < 0.3:
        frames[-1], whole = frames[-1][: chance.randrange(1, len(frames[-1]))], False
    return Conversation(
        _handshake(),
        frames,
        fault=fault(chance, key) if fault is not None else (),
        awaits_answers=chance.random() < 0.5,
        leaves_politely=whole and chance.random() < 0.7,
        close_codes=_OWN_CLOSE_CODES if fault is _odd_close else (),
    )


def _handshake(*, path: str = "/graphql", protocol: str = "graphql-transport-ws", more: str = "") -> bytes:
    lines = (
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Protocol: {protocol}",
    )
    return ("\r\n".join(lines) + f"\r\n{more}\r\n").encode("latin-1")


def _odd_handshake(chance: Random) -> bytes:
    return chance.choice(
        (
            _handshake(
                protocol=chance.choice(("graphql-ws", "", "odd, odd", "é", "graphql-transport-ws" * 99))
            ),
            _handshake(more=f"Origin: {chance.choice(('https://odd.example.org', 'null', '', 'é'))}\r\n"),
            _handshake(
                path=chance.choice(("/events", "/", "/graphql/", "/graphql?a=%ff", "/é", "/" + "a" * 9_000))
            ),
            _handshake(more="Sec-WebSocket-Extensions: permessage-deflate; odd=1, x-odd\r\n"),
            _handshake(more="Content-Length: 5\r\n"),
            _handshake(more="Sec-WebSocket-Key: odd\r\nSec-WebSocket-Version: 8\r\n"),
            _handshake(more="X-Odd: " + "x" * 20_000 + "\r\n"),
            _handshake(more="X-Odd: é\r\n"),
            _handshake(more="X-Odd: 1\r\n" * 500),
        )
    )


def _damaged_handshake(chance: Random) -> bytes:
    return damaged(chance, _handshake())


def _sound(chance: Random, ids: Ids, key: str) -> Iterator[bytes]:
    """What keeps to the rules, but for the operations themselves; now and then without a beginning."""
    if chance.random() < 0.95:
        yield _said(type="connection_init", payload={"authorization": f"Bearer {key}"})
    for number in range(chance.choice((2, 5, 20, 40))):
        kind = chance.randrange(10)
        if kind < 3:
            yield from _cut(chance, _subscribe(chance, ids, f"{number}"))
        elif kind < 5:
            yield _said(
                type="complete", id=chance.choice((f"{chance.randrange(number + 1)}", odd_text(chance)))
            )
        elif kind < 8:
            payload = chance.choice((None, {"a": odd_json(chance)}))
            yield _said(type=chance.choice(("ping", "pong")), payload=payload)
        else:
            yield frame(bytes(chance.randrange(126)), chance.choice((PING, PING, PONG)))


def _subscribe(chance: Random, ids: Ids, id: str) -> bytes:
    kinds = ("subscription", "subscription", "query", "mutation")
    asked = operation(chance, ids, kinds)
    while not isinstance(asked.query, str) or not isinstance(asked.variables, dict | None):
        asked = operation(chance, ids, kinds)
    payload = {**asked.payload}
    if not isinstance(asked.name, str | None):
        del payload["operationName"]
    return json.dumps({"type": "subscribe", "id": id, "payload": payload}).encode()


def _cut(chance: Random, message: bytes) -> Iterator[bytes]:
    """Whole, or in parts with a ping between them."""
    if chance.random() < 0.8:
        yield frame(message)
        return
    middle = chance.randrange(len(message))
    yield frame(message[:middle], last=False)
    yield frame(b"between", PING)
    yield frame(message[middle:], 0)


def _said(**message: object) -> bytes:
    return frame(json.dumps(message).encode())


def _odd_message(chance: Random, key: str) -> list[bytes]:
    sound: Json = {
        "type": chance.choice(("subscribe", "complete", "ping", "connection_init")),
        "id": "odd",
        "payload": {"query": "{ viewer { role } }", "variables": {}},
    }
    name = chance.choice(list(sound))
    if chance.random() < 0.2:
        del sound[name]
    else:
        sound[name] = odd_json(chance)
    return [_said(**sound)]


def _odd_json(chance: Random, key: str) -> list[bytes]:
    odd = json.dumps(odd_json(chance)) if chance.random() < 0.5 else deep(chance)
    return [frame(chance.choice((b"", b"\xef\xbb\xbf", b"")) + odd.encode())]


def _damaged(chance: Random, key: str) -> list[bytes]:
    message = {"type": "subscribe", "id": "odd", "payload": {"query": "{ viewer { role } }"}}
    return [frame(damaged(chance, json.dumps(message).encode()))]


def _twice(chance: Random, key: str) -> list[bytes]:
    """The same id while it is in use; a second beginning."""
    watch = {
        "query": "subscription ($id: ID!) { mapUpdates(automation: $id) { version } }",
        "variables": {"id": "x"},
    }
    asked = _said(type="subscribe", id="twice", payload=watch)
    begun = _said(type="connection_init", payload={"authorization": chance.choice((f"Bearer {key}", "odd"))})
    return chance.choice(([asked, asked], [begun, begun]))


def _many(chance: Random, key: str) -> list[bytes]:
    """More operations than a socket may have, pings that nobody asked for, thousands of ends of nothing."""
    watch = {"query": 'subscription { mapUpdates(automation: "x") { version } }'}
    each: Callable[[int], bytes] = chance.choice(
        (
            lambda n: _said(type="subscribe", id=f"many-{n}", payload=watch),
            lambda n: _said(type="complete", id=f"many-{n}"),
            lambda n: _said(type="ping", payload={"n": n}),
            lambda n: frame(bytes(125), PING),
            lambda n: frame(b"", PONG),
        )
    )
    return [each(n) for n in range(chance.choice((150, 300)))]


def _binary(chance: Random, key: str) -> list[bytes]:
    return [frame(b'{"type":"ping"}', BINARY)]


def _not_utf8(chance: Random, key: str) -> list[bytes]:
    odd = chance.choice((b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"))
    return chance.choice(([frame(b'{"type":"' + odd)], [frame(odd, last=False), frame(b'"}', 0)]))


def _odd_frame(chance: Random, key: str) -> list[bytes]:
    ping = b'{"type":"ping"}'
    return chance.choice(
        (
            [frame(ping, chance.choice((3, 7, 11, 15)))],
            [frame(ping, flags=chance.choice((0x10, 0x20, 0x40, 0x70)))],
            [frame(b"", PING, last=False)],
            [frame(bytes(126), PING)],
            [frame(ping, 0)],
            [frame(ping, last=False), frame(ping)],
            [b"\x81\x0f" + ping],
            [b"\x81\xfe\x00\x0f" + MASK + frame(ping)[6:]],
            [frame(b"", last=False), frame(b"", 0, last=False), frame(b"", 0)],
        )
    )


def _odd_close(chance: Random, key: str) -> list[bytes]:
    code = chance.choice(
        (0, 999, 1000, 1001, 1004, 1005, 1006, 1011, 1015, 2999, 3000, 4400, 4999, 5000, 65535)
    )
    reason = chance.choice((b"", b"odd", b"\xff", "é".encode() * 61, bytes(123)))
    return [frame(chance.choice((code.to_bytes(2, "big") + reason, b"", b"\x03")), CLOSE)]


def _odd_length(chance: Random, key: str) -> list[bytes]:
    return [
        frame(b"odd", size=chance.choice((4, 126, 1 << 16, MOST_FRAME + 1, 1 << 31, (1 << 63) - 1, 1 << 63)))
    ]


def _too_large(chance: Random, key: str) -> list[bytes]:
    half = bytes(MOST_FRAME // 2 + 1)
    return chance.choice(
        (
            [frame(bytes(MOST_FRAME + 1))],
            [frame(half, last=False), frame(half, 0)],
            [frame(b" " * MOST_FRAME)],
        )
    )


def _not_frames(chance: Random, key: str) -> list[bytes]:
    return [chance.choice((b"GET / HTTP/1.1\r\n\r\n", chance.randbytes(200), b"\0" * 300, b"\xff" * 300))]


_FAULTS: Sequence[Callable[[Random, str], list[bytes]]] = (
    *(_odd_message, _odd_message, _odd_message, _odd_message, _odd_json, _damaged, _damaged, _twice),
    *(_many, _binary, _not_utf8, _odd_frame, _odd_frame, _odd_frame, _odd_close, _odd_close, _odd_length),
    *(_not_frames, _too_large),
)
_UNFINISHED = frozenset({_odd_length, _not_frames})
"After these the server may be waiting for the rest of a frame."
_OWN_CLOSE_CODES = frozenset({1000, 1001, 1005, 1011, 3000, 4400, 4999})
"1005: a close frame without a code."
