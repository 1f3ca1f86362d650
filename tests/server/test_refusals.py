import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from measure.errors import ErrorCode, Refused
from server.refusals import EXCEPTION_HANDLERS


async def answer_to(error: Exception) -> httpx.Response:
    """What a client gets when a route raises `error`."""

    async def route(_: Request) -> Response:
        raise error

    app = Starlette(routes=[Route("/", route)], exception_handlers=EXCEPTION_HANDLERS)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get("/")


async def test_without_a_primary_the_answer_says_when_to_come_again():
    answer = await answer_to(Refused(ErrorCode.TEMPORARILY_UNAVAILABLE, "no primary", retryAfter=1))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.json() == {
        "error": {"code": "TEMPORARILY_UNAVAILABLE", "message": "no primary", "retryAfter": 1}
    }


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (ErrorCode.BAD_USER_INPUT, 400),
        (ErrorCode.UNAUTHENTICATED, 401),
        (ErrorCode.FORBIDDEN, 403),
        (ErrorCode.CONFLICT, 409),
        (ErrorCode.LIMIT_EXCEEDED, 413),
        (ErrorCode.RATE_LIMITED, 429),
    ],
)
async def test_the_status_says_what_the_code_says(code: ErrorCode, status: int):
    answer = await answer_to(Refused(code, "no"))
    assert (answer.status_code, answer.json()) == (status, {"error": {"code": code, "message": "no"}})
