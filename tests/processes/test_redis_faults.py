"""Whatever happens to Redis, an open map stays open, is two seconds late at most, and soon prompt again."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from server.settings import Settings
from tests.live.conftest import RedisServer
from tests.processes.campaign import events_of, publish
from tests.processes.watching import Open, opened
from tests.serving import Server, serving

Fault = tuple[Callable[[RedisServer], Awaitable[None]], Callable[[RedisServer], Awaitable[None]]]
LATE = 2.0
"""Seconds from the answer that events were taken to their message, while Redis is away."""
AGAIN = 1.0
"""Seconds after Redis' return from when on the bus brings every message."""
TRIES = 3
"Of which the best counts: the machine may be busy with other things."


async def stop(redis: RedisServer) -> None:
    redis.stop()


async def start(redis: RedisServer) -> None:
    await redis.start()


async def hang(redis: RedisServer) -> None:
    redis.freeze()


async def go_on(redis: RedisServer) -> None:
    redis.thaw()


async def cut_all(redis: RedisServer) -> None:
    async with Redis.from_url(redis.url) as client:
        for kind in ("normal", "pubsub"):
            await client.client_kill_filter(_type=kind, skipme=True)


async def nothing(_: RedisServer) -> None:
    """It has been there all the time."""


@pytest.fixture
async def settings(settings: Settings, redis_server: RedisServer) -> Settings:
    await redis_server.start()
    return replace(settings, redis_url=redis_server.url)


@pytest.fixture
async def other(settings: Settings) -> AsyncIterator[Server]:
    """The one that is written to, so that news come from another process's connections."""
    async with serving(settings) as running:
        yield running


@pytest.mark.parametrize(
    "fault", [(stop, start), (hang, go_on), (cut_all, nothing)], ids=lambda fault: fault[0].__name__
)
async def test_an_open_map_outlives_it(
    server: Server, other: Server, redis_server: RedisServer, fault: Fault, monkeypatch: pytest.MonkeyPatch
):
    fail, come_back = fault
    async with opened(server, await publish(other)) as watcher:
        await fail(redis_server)
        assert min([await seconds_until_shown(other, watcher, number) for number in range(TRIES)]) < LATE
        monkeypatch.setattr("live.feed.HEAD_SECONDS", 600)  # from now on what is prompt came by the bus
        await come_back(redis_server)
        await is_heard_again(other, watcher)


async def test_a_lost_last_message_is_noticed(server: Server, settings: Settings):
    unheard = replace(settings, channel_prefix=f"{settings.channel_prefix}-unheard")
    async with serving(unheard) as other, opened(server, await publish(other)) as watcher:
        assert min([await seconds_until_shown(other, watcher, number) for number in range(TRIES)]) < LATE


async def is_heard_again(server: Server, watcher: Open) -> None:
    """What is sent within a second may be late still, or not be told; all that is sent then is told."""
    returned, number = time.monotonic(), TRIES
    while time.monotonic() < returned + AGAIN:
        await record(server, number)
        number += 1
    for more in range(number, number + 3):
        await seconds_until_shown(server, watcher, more)


async def seconds_until_shown(server: Server, watcher: Open, number: int) -> float:
    """From the answer that the contact's events were taken."""
    await record(server, number)
    taken = time.monotonic()
    await watcher.shows(number + 1)
    return time.monotonic() - taken


async def record(server: Server, number: int) -> None:
    events = events_of(number)
    assert await server.record(events) == {"accepted": len(events), "duplicates": 0, "rejected": []}
