"""What is noted of every request and socket: its id, the answer's status, how long it took.

The id is the client's own `X-Request-ID`, or made here; the answer has it, and so has all that is logged
meanwhile. A record of each request and socket is logged only where that is asked for.
"""

import logging
import re
import secrets
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resolvers.trace import Counts, Trace, begin
from store.timings import Timings

ACCESS: Final = "server.access"
"The logger that has a record of each request and socket."

log = logging.getLogger(ACCESS)

HEADER: Final = "X-Request-ID"
NO_ANSWER: Final = 499
"The status of a request whose client was gone before its answer began, as nginx has it."
OTHER: Final = "other"

_HEADER: Final = HEADER.lower().encode()
_SAFE: Final = re.compile(r"[A-Za-z0-9._:+/=-]{1,128}")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_NO_CLOSE: Final = 1006  # RFC 6455, 7.1.5
_COUNTED: Final = frozenset({*range(1000, 1014), *range(4400, 4430)})
"Close codes that are counted by themselves: clients may send any."
_MOST_PATH: Final = 200


@dataclass(slots=True)
class Observations:
    """What one process has answered, and what is under way in it."""

    counts: Counts = field(default_factory=Counts)
    requests: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    "By route, method and status."
    seconds: defaultdict[str, Timings] = field(default_factory=lambda: defaultdict(Timings))
    "By route, from the request until its answer began."
    requests_open: int = 0
    sockets_open: int = 0
    sockets_closed: Counter[int | str] = field(default_factory=Counter)
    "By close code; 1006 where nobody sent one."


class Observed:
    """ASGI middleware, the outermost: what is answered within it is counted, and is in the log by its id."""

    def __init__(
        self, app: ASGIApp, seen: Observations, routes: Collection[str], *, access_log: bool
    ) -> None:
        """`routes` are counted by name, every other path as "other"; one that ends in "/" is all below it."""
        self._app = app
        self._seen = seen
        self._routes = frozenset(routes)
        self._access_log = access_log
        self._process = secrets.token_hex(8)
        self._numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == _HEADER), b"").decode("latin-1")
        id_ = given if _SAFE.fullmatch(given) else f"{self._process}-{next(self._numbers):06x}"
        begin(Trace(id_, self._seen.counts))
        header = (_HEADER, id_.encode())
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send, header)
        else:
            await self._request(scope, receive, send, header)

    async def _request(self, scope: Scope, receive: Receive, send: Send, header: tuple[bytes, bytes]) -> None:
        seen, began = self._seen, perf_counter()
        route = self._route_of(scope["path"])
        status, size = NO_ANSWER, 0

        async def sending(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], header]
                seen.seconds[route].add(perf_counter() - began)
            else:
                size += len(message.get("body", b""))
            await send(message)

        seen.requests_open += 1
        try:
            await self._app(scope, receive, sending)
        finally:
            seen.requests_open -= 1
            method = scope["method"] if scope["method"] in _METHODS else OTHER
            seen.requests[route, method, status] += 1
            if self._access_log:
                self._log(scope, scope["method"], status, began, bytes=size)

    def _route_of(self, path: str) -> str:
        folder = path[: path.find("/", 1) + 1]
        return next((route for route in (path, folder) if route in self._routes), OTHER)

    async def _socket(self, scope: Scope, receive: Receive, send: Send, header: tuple[bytes, bytes]) -> None:
        seen, began = self._seen, perf_counter()
        is_open, code = False, 0

        async def sending(message: Message) -> None:
            nonlocal is_open, code
            if message["type"] == "websocket.accept":
                is_open = True
                seen.sockets_open += 1
                message["headers"] = [*message.get("headers", ()), header]
            elif message["type"] == "websocket.http.response.start":
                message["headers"] = [*message["headers"], header]
            elif message["type"] == "websocket.close":
                code = code or message.get("code", 1000)
            await send(message)

        async def receiving() -> Message:
            nonlocal code
            message = await receive()
            if message["type"] == "websocket.disconnect":
                code = code or message.get("code", _NO_CLOSE)
            return message

        try:
            await self._app(scope, receiving, sending)
        finally:
            code = code or _NO_CLOSE
            if is_open:
                seen.sockets_open -= 1
                seen.sockets_closed[code if code in _COUNTED else OTHER] += 1
            if self._access_log:
                self._log(scope, "WEBSOCKET", code, began)

    def _log(self, scope: Scope, method: str, status: int, began: float, **more: int) -> None:
        """Never the query string, which may hold a query's variables, nor any header."""
        path, milliseconds = scope["path"][:_MOST_PATH], round((perf_counter() - began) * 1000, 2)
        log.info(
            "%s %s %d",
            method,
            path,
            status,
            extra={"method": method, "path": path, "status": status, "milliseconds": milliseconds, **more},
        )
