import json

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from server.hosts import LOOPBACK, Hosts, hosts_of
from tests.serving import TRANSPORT_WS, Server

RULE = '"evil.example.org" is no name of this server; FOOTFALL_ALLOWED_HOSTS lists them'
REFUSED = {"code": "BAD_USER_INPUT", "message": f"Host: {RULE}", "argument": "Host", "rule": RULE}


@pytest.mark.parametrize(
    ("allowed", "listens_on", "names"),
    [
        ((), "127.0.0.1", (*LOOPBACK, "127.0.0.1")),
        ((), "127.0.0.2", (*LOOPBACK, "127.0.0.2")),
        ((), "::1", (*LOOPBACK, "[::1]")),
        ((), "0.0.0.0", ("*",)),
        ((), "10.0.0.7", ("*",)),
        (("api.example.org",), "0.0.0.0", ("api.example.org",)),
    ],
)
def test_names_that_are_not_given_are_those_of_this_machine_or_any(
    allowed: tuple[str, ...], listens_on: str, names: tuple[str, ...]
):
    assert hosts_of(allowed, listens_on) == names


@pytest.mark.parametrize(
    ("names", "host", "is_allowed"),
    [
        (("api.example.org",), "api.example.org", True),
        (("api.example.org",), "API.example.org:8000", True),
        (("api.example.org",), "example.org", False),
        (("*.example.org",), "api.example.org", True),
        (("*.example.org",), "a.b.example.org", True),
        (("*.example.org",), "example.org", False),
        (("*.example.org",), "evilexample.org", False),
        (("[::1]",), "[::1]:8000", True),
        (("localhost",), "localhost@evil.example.org", False),
        (("localhost",), "", False),
        (("*",), "whatever", True),
    ],
)
async def test_a_name_is_compared_without_case_and_port(names: tuple[str, ...], host: str, is_allowed: bool):
    came: list[str] = []

    async def app(*_: object) -> None:
        came.append("in")

    async def send(_: object) -> None:
        pass

    scope = {"type": "http", "path": "/graphql", "method": "POST", "headers": [(b"host", host.encode())]}
    await Hosts(app, names, ["/graphql"])(scope, send, send)
    assert bool(came) == is_allowed


async def test_a_page_whose_name_leads_here_gets_nothing(server: Server):
    host = {"Host": "evil.example.org"}
    over_http = await server.http.post("/events", headers=host)
    assert (over_http.status_code, over_http.json()) == (400, {"error": REFUSED})
    url = server.ws_url.replace("127.0.0.1", "evil.example.org")
    with pytest.raises(InvalidStatus) as refused:
        async with connect(url, subprotocols=[TRANSPORT_WS], host="127.0.0.1", proxy=None):
            pass
    response = refused.value.response
    assert (response.status_code, response.headers["x-content-type-options"]) == (400, "nosniff")
    assert json.loads(response.body)["errors"][0]["extensions"]["argument"] == "Host"


async def test_who_looks_after_it_may_ask_it_by_its_address(server: Server):
    for path in ("/health", "/ready"):
        assert (await server.http.get(path, headers={"Host": "10.0.0.7:8000"})).status_code == 200
