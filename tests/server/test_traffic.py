"""Limits on traffic: each refuses only what is above it, and names itself, the value and its setting."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.frames import Close

from live.traffic import Usage
from measure.accounts import Role
from server.settings import Settings
from tests.acceptance.tenant import Tenant
from tests.server.conftest import MAP
from tests.server.test_streamed_results import next_event, streaming
from tests.server.test_tokens import make
from tests.serving import Json, Server, close_frame, log_in, receive, send, serving
from tests.waiting import eventually

QUERY = "{ __typename }"
WATCH = "subscription ($id: ID!) { mapUpdates(automation: $id) { snapshot } }"
SNAPSHOT = {"data": {"mapUpdates": {"snapshot": True}}}


@pytest.fixture
async def small(settings: Settings) -> AsyncIterator[Server]:
    """A server of which little is enough."""
    settings = replace(
        settings,
        max_events_bytes=2_000,
        max_query_bytes=2_000,
        max_frame_bytes=2_000,
        max_sockets_per_key=2,
        max_sockets_per_account=3,
        max_subscriptions_per_key=2,
        max_subscriptions_per_account=3,
    )
    async with serving(settings) as server:
        yield server


@pytest.fixture
async def seldom(settings: Settings) -> AsyncIterator[Server]:
    """A server that a key may ask once in 20 seconds."""
    async with serving(replace(settings, requests_per_minute=3)) as server:
        yield server


def exceeded(limit: str, value: int, most: int, setting: str) -> Json:
    extensions = {"code": "LIMIT_EXCEEDED", "limit": limit, "value": value, "most": most, "setting": setting}
    return {
        "message": f"{limit}: {value} is more than the {most} allowed ({setting})",
        "extensions": extensions,
    }


async def subscribe(socket: ClientConnection, automation: str, id: str = "1") -> Json:
    """The first answer."""
    payload = {"query": WATCH, "variables": {"id": automation}}
    await send(socket, type="subscribe", id=id, payload=payload)
    return await receive(socket)


async def test_a_body_that_does_not_say_its_size_is_refused_once_it_is_too_large(small: Server):
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b" " * 1_000

    headers = {**small.bearer(), "Content-Type": "application/json"}
    answer = await small.http.post("/graphql", content=chunks(), headers=headers)
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["limit"]) == (413, "bytes of a body")
    assert 2_000 < error["extensions"]["value"] <= 3_000


@pytest.mark.parametrize("parts", [["x" * 2_001], ["x" * 1_500, "x" * 501]], ids=["whole", "in parts"])
async def test_a_message_too_large_closes_with_1009(small: Server, parts: list[str]):
    async with small.socket() as socket:
        await log_in(socket, small.bearer()["Authorization"])
        await socket.send(parts if len(parts) > 1 else parts[0])
        closed = await close_frame(socket)
    reason = "bytes of a message: 2001 is more than the 2000 allowed (FOOTFALL_MAX_FRAME_BYTES)"
    assert closed == Close(1009, reason)


async def test_who_sends_far_too_much_hears_why(server: Server):
    """Though the server stops listening to the message long before it has arrived."""
    socket = await server.socket()
    await socket.send("x" * 20_000_000)
    reason = "bytes of a message: 20000000 is more than the 1048576 allowed (FOOTFALL_MAX_FRAME_BYTES)"
    assert await close_frame(socket) == Close(1009, reason)


async def test_a_message_of_too_many_empty_frames_closes_with_1009(server: Server):
    async with server.socket() as socket:
        await socket.send([""] * 2_000)
        assert await close_frame(socket) == Close(
            1009, "frames of a message: 1025 is more than the 1024 allowed"
        )


async def test_one_socket_too_many_is_told_to_come_again_later(small: Server):
    viewer = await small.create_key(Role.VIEWER)
    ours, theirs = small.bearer()["Authorization"], small.bearer(viewer)["Authorization"]
    async with AsyncExitStack() as stack:
        for authorization in (ours, theirs, ours):
            await log_in(last := await stack.enter_async_context(small.socket()), authorization)
        for authorization, reason in (
            (ours, "open sockets of one key: 3 is more than the 2 allowed (FOOTFALL_MAX_SOCKETS_PER_KEY)"),
            (
                theirs,
                "open sockets of one account: 4 is more than the 3 allowed "
                "(FOOTFALL_MAX_SOCKETS_PER_ACCOUNT)",
            ),
        ):
            async with small.socket() as socket:
                await send(socket, type="connection_init", payload={"authorization": authorization})
                assert await close_frame(socket) == Close(1013, reason)
        assert small.services.traffic.usage == Usage(
            sockets=3,
            subscriptions=0,
            refused={
                "FOOTFALL_MAX_SOCKETS_PER_KEY": 1,
                "FOOTFALL_MAX_SOCKETS_PER_ACCOUNT": 1,
                "FOOTFALL_MAX_SUBSCRIPTIONS_PER_KEY": 0,
                "FOOTFALL_MAX_SUBSCRIPTIONS_PER_ACCOUNT": 0,
                "FOOTFALL_REQUESTS_PER_MINUTE": 0,
            },
        )
        await last.close()
        await log_in(await stack.enter_async_context(small.socket()), ours)


async def test_one_subscription_too_many_is_refused_by_itself(small: Server):
    """On a socket and as an event stream alike, and what is under way goes on."""
    tenant = Tenant(small, small.key)
    viewer = await tenant.of(Role.VIEWER)
    automation = await tenant.publish(MAP)
    of_key = exceeded("subscriptions of one key", 3, 2, "FOOTFALL_MAX_SUBSCRIPTIONS_PER_KEY")
    of_account = exceeded("subscriptions of one account", 4, 3, "FOOTFALL_MAX_SUBSCRIPTIONS_PER_ACCOUNT")
    async with small.socket() as socket, streaming(tenant, WATCH, {"id": automation}) as lines:
        assert json.loads((await next_event(lines))[1]) == SNAPSHOT
        await log_in(socket, small.bearer()["Authorization"])
        assert await subscribe(socket, automation, "1") == {"type": "next", "id": "1", "payload": SNAPSHOT}
        assert await subscribe(socket, automation, "2") == {"type": "error", "id": "2", "payload": [of_key]}
        async with aclosing(viewer.subscribe(WATCH, id=automation)) as answers:
            assert await anext(answers) == SNAPSHOT
            async with streaming(viewer, WATCH, {"id": automation}) as refused:
                name, told = await next_event(refused)
                assert (name, json.loads(told)) == ("next", {"errors": [of_account]})
                assert (await next_event(refused))[0] == "complete"
        await send(socket, type="complete", id="1")
        await eventually(lambda: small.services.traffic.usage.subscriptions == 1)
        assert (await subscribe(socket, automation, "1"))["type"] == "next"


async def test_nothing_stays_counted_of_clients_that_vanish(server: Server):
    tenant = Tenant(server, server.key)
    automation = await tenant.publish(MAP)
    traffic = server.services.traffic

    def open_now() -> tuple[int, int]:
        return traffic.usage.sockets, traffic.usage.subscriptions

    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(server.socket()) for _ in range(10)]
        for socket in sockets:
            await log_in(socket, server.bearer()["Authorization"])
            await subscribe(socket, automation)
            await send(socket, type="subscribe", id="2", payload={"query": "subscription { nothing }"})
            for number in range(5):  # of which some are about to begin
                payload = {"query": WATCH, "variables": {"id": automation}}
                await send(socket, type="subscribe", id=f"more-{number}", payload=payload)
        async with streaming(tenant, WATCH, {"id": automation}) as lines:
            await next_event(lines)
            assert traffic.usage.sockets == 10
            assert traffic.usage.subscriptions >= 11
        for socket in sockets:
            socket.transport.abort()
        await eventually(lambda: open_now() == (0, 0))


async def test_a_request_above_the_rate_gets_429_and_when_to_come_again(seldom: Server):
    assert (await seldom.graphql(QUERY))["data"] == {"__typename": "Query"}
    assert (await seldom.post_events([])).status_code == 200
    token = (await make(Tenant(seldom, seldom.key))).bearer.key
    answer = await seldom.http.post("/graphql", json={"query": QUERY}, headers=seldom.bearer())
    message = (
        "requests of one key in a minute: 4 is more than the 3 allowed (FOOTFALL_REQUESTS_PER_MINUTE); "
        "try again in 20 s"
    )
    said = {
        "code": "RATE_LIMITED",
        "limit": "requests of one key in a minute",
        "value": 4,
        "most": 3,
        "setting": "FOOTFALL_REQUESTS_PER_MINUTE",
        "retryAfter": 20,
    }
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "20")
    assert answer.json() == {"errors": [{"message": message, "extensions": said}]}
    answer = await seldom.post_events([])
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "20")
    assert answer.json() == {"error": {"message": message, **said}}
    by_token = await seldom.graphql(QUERY, key=token)
    assert by_token["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    other = await seldom.create_key(Role.VIEWER)
    assert (await seldom.graphql(QUERY, key=other))["data"] == {"__typename": "Query"}


async def test_operations_on_a_socket_count_for_the_rate_and_the_socket_goes_on(seldom: Server):
    async with seldom.socket() as socket:
        await log_in(socket, seldom.bearer()["Authorization"])
        for _ in range(3):
            await send(socket, type="subscribe", id="1", payload={"query": QUERY})
            assert [(await receive(socket))["type"] for _ in range(2)] == ["next", "complete"]
        await send(socket, type="subscribe", id="1", payload={"query": QUERY})
        refused = await receive(socket)
        assert (refused["type"], refused["id"]) == ("error", "1")
        assert refused["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
        assert refused["payload"][0]["extensions"]["retryAfter"] == 20
        await send(socket, type="ping")
        assert await receive(socket) == {"type": "pong"}
