"""Redis carries news and courtesy, never truth: without it Footfall is right, and a little later live."""

import asyncio
import time
from contextlib import aclosing
from dataclasses import replace

from redis.asyncio import Redis

from server.settings import Settings
from tests.live.conftest import RedisServer
from tests.processes.campaign import events_of, numbers, publish, report
from tests.processes.running import ServerProcess, running
from tests.waiting import eventually

WATCH = "subscription ($id: ID!) { mapUpdates(automation: $id, minIntervalMs: 50) { cohort { count } } }"
PROMPT = 1.0
"""Seconds: no answer waits for Redis longer than its courtesies do."""
LOOK = 2.0
"""Seconds from one look at the log to the next, in a process that hears nothing."""


async def test_without_redis_everything_is_right_and_updates_come_within_seconds(
    settings: Settings, redis_server: RedisServer
):
    await redis_server.start()
    settings = replace(settings, redis_url=redis_server.url)
    async with running(settings) as writer, running(settings) as watched:
        identifier = await publish(writer)
        async with aclosing(watched.subscribe(WATCH, {"id": identifier})) as answers:

            async def is_late() -> bool:
                said = (await watched.http.get("/ready")).json()
                return said == {"status": "degraded", "writes": True, "live": "late"}

            async def seen(contacts: int) -> None:
                async for answer in answers:
                    if answer["data"]["mapUpdates"]["cohort"]["count"] == contacts:
                        return

            await seen(0)
            redis_server.stop()
            await eventually(is_late)
            for number in (0, 1):
                started = time.monotonic()
                await recorded(writer, number)
                assert await report(watched) == numbers(number + 1)
                assert time.monotonic() - started < 2 * PROMPT
                await seen(number + 1)
                assert time.monotonic() - started < LOOK + PROMPT

            await redis_server.start()
            await eventually(lambda: listens(redis_server, settings.channel_prefix))
            # Looking alone, ten moves one after the other would take ten looks.
            async with asyncio.timeout(5 * LOOK):
                for number in range(2, 12):
                    await recorded(writer, number)
                    await seen(number + 1)


async def test_a_server_starts_and_records_without_redis(settings: Settings, redis_server: RedisServer):
    async with running(replace(settings, redis_url=redis_server.url)) as server:
        await publish(server)
        await recorded(server, 0)
        assert await report(server) == numbers(1)


async def recorded(server: ServerProcess, number: int) -> None:
    events = events_of(number)
    receipt = await server.record(events)
    assert receipt == {"accepted": len(events), "duplicates": 0, "rejected": []}


async def listens(redis_server: RedisServer, prefix: str) -> bool:
    """Whether a subscriber of ours is back."""
    async with Redis.from_url(redis_server.url) as redis:
        return bool(await redis.pubsub_channels(f"{prefix}*"))
