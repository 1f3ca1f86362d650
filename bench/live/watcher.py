"""One watching client: it counts what is sent to it and looks only at the beginning of each message."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

import msgspec

from bench.live.frames import (
    CLOSE,
    HEAD_END,
    OPENED,
    PING,
    PONG,
    PONG_MESSAGE,
    TEXT,
    frame,
    handshake,
    message,
)

Listener = Callable[[bytes, float], None]
"Gets each `next` message, whole, and the `time.perf_counter()` of its arrival."

_BUFFER = bytearray(1 << 18)
"Of all clients: what is received is looked at before anything else is."
_NEXT = b'"next"'
_NEAR = 64
"A `next` message is longer, and says what it is within so many bytes."


@dataclass(slots=True)
class Tally:
    """What all clients of a crowd were sent; `lost` says why clients are no longer there."""

    messages: int = 0
    bytes: int = 0
    lost: list[str] = field(default_factory=list)


class _Received(msgspec.Struct, frozen=True):
    type: str
    payload: msgspec.Raw = msgspec.Raw(b"null")


class Watcher(asyncio.BufferedProtocol):
    """A client of graphql-transport-ws that goes `opened` → `ready` → `subscribed`.

    `listener` may be set at any time; without one messages are only counted.
    """

    def __init__(self, tally: Tally, host: str, port: int) -> None:
        self.listener: Listener | None = None
        self._tally = tally
        self._handshake = handshake(host, port)
        self._transport: asyncio.Transport | None = None
        self._is_open = self._is_closing = False
        self._rest = b""  # the beginning of a frame of which more is to come
        self._skip = 0  # bytes to come of a message that is counted
        self._awaited = 1  # answers until the step is done
        self._step: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def opened(self) -> None:
        await self._step

    async def ready(self, authorization: str) -> None:
        await self._ask([message(type="connection_init", payload={"authorization": authorization})])

    async def subscribed(self, operations: Sequence[dict[str, object]]) -> None:
        """Returns when each operation has had its first message."""
        await self._ask(
            [
                message(id=str(number), type="subscribe", payload=operation)
                for number, operation in enumerate(operations)
            ]
        )

    def close(self) -> None:
        self._is_closing = True
        if self._transport is not None:
            self._transport.close()

    async def _ask(self, messages: Sequence[bytes]) -> None:
        assert self._transport is not None  # it is open
        self._step = asyncio.get_running_loop().create_future()
        self._awaited = len(messages)
        self._transport.writelines(messages)
        await self._step

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # of TCP; uvloop's is none by its class
        self._transport.write(self._handshake)

    def connection_lost(self, exc: Exception | None) -> None:
        self._lose(str(exc) if exc else "the server closed the connection")

    def get_buffer(self, sizehint: int) -> bytearray:
        return _BUFFER

    def buffer_updated(self, nbytes: int) -> None:
        data: bytes | bytearray = _BUFFER
        end = nbytes
        if self._rest:
            data = self._rest + _BUFFER[:nbytes]
            end, self._rest = len(data), b""
        if not self._is_open and not self._opened(data, end):
            self._rest = bytes(data[:end])
            return
        at, counted = self._skip, 0
        while at + 2 <= end:
            length, start = data[at + 1], at + 2
            if length == 126:
                start = at + 4
                length = int.from_bytes(data[at + 2 : start], "big")
            elif length == 127:
                start = at + 10
                length = int.from_bytes(data[at + 2 : start], "big")
            stop = start + length
            if length > _NEAR and data[at] == TEXT and self.listener is None:
                if end < start + _NEAR:
                    break
                if data.find(_NEXT, start, start + _NEAR) >= 0:
                    counted += 1
                    at = stop
                    continue
            if end < stop:
                break
            self._message(data[at], bytes(data[start:stop]))
            at = stop
        self._tally.bytes += nbytes
        if counted:
            self._count(counted)
        if at < end:
            self._rest = bytes(data[at:end])
        self._skip = max(0, at - end)

    def _opened(self, data: bytes | bytearray, end: int) -> bool:
        """Whether the answer to the handshake is whole; frames are what comes after it."""
        head = data.find(HEAD_END, 0, end)
        if head < 0:
            return False
        if data.startswith(OPENED):
            self._is_open = True
            self._skip = head + len(HEAD_END)
            self._answered(1)
        else:
            self._lose(bytes(data[:head]).partition(b"\r\n")[0].decode())
        return self._is_open

    def _message(self, first: int, payload: bytes) -> None:
        """Any frame that is not only counted."""
        assert self._transport is not None  # it was received from there
        if first == PING:
            self._transport.write(frame(PONG, payload))
        elif first == CLOSE:
            self._lose(f"closed with {int.from_bytes(payload[:2], 'big')} {payload[2:].decode()}")
        elif first == TEXT:
            self._text(payload)
        elif first != PONG:
            self._lose(f"sent a frame that begins with {first:#x}")

    def _text(self, payload: bytes) -> None:
        received = msgspec.json.decode(payload, type=_Received)
        match received.type:
            case "next":
                if self.listener is not None:
                    self.listener(payload, time.perf_counter())
                self._count(1)
            case "connection_ack":
                self._answered(1)
            case "ping":
                assert self._transport is not None  # it was received from there
                self._transport.write(PONG_MESSAGE)
            case "pong":
                pass
            case other:
                self._lose(f"{other}: {bytes(received.payload).decode()}")

    def _count(self, messages: int) -> None:
        self._tally.messages += messages
        if self._awaited:
            self._answered(messages)

    def _answered(self, answers: int) -> None:
        self._awaited = max(0, self._awaited - answers)
        if not self._awaited and not self._step.done():
            self._step.set_result(None)

    def _lose(self, why: str) -> None:
        if self._is_closing:
            return
        self._tally.lost.append(why)
        if not self._step.done():
            self._step.set_exception(ConnectionError(why))
        self.close()
