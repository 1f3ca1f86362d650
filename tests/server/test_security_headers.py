import re

import httpx
import pytest
from starlette.responses import Response

from server.security_headers import SecurityHeaders
from tests.serving import Server

EXPECTED = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


async def test_every_answer_has_them(server: Server):
    query = {"query": "{ __typename }"}
    answers = [
        await server.http.get("/health"),
        await server.http.get("/nowhere"),
        await server.http.delete("/events"),
        await server.http.post("/graphql", json=query),
        await server.http.post("/graphql", json=query, headers=server.bearer()),
        await server.http.options("/graphql", headers={"Origin": "https://a.org"}),
    ]
    assert [answer.status_code for answer in answers[:5]] == [200, 404, 405, 401, 200]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED
        assert "strict-transport-security" not in answer.headers
        assert re.fullmatch(r"[0-9a-f]{16}-[0-9a-f]{6}", answer.headers["x-request-id"])


@pytest.mark.parametrize(("scheme", "policy"), [("http", None), ("https", "max-age=31536000")])
async def test_what_came_by_tls_is_to_come_so_again(scheme: str, policy: str | None):
    answer = await answer_to(Response(), f"{scheme}://test")
    assert answer.headers.get("strict-transport-security") == policy


async def test_what_a_route_sets_itself_stays():
    answer = await answer_to(Response(headers={"Cache-Control": "private, no-cache"}), "http://test")
    assert answer.headers.get_list("cache-control") == ["private, no-cache"]


async def answer_to(response: Response, url: str) -> httpx.Response:
    transport = httpx.ASGITransport(SecurityHeaders(response))
    async with httpx.AsyncClient(transport=transport, base_url=url) as client:
        return await client.get("/")
