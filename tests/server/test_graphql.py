import json
from dataclasses import replace

import pytest
from websockets.exceptions import InvalidStatus

from server.settings import Settings
from tests.server.test_graphql_over_http import post
from tests.serving import Server, log_in, receive, send, serving

QUERY = "{ __typename }"
ANSWER = {"data": {"__typename": "Query"}, "extensions": {"cost": {"requested": 0, "limit": 2_000_000}}}
OTHER_ORIGIN = "https://app.example.org"


# From browsers


async def test_pages_of_allowed_origins_may_call(settings: Settings):
    async with serving(replace(settings, allowed_origins=(OTHER_ORIGIN,))) as server:
        wanted = {
            "Origin": OTHER_ORIGIN,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type, content-encoding",
        }
        preflight = await server.http.options("/events", headers=wanted)
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == OTHER_ORIGIN
        answer = await post(server, json.dumps({"query": QUERY}), Origin=OTHER_ORIGIN)
        assert answer.headers["access-control-allow-origin"] == OTHER_ORIGIN
        refused = await server.http.post("/graphql", headers={"Origin": OTHER_ORIGIN})
        assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, OTHER_ORIGIN)
        async with server.socket(OTHER_ORIGIN) as socket:
            await log_in(socket, server.bearer()["Authorization"])


async def test_pages_of_other_origins_may_not(server: Server):
    answer = await post(server, json.dumps({"query": QUERY}), Origin=OTHER_ORIGIN)
    assert "access-control-allow-origin" not in answer.headers
    with pytest.raises(InvalidStatus) as refused:
        async with server.socket(OTHER_ORIGIN):
            pass
    assert refused.value.response.status_code == 403


async def test_pages_of_our_own_host_may_open_sockets(server: Server):
    async with server.socket(server.url) as socket:
        await log_in(socket, server.bearer()["Authorization"])


# Over a socket


async def test_each_operation_on_a_socket_sees_what_was_written_before_it(server: Server):
    save = "mutation Save($input: AutomationInput!) { saveAutomation(input: $input) { __typename } }"
    async with server.socket() as socket:
        await log_in(socket, server.bearer()["Authorization"])
        for count in (0, 1):
            await send(socket, type="subscribe", id="1", payload={"query": "{ automations { totalCount } }"})
            answer = await receive(socket)
            assert answer["payload"]["data"] == {"automations": {"totalCount": count}}
            assert await receive(socket) == {"type": "complete", "id": "1"}
            automation = {"key": f"a{count}", "name": "A", "elements": [], "connectors": []}
            assert "errors" not in await server.graphql(save, {"input": automation})


async def test_one_operation_too_many_is_refused_by_itself(server: Server):
    saved = await server.graphql(
        """mutation { saveAutomation(input: {key: "a", name: "A", elements: [], connectors: []}) {
        automation { id } } }"""
    )
    automation = saved["data"]["saveAutomation"]["automation"]["id"]
    watch = {"query": f'subscription {{ mapUpdates(automation: "{automation}") {{ snapshot }} }}'}
    async with server.socket() as socket:
        await log_in(socket, server.bearer()["Authorization"])
        for number in range(101):
            await send(socket, type="subscribe", id=str(number), payload=watch)
        answers = {answer["id"]: answer for answer in [await receive(socket) for _ in range(101)]}
    assert answers.pop("100")["payload"][0]["extensions"] == {
        "code": "LIMIT_EXCEEDED",
        "limit": "operations under way on one socket",
        "value": 101,
        "most": 100,
        "setting": "FOOTFALL_MAX_OPERATIONS_PER_SOCKET",
    }
    assert {answer["type"] for answer in answers.values()} == {"next"}


async def test_a_client_that_hangs_up_leaves_nothing_in_the_log(
    server: Server, caplog: pytest.LogCaptureFixture
):
    for _ in range(20):
        async with server.socket() as socket:
            await log_in(socket, server.bearer()["Authorization"])
            for number in range(10):
                await send(socket, type="subscribe", id=str(number), payload={"query": QUERY})
            socket.transport.abort()
    assert await server.graphql(QUERY) == ANSWER
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
