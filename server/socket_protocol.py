"""uvicorn's WebSocket, and a wire to write to it that nobody waits for.

ASGI's `send` waits for a client that does not read. Who sends to thousands of sockets cannot: a message is on
its way at once or not at all. So a socket's scope has an extension, the `Wire`.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import lru_cache
from typing import ClassVar, Final, cast

from starlette.types import Scope
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import PayloadTooBig
from websockets.frames import Close, CloseCode, Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State

from measure.errors import Refused, limit_exceeded
from measure.traffic import Limit
from server.patience import Patience

log = logging.getLogger(__name__)

TRY_AGAIN_LATER: Final = 1013  # https://www.iana.org/assignments/websocket/#close-code-number
MOST_FRAMES: Final = 1_024
"Of one message: empty ones are not bytes of it, but are kept until it is whole."
GONE_SECONDS: Final = 10.0
"From a close frame that cannot be sent to the end of the connection."

_EXTENSION: Final = "footfall.socket"
_WIRE: Final = "wire"


class Wire:
    """The way to one open WebSocket's client; `SocketProtocol` tells it what becomes of the connection."""

    def __init__(self, protocol: "SocketProtocol") -> None:
        self._protocol = protocol
        self._is_paused = False
        self._when_ready: set[Callable[[], None]] = set()
        self._patience = Patience(protocol.transport, protocol.patience, protocol.close_stalled)

    @property
    def is_paused(self) -> bool:
        """Whether the client has not taken what was written."""
        return self._is_paused

    @property
    def is_ready(self) -> bool:
        """Whether what is written now is on its way at once."""
        return not self._is_paused and self._protocol.is_open

    def when_ready(self, call: Callable[[], None]) -> None:
        """Have `call` called, once, as soon as the client reads again."""
        self._when_ready.add(call)

    def send(self, *parts: bytes) -> None:
        """Write one text frame, UTF-8; nothing happens when the socket is closed."""
        if self._protocol.is_open:
            self._protocol.transport.write(b"".join((_header(sum(map(len, parts))), *parts)))

    def close(self, code: int, reason: str) -> None:
        """Close the socket, also that of a client that does not read; nothing happens when it is closed.

        `reason`: at most 123 bytes (RFC 6455, 5.5).
        """
        if self._protocol.is_open:
            self._protocol.close(code, reason)

    def pause(self) -> None:
        self._is_paused = True
        self._patience.start()

    def resume(self) -> None:
        self.release()
        ready, self._when_ready = self._when_ready, set()
        for call in ready:
            call()

    def release(self) -> None:
        """Wait no longer for the client to read."""
        self._is_paused = False
        self._patience.stop()


def wire_of(scope: Scope) -> Wire:
    """The wire of a WebSocket's scope; raises KeyError under a server without `SocketProtocol`."""
    return cast(Wire, scope["extensions"][_EXTENSION][_WIRE])


class SocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol, which neither keeps much for a client that does not read nor waits long for it."""

    patience: ClassVar[float]
    "Seconds after which a client that takes nothing is closed."
    message_bytes: ClassVar[Limit]
    "Of one message, however many frames it comes in."

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.wire = Wire(self)

    @property
    def is_open(self) -> bool:
        return self.handshake_complete and not (
            self.close_sent or self.disconnected or self.transport.is_closing()
        )

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:  # there is a scope, which the application has not seen yet
            self.scope["extensions"][_EXTENSION] = {_WIRE: self.wire}

    def send_receive_event_to_app(self) -> None:
        """Text that is not UTF-8 closes the socket (RFC 6455, 8.1) without an error in the log."""
        if self.curr_msg_data_type == "bytes" or self.close_sent or _is_utf8(b"".join(self.frames)):
            super().send_receive_event_to_app()
            return
        self.frames = []
        if self.conn.state is State.OPEN:  # else the client's close frame has come with it
            self.close(CloseCode.INVALID_DATA, "text must be UTF-8")

    def pause_writing(self) -> None:
        super().pause_writing()
        self.wire.pause()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.wire.resume()

    def connection_lost(self, exc: Exception | None) -> None:
        self.wire.release()
        super().connection_lost(exc)

    def keepalive_timeout(self) -> None:
        """A client that takes nothing may have the ping still before it: then patience decides."""
        if not self.is_open:
            return
        if self.wire.is_paused and self.ping_timeout is not None:
            self.pong_timer = self.loop.call_later(self.ping_timeout, self.keepalive_timeout)
        else:
            self._give_up(f"a ping was not answered for {self.ping_timeout:g} s: connect again")

    def handle_parser_exception(self) -> None:
        """A message too large is refused with its limit, in place of the library's own words.

        What is on its way still is read, and forgotten: a connection that is closed before has its client's
        system throw the close frame away.
        """
        error = self.conn.parser_exc
        if not isinstance(error, PayloadTooBig) or error.size is None:
            super().handle_parser_exception()
            self.disconnected = True  # or what is still being sent is a mistake of the application to uvicorn
        else:
            self._refuse_message(self.message_bytes.exceeded(error.size + (error.current_size or 0)))

    def handle_cont(self, event: Frame) -> None:
        super().handle_cont(event)
        if (frames := len(self.frames)) > MOST_FRAMES:
            self.frames = []
            self._refuse_message(limit_exceeded("frames of a message", frames, MOST_FRAMES))

    def _refuse_message(self, refused: Refused) -> None:
        if self.close_sent:
            return
        close = Close(CloseCode.MESSAGE_TOO_BIG, refused.message)
        self.conn.data_to_send()  # the library's own close frame
        self.transport.write(Frame(Opcode.CLOSE, close.serialize()).serialize(mask=False))
        if self.transport.can_write_eof():  # not through TLS
            self.transport.write_eof()
        self._await_the_end(close)

    def close_stalled(self) -> None:
        """Give up a client that takes nothing."""
        self._give_up(f"nothing could be sent for {self.patience:g} s: connect again")

    def _give_up(self, reason: str) -> None:
        """Close with a code after which clients connect again; one that reads again soon gets it."""
        if not self.is_open:
            self.transport.abort()
            return
        log.warning("a client is given up: %s", reason)
        self.close(TRY_AGAIN_LATER, reason)

    def close(self, code: int, reason: str) -> None:
        """Close an open socket; to the application it is as if the client had."""
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self._await_the_end(Close(code, reason))

    def _await_the_end(self, close: Close) -> None:
        """The close frame is written: what the client sends is read until it has taken the frame and goes."""
        self.close_sent = self.disconnected = True
        self.writable.set()  # whoever waits to send need not
        self.queue.put_nowait({"type": "websocket.disconnect", "code": close.code, "reason": close.reason})
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(GONE_SECONDS, self.transport.abort)


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


@lru_cache(1024)
def _header(size: int) -> bytes:
    """What precedes a message of `size` bytes in one frame (RFC 6455, 5.2), as the library writes it."""
    return Frame(Opcode.TEXT, bytes(size)).serialize(mask=False)[:-size]
