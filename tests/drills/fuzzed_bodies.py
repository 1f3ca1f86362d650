"""HTTP requests as bytes: sound ones that were damaged, and such as no client sends."""

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from random import Random
from urllib.parse import quote

from tests.drills.fuzzed_arguments import AUTOMATIONS, CONTACTS, PLACES, Ids
from tests.drills.fuzzed_headers import ODD_HEADERS, ODD_MEDIA_TYPES
from tests.drills.fuzzed_queries import Operation, operation
from tests.drills.fuzzed_values import damaged, deep, odd_json, odd_text

MOST_BODY = 8 * 1024 * 1024
EVENT_STREAM = "text/event-stream"


class Due(Enum):
    """What is to be expected of the server."""

    ANSWER = auto()
    STREAM = auto()
    "An answer that may go on for ever."
    ANYTHING = auto()
    "An answer, the end of the connection, or silence: the request may be incomplete."


@dataclass(frozen=True, slots=True)
class Request:
    """What is written to a connection."""

    written: bytes
    due: Due = Due.ANSWER


@dataclass(frozen=True, slots=True)
class _Head:
    method: str
    path: str
    headers: Sequence[tuple[str, str]]

    def followed_by(self, framing: Sequence[tuple[str, str]], body: bytes) -> bytes:
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{n}: {v}" for n, v in (*self.headers, *framing))]
        return "\r\n".join((*lines, "", "")).encode("latin-1", "replace") + body


def query_request(chance: Random, asked: Operation, key: str) -> Request:
    """A sound request for an operation that may be anything, in whichever way GraphQL is served."""
    accept = chance.choice(_ACCEPTS)
    due = Due.STREAM if (asked.kind, accept) == ("subscription", EVENT_STREAM) else Due.ANSWER
    headers = [*_common(key), ("Accept", accept)]
    if chance.random() < 0.1 and isinstance(asked.query, str):
        parameters = {name: _parameter(value) for name, value in asked.payload.items()}
        path = "/graphql?" + "&".join(f"{name}={quote(value)}" for name, value in parameters.items())
        if len(path) < 60_000:
            return Request(_Head("GET", path, headers).followed_by((), b""), due)
    body = json.dumps(asked.payload).encode()
    head = _Head("POST", "/graphql", [*headers, ("Content-Type", "application/json")])
    return Request(head.followed_by([("Content-Length", str(len(body)))], body), due)


