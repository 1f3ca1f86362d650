"""SIGTERM: what was taken is finished, what is new is sent away, and ten seconds bound it all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import pytest
from httpx import RemoteProtocolError
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Close

from server.settings import Settings
from store.loading import STATE
from tests.commands import footfall
from tests.mongod import FailPoint, Mongod
from tests.processes.campaign import KEY, events_of, numbers, publish, report
from tests.processes.running import ServerProcess, running
from tests.serving import Json, log_in, receive, send
from tests.waiting import eventually

WATCH = "subscription ($id: ID!) { mapUpdates(automation: $id) { cohort { count } } }"
ALL_TAKEN = {"accepted": len(events_of(0)), "duplicates": 0, "rejected": []}
STOPPED = {
    "code": "TEMPORARILY_UNAVAILABLE",
    "message": "this server is being stopped; send the request again",
    "retryAfter": 1,
}


@pytest.fixture
def settings(settings: Settings, mongod: Mongod) -> Settings:
    """On a MongoDB that may hang."""
    return replace(settings, mongodb_url=mongod.url)


async def test_what_is_under_way_is_finished_and_what_is_new_is_sent_away(settings: Settings, mongod: Mongod):
    async with running(settings) as server, AsyncExitStack() as stack:
        identifier = await publish(server)
        socket = await stack.enter_async_context(server.socket())
        await watch(socket, server, identifier)
        stream = await stack.enter_async_context(streaming(server, identifier))
        with mongod.client() as client:
            inserting = FailPoint(client, "hangDuringBatchInsert")
            inserting.arm()
            under_way = asyncio.create_task(server.record(events_of(0)))
            await asyncio.to_thread(inserting.wait)
            server.stop()
            assert await closed(socket) == Close(1012, "this server is being stopped: connect again")
            with pytest.raises(RemoteProtocolError):  # cut off, not complete: who watches comes again
                await read_to_the_end(stream)
            await assert_sends_away(server)
            assert not under_way.done()
            inserting.disarm()
        assert await under_way == ALL_TAKEN
        assert await server.ended() == (0, "")
    async with running(settings) as server:
        assert await report(server) == numbers(1)


async def test_what_is_newer_than_its_snapshot_is_snapshotted(settings: Settings, mongod: Mongod):
    async with running(settings) as server:
        await publish(server)
        assert await server.record(events_of(0)) == ALL_TAKEN
        server.stop()
        assert await server.ended() == (0, "")
    with mongod.client() as client:
        database = client.get_database(settings.database)
        heads = {commit["stream"]: commit["rev"] for commit in database.commits.find(sort=[("rev", 1)])}
        stored = {each["stream"]: each["rev"] for each in database.streams.find({"content": STATE})}
    assert len(heads) == 2  # the account's and the map's
    assert stored == heads


async def test_a_mongodb_that_hangs_does_not_keep_it(settings: Settings, mongod: Mongod):
    async with running(settings) as server:
        await publish(server)
        with mongod.client() as client:
            inserting = FailPoint(client, "hangDuringBatchInsert")
            inserting.arm()
            under_way = asyncio.create_task(server.post_events(events_of(0)))
            await asyncio.to_thread(inserting.wait)
            mongod.freeze()
            server.stop()
            code, _ = await server.ended()
            mongod.thaw()
            inserting.disarm()
        assert code == 0
        refused = await under_way
        assert (refused.status_code, refused.json()) == (503, {"error": STOPPED})
    async with running(settings) as server:  # whether it came to be written or not, the resend is right
        receipt = await server.record(events_of(0))
        assert receipt["accepted"] + receipt["duplicates"] == len(events_of(0))
        assert await report(server) == numbers(1)


async def test_who_watches_comes_again_by_itself(settings: Settings):
    async with AsyncExitStack() as stack:
        async with running(settings) as server:
            await publish(server)
            words = ("watch", KEY, "--url", server.url, "--key", server.key)
            watching = await stack.enter_async_context(footfall(*words))
            assert watching.stdout is not None
            assert watching.stderr is not None
            assert b" snapshot " in await watching.stdout.readline()
            server.stop()
            assert await server.ended() == (0, "")
        said = await watching.stderr.readline()
        assert said == b"Connecting again: this server is being stopped: connect again\n"
        async with running(replace(settings, port=int(server.url.rpartition(":")[2]))):
            async with asyncio.timeout(20):
                assert b" snapshot " in await watching.stdout.readline()


async def watch(socket: ClientConnection, server: ServerProcess, identifier: str) -> None:
    """Until the first update."""
    await log_in(socket, server.bearer()["Authorization"])
    await send(socket, type="subscribe", id="1", payload={"query": WATCH, "variables": {"id": identifier}})
    assert (await receive(socket))["type"] == "next"


@asynccontextmanager
async def streaming(server: ServerProcess, identifier: str) -> AsyncIterator[AsyncIterator[str]]:
    """The lines of an event stream, after those of the first update."""
    request = {"query": WATCH, "variables": {"id": identifier}}
    headers = {**server.bearer(), "Accept": "text/event-stream"}
    async with server.http.stream("POST", "/graphql", json=request, headers=headers) as answer:
        lines = answer.aiter_lines()
        assert await anext(lines) == "event: next"
        yield lines


async def read_to_the_end(lines: AsyncIterator[str]) -> None:
    async for line in lines:
        assert line != "event: complete"


async def closed(socket: ClientConnection) -> Close | None:
    with pytest.raises(ConnectionClosed) as ended:
        await receive(socket)
    return ended.value.rcvd


async def assert_sends_away(server: ServerProcess) -> None:
    """Every route, on the connections of before and on new ones."""

    async def is_sent_away() -> bool:
        return (await server.http.get("/ready")).status_code == 503

    await eventually(is_sent_away)
    for path, body in (
        ("/ready", {"error": STOPPED}),
        ("/health", {"error": STOPPED}),
        ("/metrics", {"error": STOPPED}),
        ("/events", {"error": STOPPED}),
        ("/graphql", {"errors": [in_graphql(STOPPED)]}),
    ):
        refused = await server.http.post(path, json={})
        assert (refused.status_code, refused.headers["retry-after"], refused.json()) == (503, "1", body)
        assert refused.headers["x-content-type-options"] == "nosniff"
    with pytest.raises(InvalidStatus) as turned_away:
        async with server.socket():
            pass
    response = turned_away.value.response
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")


def in_graphql(error: Json) -> Json:
    return {
        "message": error["message"],
        "extensions": {"code": error["code"], "retryAfter": error["retryAfter"]},
    }
