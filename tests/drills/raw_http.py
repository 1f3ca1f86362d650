"""HTTP without a client that would mend what it sends: bytes out, answers in."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from httptools import HttpParserUpgrade, HttpResponseParser

LONGEST_SECONDS = 30.0
SILENCE_SECONDS = 0.2
"After which a request that may be incomplete counts as such."
MOST_READ = 1 << 16


@dataclass(slots=True)
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)


class BrokenOff(Exception):
    """The connection ended before an answer did."""


class Connection:
    """One keep-alive connection to a server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._parser = HttpResponseParser(self)
        self._answer = Answer()
        self._complete: deque[Answer] = deque()
        self.is_usable = True

    @classmethod
    async def open(cls, port: int) -> "Connection":
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, request: bytes, *, stream: bool = False, patience: float = LONGEST_SECONDS) -> Answer:
        """The answer, or the beginning of a stream.

        Raises:
            TimeoutError: none came.
            BrokenOff, HttpParserError
        """
        writing = asyncio.create_task(self._write(request))
        try:
            async with asyncio.timeout(patience):
                while not self._complete and not (stream and self._answer.body):
                    await self._read()
        except BaseException:
            self.is_usable = False
            raise
        finally:
            self.is_usable &= writing.done() and not stream
            writing.cancel()
        return self._complete.popleft() if self._complete else self._answer

    def drop(self) -> None:
        self._writer.transport.abort()

    async def _write(self, request: bytes) -> None:
        try:
            self._writer.write(request)
            await self._writer.drain()
        except ConnectionError:  # the reader tells
            self.is_usable = False

    async def _read(self) -> None:
        try:
            read = await self._reader.read(MOST_READ)
        except ConnectionError as error:
            raise BrokenOff from error
        if not read:
            raise BrokenOff
        try:
            self._parser.feed_data(read)
        except HttpParserUpgrade:
            self.is_usable = False
            self._complete.append(self._answer)

    def on_message_begin(self) -> None:
        self._answer = Answer()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._answer.headers[name.decode().lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self._answer.status = self._parser.get_status_code()

    def on_body(self, body: bytes) -> None:
        self._answer.body += body

    def on_message_complete(self) -> None:
        if self._answer.status >= 200:  # 100 Continue is no answer
            self._complete.append(self._answer)
            self.is_usable &= self._parser.should_keep_alive()