def _parameter(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode(errors="replace").decode()


def body_request(chance: Random, ids: Ids, key: str) -> Request:
    """One to /events or /graphql of which something is not as it should be."""
    to_events = chance.random() < 0.5
    body = _events(chance) if to_events else json.dumps(operation(chance, ids, ("query",)).payload).encode()
    content_type = chance.choice(_EVENT_TYPES) if to_events else "application/json"
    head = _Head(
        "POST", "/events" if to_events else "/graphql", [*_common(key), ("Content-Type", content_type)]
    )
    way = chance.choice(_WAYS) if chance.random() < 0.999 else _too_large
    return way(chance, head, body)


def _common(key: str) -> list[tuple[str, str]]:
    return [("Host", "127.0.0.1"), ("Authorization", f"Bearer {key}")]


def _events(chance: Random) -> bytes:
    events = [_event(chance) for _ in range(chance.choice((1, 1, 2, 10)))]
    if chance.random() < 0.3:
        return json.dumps(events).encode()
    return "\n".join(map(json.dumps, events)).encode()


def _event(chance: Random) -> Mapping[str, object]:
    source, target = chance.choice(PLACES), chance.choice(PLACES)
    shared = {"id": f"b-{chance.randrange(2_000)}", "contact": chance.choice(CONTACTS), "at": _at(chance)}
    placed = {**shared, "automation": AUTOMATIONS[0]}
    event: dict[str, object] = chance.choice(
        (
            {**placed, "type": "MOVED", "to": target},
            {**placed, "type": "MOVED", "from": source, "to": target},
            {**placed, "type": "CLICKED", "element": "mail", "link": 0},
            {**placed, "type": "ACHIEVED", "element": "bought"},
            {**shared, "type": "TOUCHED", "source": chance.choice(("facebook", odd_text(chance)))},
            {**shared, "type": "TAGGED", "tag": chance.choice(("lead", odd_text(chance)))},
            {**shared, "type": "PURCHASED", "amount": f"{chance.randrange(99)}.50", "currency": "USD"},
        )
    )
    if chance.random() < 0.3:
        event[chance.choice((*event, "odd", "__proto__"))] = odd_json(chance, 2)
    return event


def _at(chance: Random) -> str:
    return f"2026-03-{chance.randrange(1, 29):02}T09:00:00Z"


def _plain(chance: Random, head: _Head, body: bytes) -> Request:
    return Request(head.followed_by([("Content-Length", str(len(body)))], body))


def _damaged(chance: Random, head: _Head, body: bytes) -> Request:
    return _plain(chance, head, damaged(chance, body))


def _odd_json(chance: Random, head: _Head, body: bytes) -> Request:
    odd = chance.choice(
        (
            json.dumps(odd_json(chance)),
            deep(chance),
            deep(chance, '{"a":', "}"),
            deep(chance, '{"query": "{ viewer { role } }", "variables": {"a": ', "}}"),
            '{"query": "{ viewer { role } }", "query": 1}',
            '{"query": "{ viewer { role } }", "variables": {"a": NaN}}',
            '{"query": "{ viewer { role } }", "variables": {"a": 1e400}}',
            f'{{"query": "{{ viewer {{ role }} }}", "variables": {{"a": {"9" * 5_000}}}}}',
            '{"query": "{ viewer { role } }", "variables": {"__proto__": {"a": 1}}, "__proto__": null}',
            '{"query": "{ viewer { role } }", "extensions": []}',
            '[{"query": "{ viewer { role } }"}, {"query": "{ viewer { role } }"}]',
            '{"id": "b-1", "id": "b-1", "type": "TAGGED", "type": 7}',
            "\n" * 6_000 + "{}\n" * 6_000,
            "{}\r\n\r\n[]\n1\nnull\n\x00\n\x1e{}",
        )
    )
    return _plain(chance, head, chance.choice((b"", b"\xef\xbb\xbf", b"\n")) + odd.encode())


def _not_utf8(chance: Random, head: _Head, body: bytes) -> Request:
    encoding = chance.choice(("utf-16", "utf-32", "latin-1", "utf-8-sig", "utf-7"))
    odd = body.replace(b"f", chance.choice((b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80")), 1)
    return _plain(chance, head, chance.choice((odd, body.decode().encode(encoding))))


def _packed(chance: Random, head: _Head, body: bytes) -> Request:
    packed = gzip.compress(body, compresslevel=1)
    odd = chance.choice(
        (
            packed,
            packed + packed,
            packed + b"\0" * 10,
            packed[: chance.randrange(len(packed))],
            damaged(chance, packed),
            damaged(chance, packed),
            packed[2:],
            body,
            b"",
            _bomb(),
        )
    )
    encoding = chance.choice(("gzip", "gzip", "gzip", "x-gzip", "GZIP ", "deflate", "br", "gzip, gzip", "*"))
    return _plain(chance, _with(head, ("Content-Encoding", encoding)), odd)


@cache
def _bomb() -> bytes:
    """Fifty megabytes in fifty kilobytes."""
    return gzip.compress(bytes(50_000_000))


def _lying(chance: Random, head: _Head, body: bytes) -> Request:
    odd = chance.choice(
        (str(len(body) + 7), str(max(0, len(body) - 7)), "0", "-1", "1e3", "0x10", "", "9" * 30)
    )
    framing = [("Content-Length", odd)]
    if chance.random() < 0.3:
        framing.append(chance.choice((("Content-Length", str(len(body))), ("Transfer-Encoding", "chunked"))))
    return Request(head.followed_by(framing, body), Due.ANYTHING)


def _chunked(chance: Random, head: _Head, body: bytes) -> Request:
    size = chance.choice((1, 7, 100))
    chunks = [body[at : at + size] for at in range(0, len(body), size)][:200]
    written = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
    framing = [("Transfer-Encoding", "chunked")]
    if chance.random() < 0.5:
        return Request(head.followed_by(framing, written))
    framing = [("Transfer-Encoding", chance.choice(("chunked", "gzip, chunked", "chunked, chunked", "odd")))]
    return Request(head.followed_by(framing, damaged(chance, written)), Due.ANYTHING)


def _odd_headers(chance: Random, head: _Head, body: bytes) -> Request:
    return _plain(chance, _with(head, chance.choice(ODD_HEADERS)), body)


def _odd_media_type(chance: Random, head: _Head, body: bytes) -> Request:
    kept = [each for each in head.headers if each[0] != "Content-Type"]
    odd = chance.choice(ODD_MEDIA_TYPES)
    return _plain(
        chance, _Head(head.method, head.path, [*kept, *(("Content-Type", each) for each in odd)]), body
    )


def _odd_key(chance: Random, head: _Head, body: bytes) -> Request:
    kept = [each for each in head.headers if each[0] != "Authorization"]
    odd = chance.choice(
        ("", "Bearer", "Bearer ", "Bearer x", "Basic YTpi", "Bearer " + "x" * 300, "bearer é", "\t")
    )
    return _plain(chance, _Head(head.method, head.path, [*kept, ("Authorization", odd)]), body)


def _odd_path(chance: Random, head: _Head, body: bytes) -> Request:
    method = chance.choice(("GET", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "POST", "PROPFIND"))
    path = chance.choice(
        (
            *(
                "/",
                "/events/",
                "/graphql/",
                "//graphql",
                "/health",
                "/GRAPHQL",
                "/graphql?query=%7B",
                "/health?a=%ff",
            ),
            *(
                "/graphql?query={viewer{role}}",
                "/%2e%2e/x",
                "/a%00b",
                "/%ff",
                "http://odd/graphql",
                "/a" * 5_000,
            ),
            quote("/" + odd_text(chance).encode(errors="replace").decode()),
        )
    )
    return _plain(chance, _Head(method, path, head.headers), body)


def _odd_preflight(chance: Random, head: _Head, body: bytes) -> Request:
    asked = [
        ("Host", "127.0.0.1"),
        ("Origin", chance.choice(("https://shop.example.org", "null", "", "x" * 1_000))),
        ("Access-Control-Request-Method", chance.choice(("POST", "DELETE", "", "odd"))),
    ]
    return _plain(chance, _Head("OPTIONS", head.path, asked), b"")


def _broken_head(chance: Random, head: _Head, body: bytes) -> Request:
    """Whatever is left of the request when its first bytes were damaged."""
    written = head.followed_by([("Content-Length", str(len(body)))], b"")
    return Request(damaged(chance, written) + body, Due.ANYTHING)


def _too_large(chance: Random, head: _Head, body: bytes) -> Request:
    return _plain(chance, head, b" " * (MOST_BODY + chance.randrange(2)) + body)


def _with(head: _Head, *more: tuple[str, str]) -> _Head:
    return _Head(head.method, head.path, [*head.headers, *more])


_EVENT_TYPES = ("application/x-ndjson", "application/x-ndjson", "application/json")
_JSON = ("application/json", "application/graphql-response+json", "*/*")
_ACCEPTS = (*_JSON, *_JSON, *_JSON, EVENT_STREAM, EVENT_STREAM, "text/html", "odd")
_WAYS: Sequence[Callable[[Random, _Head, bytes], Request]] = (
    *(_plain, _damaged, _damaged, _damaged, _damaged, _odd_json, _odd_json, _not_utf8, _not_utf8),
    *(_packed, _packed, _lying, _chunked, _odd_headers, _odd_headers, _odd_media_type, _odd_key, _odd_path),
    *(_odd_preflight, _broken_head),
)
