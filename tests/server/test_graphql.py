import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.frames import Close
from websockets.typing import Subprotocol

from server.settings import Settings
from tests.server.test_graphql_over_http import post
from tests.serving import Server, log_in, receive, send, serving

QUERY = "{ __typename }"
ANSWER = {"data": {"__typename": "Query"}, "extensions": {"cost": {"requested": 0, "limit": 500_000}}}
OTHER_ORIGIN = "https://app.example.org"


async def close_frame(socket: ClientConnection) -> Close:
    """How the server closed."""
    async with asyncio.timeout(10):
        await socket.wait_closed()
    assert socket.close_code is not None
    return Close(socket.close_code, socket.close_reason or "")


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


async def test_a_query_is_answered_over_a_socket(server: Server):
    async with server.socket() as socket:
        await log_in(socket, server.bearer()["Authorization"])
        await send(socket, type="ping", payload=None)
        assert await receive(socket) == {"type": "pong"}
        await send(socket, type="subscribe", id="1", payload={"query": QUERY})
        assert await receive(socket) == {"type": "next", "id": "1", "payload": ANSWER}
        assert await receive(socket) == {"type": "complete", "id": "1"}


@pytest.mark.parametrize(
    ("query", "code"),
    [("{ nothing", "GRAPHQL_PARSE_FAILED"), ("{ noSuchField }", "GRAPHQL_VALIDATION_FAILED")],
)
async def test_a_wrong_operation_is_refused_and_the_socket_goes_on(server: Server, query: str, code: str):
    async with server.socket() as socket:
        await log_in(socket, server.bearer()["Authorization"])
        await send(socket, type="subscribe", id="1", payload={"query": query})
        refused = await receive(socket)
        assert (refused["type"], refused["id"]) == ("error", "1")
        assert [error["extensions"]["code"] for error in refused["payload"]] == [code]
        await send(socket, type="subscribe", id="1", payload={"query": QUERY})
        assert await receive(socket) == {"type": "next", "id": "1", "payload": ANSWER}


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


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        ("{", "WebSocket message must be valid JSON"),
        (b"{}", "WebSocket message type must be text"),
        ("1", "Invalid message: Expected `object`, got `int`"),
        ("null", "Invalid message: Expected `object`, got `null`"),
        ("[]", "Invalid message: Expected `object`, got `array`"),
        ("{}", "Invalid message: Object missing required field `type`"),
        ('{"type": "shout"}', "Invalid message: Invalid value 'shout' - at `$.type`"),
        ('{"type": "complete", "id": 1}', "Invalid message: Expected `str`, got `int` - at `$.id`"),
        ('{"type": "subscribe", "id": "1"}', "Invalid message: Object missing required field `payload`"),
        (
            '{"type": "subscribe", "id": "1", "payload": {"query": 1}}',
            "Invalid message: Expected `str | null`, got `int` - at `$.payload.query`",
        ),
    ],
)
@pytest.mark.parametrize("known", [False, True])
async def test_a_message_that_is_none_closes_with_4400(
    server: Server, frame: str | bytes, reason: str, known: bool
):
    async with server.socket() as socket:
        if known:
            await log_in(socket, server.bearer()["Authorization"])
        await socket.send(frame)
        assert await close_frame(socket) == Close(4400, reason)


async def test_a_long_reason_is_cut_to_what_a_close_frame_holds(server: Server):
    async with server.socket() as socket:
        await send(socket, type="é" * 200)
        frame = await close_frame(socket)
    assert (frame.code, frame.reason) == (4400, "Invalid message: Invalid value '" + "é" * 45)


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


async def test_an_operation_before_the_key_closes_with_4401(server: Server):
    async with server.socket() as socket:
        await send(socket, type="subscribe", id="1", payload={"query": QUERY})
        assert await close_frame(socket) == Close(4401, "Unauthorized")


async def test_a_second_key_closes_with_4429(server: Server):
    async with server.socket() as socket:
        await log_in(socket, server.bearer()["Authorization"])
        await send(socket, type="connection_init", payload=server.bearer())
        assert await close_frame(socket) == Close(4429, "Too many initialisation requests")


async def test_a_socket_without_a_key_in_time_closes_with_4408(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("server.graphql.CONNECTION_INIT_SECONDS", 0.05)
    async with serving(settings) as server, server.socket() as socket:
        assert await close_frame(socket) == Close(4408, "Connection initialisation timeout")


@pytest.mark.parametrize("subprotocols", [["graphql-ws"], None])
async def test_other_protocols_close_with_4406(server: Server, subprotocols: Sequence[Subprotocol] | None):
    async with connect(server.ws_url, subprotocols=subprotocols, proxy=None) as socket:
        assert await close_frame(socket) == Close(4406, "Subprotocol not acceptable")


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
