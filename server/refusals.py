"""Refusals over HTTP: the one place where an error becomes a status, headers and a JSON body."""

import http
from collections.abc import Iterable, Mapping
from typing import Final

from graphql import GraphQLError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ExceptionHandler

from measure.errors import ErrorCode, InvalidCredentials, Refused

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


def refusal(path: str, refused: Refused) -> Response:
    """The answer to a request for `path`: GraphQL's clients have a body of their own."""
    code, message, more = refused.code, refused.message, refused.extensions
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


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return refusal(request.url.path, error)


def _http(_: Request, error: Exception) -> Response:
    """What Starlette itself refuses: no such path, another method, another media type."""
    assert isinstance(error, HTTPException)
    code = http.HTTPStatus(error.status_code).name
    return JSONResponse(
        {"error": {"code": code, "message": error.detail}}, error.status_code, dict(error.headers or {})
    )


def _gone(_: Request, __: Exception) -> Response:
    """The client hung up while it sent its body: nobody reads the answer."""
    return Response(status_code=400)


def _unexpected(_: Request, __: Exception) -> Response:
    """A bug of ours. Starlette raises the exception again after the answer, and the server logs it."""
    message = "something went wrong on our side; it is in the server's log"
    return JSONResponse({"error": {"code": ErrorCode.INTERNAL, "message": message}}, 500)


EXCEPTION_HANDLERS: Final[dict[type[Exception], ExceptionHandler]] = {
    Refused: _refused,
    HTTPException: _http,
    ClientDisconnect: _gone,
    Exception: _unexpected,
}
