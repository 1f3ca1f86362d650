"""A WebSocket without a client that would mend what it sends: bytes out, frames in."""

import asyncio
from dataclasses import dataclass, field

from tests.drills.fuzzed_frames import CLOSE, TEXT, frame
from tests.drills.raw_http import BrokenOff

CONTROL = frozenset({8, 9, 10})


@dataclass(slots=True)
class Heard:
    """What came from the server before the connection ended."""

    messages: list[bytes] = field(default_factory=list)
    code: int | None = None
    "Of its close frame."
    reason: str = ""
    was_reset: bool = False


class ServerFrameError(Exception):
    """A server's frame that breaks RFC 6455."""


class RawSocket:
    """One connection; `listen` beside `write`, so that neither side waits for the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard = Heard()
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> "RawSocket":
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def shake_hands(self, handshake: bytes) -> int:
        """The status. Raises BrokenOff."""
        self._writer.write(handshake)
        try:
            head = await self._reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise BrokenOff from error
        return int(head.split(b" ", 2)[1])

    async def rest(self) -> bytes:
        """All that follows."""
        return await self._reader.read()

    async def write(self, frames: bytes) -> None:
        try:
            self._writer.write(frames)
            await self._writer.drain()
        except ConnectionError:
            self.heard.was_reset = True

    async def quiet(self, seconds: float) -> None:
        """Returns once nothing has come for so long."""
        heard = -1
        while heard < len(self.heard.messages) and self.heard.code is None:
            heard = len(self.heard.messages)
            await asyncio.sleep(seconds)

    async def say_goodbye(self) -> None:
        await self.write(frame((1000).to_bytes(2, "big"), CLOSE))

    async def listen(self) -> None:
        """Read until the server closes, and answer its close frame. Raises ServerFrameError."""
        try:
            while self.heard.code is None:
                await self._hear()
            await self.write(frame(self.heard.code.to_bytes(2, "big") if self.heard.code else b"", CLOSE))
            await self.rest()
        except asyncio.IncompleteReadError:
            return
        except ConnectionError:
            self.heard.was_reset = True

    def drop(self) -> None:
        self._writer.transport.abort()

    async def _hear(self) -> None:
        first, second = await self._reader.readexactly(2)
        opcode, size = first & 0x0F, second
        if first & 0xF0 != 0x80 or second & 0x80:
            raise ServerFrameError(f"{first:08b} {second:08b}")
        if size >= 126:
            size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8), "big")
        payload = await self._reader.readexactly(size)
        if opcode == TEXT:
            self.heard.messages.append(payload)
        elif opcode == CLOSE:
            self.heard.code = int.from_bytes(payload[:2], "big") if payload else 1005
            self.heard.reason = payload[2:].decode()
        elif opcode not in CONTROL:
            raise ServerFrameError(f"opcode {opcode}")
