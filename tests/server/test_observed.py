import re

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from resolvers.trace import request_id
from server.observed import Observations, Observed


async def tell_id(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers with the id as its code sees it."""
    status = 404 if scope["path"] == "/nowhere" else 200
    await PlainTextResponse(request_id(), status)(scope, receive, send)


async def answer_to(observations: Observations, path: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(
        Observed(tell_id, observations, ["/graphql", "/assets/"], access_log=False)
    )
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get(
            path, headers={name.replace("_", "-"): text for name, text in headers.items()}
        )


@pytest.mark.parametrize("given", ["a", "7f000001-4f2c", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "x" * 128])
async def test_a_client_may_choose_the_id_of_its_request(given: str):
    answer = await answer_to(Observations(), "/graphql", x_request_id=given)
    assert answer.headers["x-request-id"] == answer.text == given


@pytest.mark.parametrize("given", ["", "two words", "x" * 129, '"}', "<b>"])
async def test_what_could_be_mistaken_in_a_log_is_no_id(given: str):
    answer = await answer_to(Observations(), "/graphql", x_request_id=given)
    assert answer.headers["x-request-id"] == answer.text != given
    assert re.fullmatch(r"[0-9a-f]{16}-000001", answer.text)


async def test_what_is_below_a_folder_is_counted_together():
    observations = Observations()
    for path in ("/assets/a.js", "/assets/b/c.js", "/assets", "/assets.js"):
        await answer_to(observations, path)
    assert observations.requests == {("/assets/", "GET", 200): 2, ("other", "GET", 200): 2}


async def test_requests_are_counted_by_route_and_what_is_no_route_together():
    observations = Observations()
    for path in ("/graphql", "/graphql", "/nowhere"):
        await answer_to(observations, path)
    assert observations.requests == {("/graphql", "GET", 200): 2, ("other", "GET", 404): 1}
    assert {route: sum(timings.counts) for route, timings in observations.seconds.items()} == {
        "/graphql": 2,
        "other": 1,
    }
    assert observations.requests_open == 0
