"""Refusals over HTTP: the one place where an error becomes a status, headers and a JSON body."""

import http
import logging
from collections.abc import Iterable, Mapping
from typing import Final

from graphql import GraphQLError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, ExceptionHandler, Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from measure.errors import ErrorCode, InvalidCredentials, Refused
from resolvers.trace import count_error, in_the_log

log = logging.getLogger(__name__)

_STATUS: Final[Mapping[ErrorCode, int]] = {
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.PLAN_REQUIRED: 403,
    ErrorCode.CONFLICT: 409,
    ErrorCode.LIMIT_EXCEEDED: 413,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.INTERNAL: 500,
    ErrorCode.TEMPORARILY_UNAVAILABLE: 503,
}


GRAPHQL_PATH: Final = "/graphql"
INTERNAL_ERROR: Final = 1011  # https://www.iana.org/assignments/websocket/#close-code-number

_SORRY: Final = "something went wrong on our side; try again"


def refusal(path: str, refused: Refused) -> Response:
    """The answer to a request for `path`: GraphQL's clients have a body of their own."""
    code, message, more = refused.code, refused.message, refused.extensions
    count_error(code)
    in_graphql = {"errors": [{"message": message, "extensions": {"code": code, **more}}]}
    plain = {"error": {"code": code, "message": message, **more}}
    return JSONResponse(in_graphql if path == GRAPHQL_PATH else plain, _status(refused), _headers(refused))


def retry_after(errors: Iterable[GraphQLError]) -> int | None:
    """After how many seconds to send a request again that was refused in part; None: it was not."""
    for error in errors:
        said = error.extensions or {}
        if said.get("code") == ErrorCode.TEMPORARILY_UNAVAILABLE:
            return int(said["retryAfter"])
    return None


def _status(refused: Refused) -> int:
    """The HTTP status that says what the code says; 400 where the request itself is wrong."""
    return _STATUS.get(refused.code, 400)


def _headers(refused: Refused) -> dict[str, str]:
    """What RFC 9110 wants beside the status: WWW-Authenticate (11.6.1), Retry-After (10.2.3)."""
    if isinstance(refused, InvalidCredentials):  # RFC 6750, 3
        return {"WWW-Authenticate": f'Bearer error="invalid_token", error_description="{refused.message}"'}
    if refused.code is ErrorCode.UNAUTHENTICATED:
        return {"WWW-Authenticate": "Bearer"}
    if "retryAfter" in refused.extensions:
        return {"Retry-After": str(refused.extensions["retryAfter"])}
    return {}


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return refusal(request.url.path, error)


async def _http(_: Request, error: Exception) -> Response:
    """What Starlette itself refuses: no such path, another method, another media type."""
    assert isinstance(error, HTTPException)
    code = http.HTTPStatus(error.status_code).name
    count_error(code)
    return JSONResponse(
        {"error": {"code": code, "message": error.detail}}, error.status_code, dict(error.headers or {})
    )


async def _gone(_: Request, __: Exception) -> Response:
    """The client hung up while it sent its body: nobody reads the answer."""
    return Response(status_code=400)


EXCEPTION_HANDLERS: Final[dict[type[Exception], ExceptionHandler]] = {
    Refused: _refused,
    HTTPException: _http,
    ClientDisconnect: _gone,
}


class Unexpected:
    """ASGI middleware: of a bug of ours the log has all, and the client the id to find it by."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun: str | None = None

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = message["type"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:  # whatever it was: its text is not for clients
            if scope["type"] == "websocket" and isinstance(error, WebSocketDisconnect | OSError):
                return  # its client has hung up
            log.exception("unexpected error answering %s %s", scope.get("method", "WEBSOCKET"), scope["path"])
            if begun is None:
                await refusal(scope["path"], _internal())(scope, receive, send)
            elif begun in ("websocket.accept", "websocket.send"):
                await send({"type": "websocket.close", "code": INTERNAL_ERROR, "reason": _SORRY})
            # Else an answer has begun, and the server cuts it off.


def _internal() -> Refused:
    return Refused(ErrorCode.INTERNAL, _SORRY, **in_the_log())
