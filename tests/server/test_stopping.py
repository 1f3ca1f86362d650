import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server import stopping as stopping_module
from server.stopping import Gate, Stopping
from tests.waiting import eventually

Answer = Callable[[Request], Awaitable[Response]]


@asynccontextmanager
async def client_of(stopping: Stopping, answer: Answer) -> AsyncIterator[httpx.AsyncClient]:
    """Of an application that answers everything alike, behind the gate."""
    routes = [Route(path, answer) for path in ("/", "/graphql")]
    app = Starlette(routes=routes, middleware=[Middleware(Gate, stopping)])
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def test_nothing_under_way_ends_at_once():
    await Stopping().finish()


async def test_a_request_under_way_is_answered_and_waited_for():
    stopping, came, may_end = Stopping(), asyncio.Event(), asyncio.Event()

    async def answer(_: Request) -> Response:
        came.set()
        await may_end.wait()
        return Response("done")

    async with client_of(stopping, answer) as client:
        under_way = asyncio.create_task(client.get("/"))
        await came.wait()
        finishing = asyncio.create_task(stopping.finish())
        await eventually(lambda: stopping.begun)
        assert (await client.get("/")).status_code == 503
        assert not finishing.done()
        may_end.set()
        assert (await under_way).text == "done"
        await finishing


@pytest.mark.parametrize("path", ["/", "/graphql"])
async def test_a_request_that_hangs_is_given_up_and_refused(path: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stopping_module, "REQUESTS_SECONDS", 0.05)
    stopping, came = Stopping(), asyncio.Event()

    async def hang(_: Request) -> Response:
        came.set()
        await asyncio.Event().wait()
        raise AssertionError

    async with client_of(stopping, hang) as client:
        under_way = asyncio.create_task(client.get(path))
        await came.wait()
        await stopping.finish()
        refused = await under_way
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert list(refused.json()) == (["error"] if path == "/" else ["errors"])


async def test_a_time_limit_of_a_route_s_own_is_no_stop():
    async def late(_: Request) -> Response:
        raise TimeoutError

    async with client_of(Stopping(), late) as client:
        assert (await client.get("/")).status_code == 500


async def test_an_end_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stopping_module, "CLOSED_SECONDS", 0.05)
    stopping = Stopping()
    ended: list[str] = []

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        try:
            yield
            await asyncio.Event().wait()
        finally:
            ended.append("closed")

    async with stopping.bounded(lifespan()):
        await stopping.finish()
    assert ended == ["closed"]
