"""Subscriptions over sockets: who asks for the same shares a room, and nobody is in one who may not be."""

import asyncio
import gc
import json
import weakref
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo import MongoClient
from websockets.asyncio.client import ClientConnection
from websockets.frames import Close

from gql.stage import Stage
from live.rooms import Usage
from measure import ids
from measure.accounts import Plan, Role
from measure.stats import COHORT
from resolvers.context import Context
from server.live_operation import WatchRequest, begin
from store.paths import Paths
from store.stream import AnyStream
from tests.acceptance.tenant import ID_OF, Tenant
from tests.server.conftest import MAP, event
from tests.serving import Json, Server, log_in, receive, send
from tests.waiting import eventually

WATCH = """
subscription ($id: ID!, $filter: ReportFilter) {
  mapUpdates(automation: $id, filter: $filter, minIntervalMs: 50) {
    snapshot cohort { count }
    changed { ... on ContactFlowReport { elements { id element { key } hereNow { count } } } }
  }
}
"""
MOVES = "subscription ($id: ID!) { contactMoves(automation: $id, perSecond: 100) { event contact { key } } }"
NAMES = """
subscription ($id: ID!) {
  mapUpdates(automation: $id, minIntervalMs: 50) {
    cohort { count contacts(first: 5) { edges { node { key } } } }
  }
}
"""
FACEBOOK = {"tracking": [{"model": "FIRST", "dimension": "SOURCE", "values": ["facebook"]}]}


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are looked up each time they are used."""
    monkeypatch.setattr("store.keys.REMEMBERED_SECONDS", 0)


@pytest.fixture
async def map_id(tenant: Tenant) -> str:
    return (await tenant.ask(ID_OF, key="welcome"))["automationByKey"]["id"]


@asynccontextmanager
async def logged_in(
    server: Server, count: int, key: str | None = None
) -> AsyncIterator[list[ClientConnection]]:
    """So many sockets that were let in with `key`."""
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(server.socket()) for _ in range(count)]
        for socket in sockets:
            await log_in(socket, server.bearer(key)["Authorization"])
        yield sockets


async def subscribe(socket: ClientConnection, query: str, variables: Json, id: str = "1") -> None:
    await send(socket, type="subscribe", id=id, payload={"query": query, "variables": variables})


async def text(socket: ClientConnection) -> str:
    async with asyncio.timeout(10):
        return str(await socket.recv())


async def update(socket: ClientConnection) -> Json:
    return (await receive(socket))["payload"]["data"]["mapUpdates"]


async def watch(socket: ClientConnection, variables: Json, id: str = "1") -> Json:
    """The first message of an open map."""
    await subscribe(socket, WATCH, variables, id)
    return await update(socket)


async def test_members_are_sent_the_same_bytes_under_their_own_ids(
    server: Server, tenant: Tenant, map_id: str
):
    async with logged_in(server, 5) as sockets:
        for number, socket in enumerate(sockets):
            await subscribe(socket, WATCH, {"id": map_id}, f"own-{number}")
        snapshots = [await text(socket) for socket in sockets]
        await tenant.record(event("m-7", "cid", "MOVED", to="form"))
        updates = [await text(socket) for socket in sockets]
    for answers, is_snapshot in ((snapshots, True), (updates, False)):
        heads = (f'{{"id":"own-{number}","type":"next","payload":' for number in range(5))
        [body] = {answer.removeprefix(head) for answer, head in zip(answers, heads, strict=True)}
        assert json.loads(body.removesuffix("}"))["data"]["mapUpdates"]["snapshot"] is is_snapshot


async def test_the_same_operation_of_the_same_rights_is_one_room(server: Server, tenant: Tenant, map_id: str):
    """Who asks for something else, has another role or another account is in another room."""
    rooms, stranger, viewer = server.services.rooms, await Tenant.new(server), await tenant.of(Role.VIEWER)
    other = await stranger.publish(MAP)
    async with (
        logged_in(server, 3) as ours,
        logged_in(server, 1, viewer.key) as [theirs],
        logged_in(server, 1, stranger.key) as [strangers],
    ):
        for socket in ours:
            assert (await watch(socket, {"id": map_id}))["cohort"] == {"count": 2}
        assert rooms.usage == Usage(rooms=1, members=3)
        filtered = await watch(ours[0], {"id": map_id, "filter": FACEBOOK}, id="2")
        assert (filtered["cohort"], rooms.usage) == ({"count": 0}, Usage(rooms=2, members=4))
        assert (await watch(theirs, {"id": map_id}))["cohort"] == {"count": 2}
        assert (await watch(strangers, {"id": other}))["cohort"] == {"count": 0}
        assert rooms.usage == Usage(rooms=4, members=6)
    await eventually(lambda: rooms.usage == Usage(rooms=0, members=0))


async def test_each_member_is_authorised_before_it_joins(server: Server, tenant: Tenant, map_id: str):
    ingest, stranger = await tenant.of(Role.INGEST), await Tenant.new(server)
    async with (
        logged_in(server, 1) as [ours],
        logged_in(server, 1, ingest.key) as [recorder],
        logged_in(server, 1, stranger.key) as [foreign],
    ):
        await watch(ours, {"id": map_id})
        for socket, code in ((recorder, "FORBIDDEN"), (foreign, "BAD_USER_INPUT")):
            await subscribe(socket, WATCH, {"id": map_id})
            refused = await receive(socket)
            assert (refused["type"], refused["payload"][0]["extensions"]["code"]) == ("error", code)


async def test_what_the_key_and_the_plan_allow_now_decides(
    forgetful: None, server: Server, map_id: str, mongodb: MongoClient, database: str
):
    tracked = {"id": map_id, "filter": FACEBOOK}
    async with logged_in(server, 2) as [before, after]:
        await watch(before, tracked)
        await server.services.store.accounts.change("demo", plan=Plan.BASIC)
        await subscribe(after, WATCH, tracked)
        [error] = (await receive(after))["payload"]
        assert error["extensions"]["code"] == "PLAN_REQUIRED"
        mongodb[database]["keys"].delete_many({})
        await subscribe(after, WATCH, {"id": map_id}, id="2")
        async with asyncio.timeout(10):
            await after.wait_closed()
        assert Close(after.close_code, after.close_reason) == Close(
            4401, "Unauthorized: this API key is not valid"
        )


async def test_who_completes_hears_no_more_and_the_others_go_on(server: Server, tenant: Tenant, map_id: str):
    async with logged_in(server, 2) as [leaver, stayer]:
        for socket in (leaver, stayer):
            await watch(socket, {"id": map_id})
        await send(leaver, type="complete", id="1")
        await send(leaver, type="ping")
        assert (await receive(leaver))["type"] == "pong"
        await tenant.record(event("m-7", "cid", "MOVED", to="form"))
        assert (await update(stayer))["cohort"] == {"count": 3}
        assert (await watch(leaver, {"id": map_id}))[
            "snapshot"
        ]  # and nothing came before it, under the same id


async def test_moves_are_sampled_once_for_all(
    server: Server, tenant: Tenant, map_id: str, monkeypatch: pytest.MonkeyPatch
):
    looks, newest = [], Paths.newest

    async def counted(*arguments: Any) -> object:
        looks.append(None)
        return await newest(*arguments)

    monkeypatch.setattr(Paths, "newest", counted)
    async with logged_in(server, 5) as sockets:
        for socket in sockets:
            await subscribe(socket, MOVES, {"id": map_id})
        await eventually(lambda: server.services.rooms.usage == Usage(rooms=1, members=5))
        await tenant.record(*(event(f"m-{n}", f"c-{n}", "MOVED", to="form") for n in range(7, 10)))
        told = [[(await text(socket)) for _ in range(3)] for socket in sockets]
    assert told[1:] == told[:-1]
    keys = [json.loads(message)["payload"]["data"]["contactMoves"]["contact"]["key"] for message in told[0]]
    assert (keys, len(looks)) == (["c-7", "c-8", "c-9"], 1)


AS_OF = "subscription ($id: ID!) { mapUpdates(automation: $id, minIntervalMs: 50) { asOf cohort { count } } }"


async def test_as_of_is_that_of_now_for_who_joins_and_never_before_what_is_counted(
    server: Server, tenant: Tenant, map_id: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("live.room.OLDEST_SECONDS", 0)
    async with logged_in(server, 2) as [first, joiner]:
        await subscribe(first, AS_OF, {"id": map_id})
        seen = (await update(first))["asOf"]
        number, joined = 0, seen
        while joined <= seen:  # nothing happens, and the server knows so a second later
            number += 1
            await subscribe(joiner, AS_OF, {"id": map_id}, str(number))
            joined = (await update(joiner))["asOf"]
            await send(joiner, type="complete", id=str(number))
        posted = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        await tenant.record(event("m-7", "cid", "MOVED", to="form"))
        changed = await update(first)
        assert changed["cohort"] == {"count": 3}
        assert changed["asOf"] >= posted


async def test_metrics_count_rooms_and_who_is_in_them(server: Server, map_id: str):
    async with logged_in(server, 2) as sockets:
        for socket in sockets:
            await watch(socket, {"id": map_id})
        said = await server.metrics()
        names = ("rooms", "room_members", 'deliveries_total{kind="first"}', "sockets", "watched_streams")
        assert [said[f"footfall_{name}"] for name in names] == [1, 2, 2, 2, 2]


async def test_who_hangs_up_while_it_joins_ends_nothing_for_the_others(
    server: Server, tenant: Tenant, map_id: str
):
    async with logged_in(server, 2) as [stayer, hasty]:
        await subscribe(stayer, NAMES, {"id": map_id})
        await update(stayer)
        for number in range(30):
            await tenant.record(event(f"m-{10 + number}", f"c-{number}", "MOVED", to="form"))
            assert (await update(stayer))["cohort"]["count"] == 3 + number
            await subscribe(hasty, NAMES, {"id": map_id}, f"hasty-{number}")
            await asyncio.sleep(0.0003 * (number % 10))
            await send(hasty, type="complete", id=f"hasty-{number}")


async def test_who_joins_a_room_with_a_long_interval_sees_what_was_acknowledged(
    server: Server, tenant: Tenant, map_id: str
):
    rarely = WATCH.replace("minIntervalMs: 50", "minIntervalMs: 60000")
    async with logged_in(server, 2) as [first, second]:
        await subscribe(first, rarely, {"id": map_id})
        await update(first)
        await tenant.record(event("m-7", "cid", "MOVED", to="form"))
        await eventually(lambda: len(stream_of(server, map_id).state.set(COHORT)) == 3)
        for _ in range(10):
            await asyncio.sleep(0)  # the room has heard of it, and waits for its time
        await subscribe(second, rarely, {"id": map_id})
        assert (await update(second))["cohort"] == {"count": 3}


def stream_of(server: Server, map_id: str) -> AnyStream:
    """The map's, which somebody watches."""
    [automation] = ids.parts(map_id, "Automation", 1)
    stream = server.services.store.streams.peek(automation)
    assert stream is not None
    return stream


