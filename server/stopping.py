"""A clean stop: what is under way is finished, what is new is sent away, and ten seconds bound it all.

From the first moment every new request and socket is answered 503, and open sockets are closed with 1012,
so that clients and balancers go elsewhere. Requests under way get four seconds, answers that never end none,
closing the rest until the ninth: what does not end by then is given up. Nothing is lost with it: the log is
the truth, and who was not answered sends again.
"""

import asyncio
import os
import threading
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from measure.errors import ErrorCode, Refused
from server.refusals import refusal

REQUESTS_SECONDS = 4.0
SOCKETS_SECONDS = 1.0
"For a socket whose client does not read: its close frame may never leave."
CLOSED_SECONDS = 8.25
"Since the beginning; then uvicorn stops, and the process ends."
GONE_SECONDS = 9.0
RETRY_AFTER_SECONDS = 1

_STREAM: Final = "text/event-stream"
SERVICE_RESTART: Final = 1012  # https://www.iana.org/assignments/websocket/#close-code-number
_CLOSE: Final[Message] = {
    "type": "websocket.close",
    "code": SERVICE_RESTART,
    "reason": "this server is being stopped: connect again",
}


class Stopping:
    """Whether this process is being stopped, and what is under way in it."""

    def __init__(self) -> None:
        self.begun = False
        self._deadline: float | None = None
        self._requests: dict[asyncio.Task[object], asyncio.Timeout] = {}
        self._endless: set[asyncio.Timeout] = set()
        "Of requests whose answer has begun and goes on until the client hangs up."
        self._sockets: dict[asyncio.Task[object], _Socket] = {}

    async def finish(self) -> None:
        """Refuse what is new from now on; returns when what is under way has ended or was given up."""
        now = asyncio.get_running_loop().time()
        self.begun, self._deadline = True, now + CLOSED_SECONDS
        under_way = [*self._requests, *self._sockets]
        for limit in self._requests.values():
            limit.reschedule(now if limit in self._endless else now + REQUESTS_SECONDS)
        for socket in self._sockets.values():
            socket.limit.reschedule(now + SOCKETS_SECONDS)
        # A client that is gone, or does not read, gets no close frame.
        await asyncio.gather(*(socket.close() for socket in self._sockets.values()), return_exceptions=True)
        if under_way:
            await asyncio.wait(under_way, timeout=REQUESTS_SECONDS)

    @asynccontextmanager
    async def bounded(self, lifespan: AbstractAsyncContextManager[object]) -> AsyncIterator[None]:
        """`lifespan` for the time of the block; what of its end takes too long after the stop is given up."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(lifespan)
            try:
                yield
            finally:
                with suppress(TimeoutError):
                    async with asyncio.timeout_at(self._deadline):
                        await stack.aclose()

    async def answer(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Have `app` answer a request; one that is given up before its answer began is refused after all."""
        answered = False

        async def sending(message: Message) -> None:
            nonlocal answered
            answered = True
            if _begins_stream(message):
                self._endless.add(limit)
            await send(message)

        task = _current_task()
        limit = self._requests[task] = asyncio.timeout(None)
        try:
            async with limit:
                await app(scope, receive, sending)
        except TimeoutError:
            if not limit.expired():
                raise
            if not answered:
                await self.refuse(scope, receive, send)
        finally:
            del self._requests[task]
            self._endless.discard(limit)

    async def hold(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Have `app` hold a WebSocket, until either side or the stop closes it."""
        task = _current_task()
        socket = self._sockets[task] = _Socket(send, asyncio.timeout(None))
        try:
            async with socket.limit:
                await app(scope, receive, socket.send)
        except TimeoutError:
            if not socket.limit.expired():
                raise
        finally:
            del self._sockets[task]

    async def refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """503, for a request and for a socket that is not open yet."""
        message = "this server is being stopped; send the request again"
        refused = Refused(ErrorCode.TEMPORARILY_UNAVAILABLE, message, retryAfter=RETRY_AFTER_SECONDS)
        await refusal(scope["path"], refused)(scope, receive, send)


def _begins_stream(message: Message) -> bool:
    """Whether the answer that begins here is made of parts that come one by one."""
    is_start = message["type"] == "http.response.start"
    return is_start and Headers(raw=message["headers"]).get("content-type", "").startswith(_STREAM)


class _Socket:
    """An open WebSocket that the stop can close beside the application."""

    def __init__(self, send: Send, limit: asyncio.Timeout) -> None:
        self.limit = limit
        self._send = send
        self._closed = False

    async def send(self, message: Message) -> None:
        if self._closed:
            raise ConnectionAbortedError("the socket is closed")  # an OSError, as ASGI wants it
        await self._send(message)

    async def close(self) -> None:
        self._closed = True
        async with asyncio.timeout(SOCKETS_SECONDS):
            await self._send(_CLOSE)


class Gate:
    """ASGI middleware: everything passes, and is known to be under way, until the stop begins."""

    def __init__(self, app: ASGIApp, stopping: Stopping) -> None:
        self._app = app
        self._stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._stopping.begun:
            await self._stopping.refuse(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._stopping.hold(self._app, scope, receive, send)
        else:
            await self._stopping.answer(self._app, scope, receive, send)


def leave_in_time() -> None:
    """End this process ten seconds from now at the latest, whatever then still hangs.

    That may be a thread which waits for an answer of a MongoDB that gives none: Python waits for it.
    """
    last = threading.Timer(GONE_SECONDS, os._exit, (0,))
    last.daemon = True  # keeps nobody who leaves earlier
    last.start()


def _current_task() -> asyncio.Task[object]:
    task = asyncio.current_task()
    assert task is not None  # a coroutine that runs has one
    return task
