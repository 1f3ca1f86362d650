"""graphql-transport-ws to the letter: what each message is answered with, and how a socket is closed.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
import pytest_asyncio
from websockets.asyncio.client import ClientConnection, connect
from websockets.frames import Close
from websockets.typing import Subprotocol

from server.settings import Settings
from tests.acceptance.tenant import Tenant
from tests.server.conftest import MAP, event
from tests.serving import Json, Server, close_frame, log_in, receive, send, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUERY = "{ __typename }"
ANSWER = {"data": {"__typename": "Query"}, "extensions": {"cost": {"requested": 0, "limit": 2_000_000}}}
WATCH = "subscription ($id: ID!) { mapUpdates(automation: $id, minIntervalMs: 50) { cohort { count } } }"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(mongodb_url: str, redis_url: str, drop: Callable[[str], None]) -> AsyncIterator[Server]:
    """One for all: each test has sockets of its own."""
    name = f"test-{uuid4().hex}"
    settings = Settings(
        port=0, mongodb_url=mongodb_url, redis_url=redis_url, database=name, channel_prefix=name
    )
    async with serving(settings) as running:
        yield running
    drop(name)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def map_id(server: Server) -> str:
    return await Tenant(server, server.key).publish(MAP)


@asynccontextmanager
async def acknowledged(server: Server) -> AsyncIterator[ClientConnection]:
    async with server.socket() as socket:
        await log_in(socket, server.bearer()["Authorization"])
        yield socket


async def subscribe(socket: ClientConnection, id: str, query: str = QUERY, **more: object) -> None:
    await send(socket, type="subscribe", id=id, payload={"query": query, **more})


async def watch(socket: ClientConnection, id: str, map_id: str) -> Json:
    """The first message of an open map."""
    await subscribe(socket, id, WATCH, variables={"id": map_id})
    return await receive(socket)


async def assert_answers(socket: ClientConnection, id: str) -> None:
    """A query is answered, and nothing else comes before."""
    await subscribe(socket, id)
    assert await receive(socket) == {"type": "next", "id": id, "payload": ANSWER}
    assert await receive(socket) == {"type": "complete", "id": id}


# Operations


async def test_a_query_and_a_mutation_have_one_answer_and_are_complete(server: Server):
    save = """mutation { saveAutomation(input: {key: "a", name: "A", elements: [], connectors: []}) {
      automation { key } } }"""
    async with acknowledged(server) as socket:
        await assert_answers(socket, "1")
        await subscribe(socket, "2", save)
        answer = await receive(socket)
        assert (answer["type"], answer["id"]) == ("next", "2")
        assert answer["payload"]["data"] == {"saveAutomation": {"automation": {"key": "a"}}}
        assert await receive(socket) == {"type": "complete", "id": "2"}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ nothing", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing", "GRAPHQL_PARSE_FAILED"),
        ("{ noSuchField }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { noSuchField }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { __typename } query B { __typename }", "GRAPHQL_VALIDATION_FAILED"),
        ('subscription { mapUpdates(automation: "x") { revision } }', "BAD_USER_INPUT"),
    ],
)
async def test_a_wrong_operation_gets_an_error_and_the_others_go_on(
    server: Server, map_id: str, query: str, code: str
):
    async with acknowledged(server) as socket:
        assert (await watch(socket, "map", map_id))["type"] == "next"
        await subscribe(socket, "wrong", query)
        refused = await receive(socket)
        assert (refused["type"], refused["id"]) == ("error", "wrong")
        assert [error["extensions"]["code"] for error in refused["payload"]] == [code]
        await assert_answers(socket, "wrong")  # with no `complete` before: the error was the end
        number = uuid4().hex
        await Tenant(server, server.key).record(event(f"{number}-1", number, "MOVED", to="form"))
        update = await receive(socket)
        assert (update["type"], update["id"]) == ("next", "map")


async def test_an_id_is_free_again_when_its_operation_has_ended(server: Server, map_id: str):
    async with acknowledged(server) as socket:
        for _ in range(2):
            await assert_answers(socket, "1")
            assert (await watch(socket, "1", map_id))["type"] == "next"
            await send(socket, type="complete", id="1")


# Messages that need no answer, and pings


@pytest.mark.parametrize("known", [False, True])
async def test_a_pong_brings_back_what_came_with_the_ping(server: Server, known: bool):
    async with server.socket() as socket:
        if known:
            await log_in(socket, server.bearer()["Authorization"])
        for sent, pong in (
            ({"type": "ping"}, {"type": "pong"}),
            ({"type": "ping", "payload": None}, {"type": "pong"}),
            ({"type": "ping", "payload": {}}, {"type": "pong", "payload": {}}),
            ({"type": "ping", "payload": {"at": [1, "é"]}}, {"type": "pong", "payload": {"at": [1, "é"]}}),
        ):
            await send(socket, **sent)
            assert await receive(socket) == pong


async def test_an_unasked_pong_and_the_end_of_what_nobody_began_are_passed_over(server: Server):
    async with acknowledged(server) as socket:
        await send(socket, type="pong", payload={"beat": 1})
        await send(socket, type="complete", id="never begun")
        await assert_answers(socket, "1")


# How sockets are closed


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        ("", "WebSocket message must be valid JSON"),
        ("{", "WebSocket message must be valid JSON"),
        ("[" * 100_000, "WebSocket message must be valid JSON"),
        ('{"type": "ping", "payload": {"a": NaN}}', "WebSocket message must be valid JSON"),
        (b'{"type": "ping"}', "WebSocket message type must be text"),
        ("1", "Invalid message: Expected `object`, got `int`"),
        ("null", "Invalid message: Expected `object`, got `null`"),
        ("[]", "Invalid message: Expected `object`, got `array`"),
        ("{}", "Invalid message: Object missing required field `type`"),
        ('{"type": "shout"}', "Invalid message: Invalid value 'shout' - at `$.type`"),
        ('{"type": "connection_ack"}', "Invalid message: Invalid value 'connection_ack' - at `$.type`"),
        (
            '{"type": "connection_init", "payload": []}',
            "Invalid message: Expected `object | null`, got `array` - at `$.payload`",
        ),
        (
            '{"type": "ping", "payload": "now"}',
            "Invalid message: Expected `object | null`, got `str` - at `$.payload`",
        ),
        ('{"type": "complete"}', "Invalid message: Object missing required field `id`"),
        ('{"type": "complete", "id": 1}', "Invalid message: Expected `str`, got `int` - at `$.id`"),
        (
            '{"type": "subscribe", "id": "", "payload": {"query": "{ a }"}}',
            "Invalid message: Expected `str` of length >= 1 - at `$.id`",
        ),
        ('{"type": "subscribe", "id": "1"}', "Invalid message: Object missing required field `payload`"),
        (
            '{"type": "subscribe", "id": "1", "payload": {}}',
            "Invalid message: query, documentId or extensions.persistedQuery must be given - at `$.payload`",
        ),
        (
            '{"type": "subscribe", "id": "1", "payload": {"query": 1}}',
            "Invalid message: Expected `str | null`, got `int` - at `$.payload.query`",
        ),
        (
            '{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "variables": []}}',
            "Invalid message: Expected `object | null`, got `array` - at `$.payload.variables`",
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


async def test_a_long_reason_is_cut_to_what_a_close_frame_holds(server: Server, map_id: str):
    async with server.socket() as socket:
        await send(socket, type="é" * 200)
        assert await close_frame(socket) == Close(4400, "Invalid message: Invalid value '" + "é" * 45)
    async with acknowledged(server) as socket:
        for _ in range(2):
            await subscribe(socket, "é" * 200, WATCH, variables={"id": map_id})
        assert await close_frame(socket) == Close(4409, "Subscriber for " + "é" * 54)


async def test_an_operation_before_the_acknowledgement_closes_with_4401(server: Server):
    async with server.socket() as socket:
        await subscribe(socket, "1")
        assert await close_frame(socket) == Close(4401, "Unauthorized")


NEEDED = 'Unauthorized: an API key is needed: send authorization "Bearer <key>"'


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ({}, NEEDED),
        ({"payload": None}, NEEDED),
        ({"payload": {"authorization": 1}}, NEEDED),
        ({"payload": {"authorization": "Bearer nobodys"}}, "Unauthorized: this API key is not valid"),
    ],
)
async def test_a_connection_without_a_valid_key_closes_with_4401(server: Server, message: Json, reason: str):
    async with server.socket() as socket:
        await send(socket, type="connection_init", **message)
        assert await close_frame(socket) == Close(4401, reason)


async def test_what_comes_behind_a_refused_connection_is_passed_over(
    server: Server, caplog: pytest.LogCaptureFixture
):
    async with server.socket() as socket:
        await send(socket, type="connection_init")
        await subscribe(socket, "1")
        await subscribe(socket, "2")
        assert await close_frame(socket) == Close(4401, NEEDED)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize("subprotocols", [["graphql-ws"], None])
async def test_other_protocols_close_with_4406(server: Server, subprotocols: Sequence[Subprotocol] | None):
    async with connect(server.ws_url, subprotocols=subprotocols, proxy=None) as socket:
        assert await close_frame(socket) == Close(4406, "Subprotocol not acceptable")


async def test_ours_is_picked_among_several_protocols(server: Server):
    offered = [Subprotocol("graphql-ws"), Subprotocol("graphql-transport-ws")]
    async with connect(server.ws_url, subprotocols=offered, proxy=None) as socket:
        assert socket.subprotocol == "graphql-transport-ws"


async def test_a_connection_that_is_not_initialised_in_time_closes_with_4408(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("server.graphql.CONNECTION_INIT_SECONDS", 0.05)
    async with serving(settings) as server, server.socket() as socket:
        assert await close_frame(socket) == Close(4408, "Connection initialisation timeout")


@pytest.mark.parametrize("query", [QUERY, "{ nothing", WATCH])
async def test_an_id_in_use_closes_with_4409(server: Server, map_id: str, query: str):
    async with acknowledged(server) as socket:
        await watch(socket, "1", map_id)
        await subscribe(socket, "1", query, variables={"id": map_id})
        assert await close_frame(socket) == Close(4409, "Subscriber for 1 already exists")


async def test_a_second_initialisation_closes_with_4429(server: Server):
    async with acknowledged(server) as socket:
        await send(socket, type="connection_init", payload=server.bearer())
        assert await close_frame(socket) == Close(4429, "Too many initialisation requests")