async def test_a_room_keeps_no_state_but_the_last_it_has_looked_at(
    server: Server, tenant: Tenant, map_id: str
):
    async with logged_in(server, 1) as [socket]:
        await watch(socket, {"id": map_id})
        seen = weakref.ref(stream_of(server, map_id).state)
        await tenant.record(event("m-7", "cid", "MOVED", to="form"))
        assert (await update(socket))["cohort"] == {"count": 3}
        gc.collect()
        assert seen() is None


async def test_what_cannot_be_written_into_a_key_is_refused_and_answered_where_no_room_is_asked_for(
    server: Server, map_id: str
):
    deep: object = 1
    for _ in range(300):
        deep = [deep]
    async with logged_in(server, 1) as [socket]:
        await subscribe(socket, WATCH, {"id": map_id, "deep": deep})
        [error] = (await receive(socket))["payload"]
        assert (error["extensions"]["code"], error["extensions"]["argument"]) == (
            "BAD_USER_INPUT",
            "variables",
        )
        await subscribe(socket, "{ viewer { role } }", {"deep": deep})
        assert (await receive(socket))["type"] == "next"


async def test_an_error_of_ours_ends_the_operation_and_not_in_silence(
    server: Server, map_id: str, monkeypatch: pytest.MonkeyPatch
):
    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("server.graphql_socket.begin", fail)
    async with logged_in(server, 1) as [socket]:
        await subscribe(socket, WATCH, {"id": map_id})
        refused = await receive(socket)
        assert (refused["type"], refused["payload"][0]["extensions"]["code"]) == ("error", "INTERNAL")
        assert server.services.rooms.usage == Usage(rooms=0, members=0)


async def test_what_was_opened_for_who_has_just_given_up_is_closed(
    server: Server, map_id: str, monkeypatch: pytest.MonkeyPatch
):
    services, put_on = server.services, Stage.put_on
    access = await services.store.keys.access(server.key)
    assert access is not None

    def put_on_too_late(*arguments: Any) -> Any:
        opening.cancel()
        return put_on(*arguments)

    monkeypatch.setattr(Stage, "put_on", put_on_too_late)
    request = WatchRequest(WATCH, {"id": map_id}, None)
    opening = asyncio.create_task(begin(request, Context(access, services)))
    await asyncio.wait([opening])
    account = access.caller.account.id
    [automation] = [stream for stream in services.store.streams.loaded() if stream.id != account]
    assert (opening.cancelled(), automation.listeners) == (True, set())
