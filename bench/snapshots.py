"""Ingest again while snapshots are written: as served, all the time, and, as the rival, not at all.

The same batches of 1,000, one after another, go to a server of each kind. Paths are written by the same
background task: without a rest as well, and not at all either.
"""

import asyncio
import secrets
import time
from contextlib import suppress

from bench import events
from bench.ground import Ground
from bench.results import Record, Result
from bench.serving import CLI, Program, Server, program, serving
from bench.timing import Times, timed
from server.settings import Settings
from store.database import Database
from store.loading import STATE

BATCH = 1_000
LOOK_SECONDS = 0.1
SERVERS: dict[str, Program] = {
    "never": program({"store.background.TICK_SECONDS": 86_400}),
    "as served": CLI,
    "all the time": program(
        {
            "store.background.TICK_SECONDS": 0.01,
            "store.snapshotter.MOST_BEHIND": 1,
            "store.snapshotter.REST": 0,
            "store.path_keeper.REST": 0,
        }
    ),
}


async def measured(ground: Ground) -> list[Result]:
    records = []
    for name, server in SERVERS.items():
        ground.say(f"snapshots: {name}")
        records.append(await _record(ground, name, server))
    return [Result(f"Ingest with snapshots running, batches of {BATCH:,}", records)]


async def _record(ground: Ground, name: str, server: Program) -> Record:
    settings, count = ground.settings(), ground.scale.snapshot_batches
    async with serving(settings, server) as running:
        await running.publish(events.MAP, events.contacts())
        bodies = _bodies(count)
        watching = asyncio.create_task(_revisions(settings))
        started = time.perf_counter()
        seconds = await _posted(running, bodies)
        elapsed = time.perf_counter() - started
        written = await _stopped(watching)
    ground.drop(settings)
    times = Times.of(seconds)
    return {
        "snapshots": name,
        "written": len(written),
        "events/s": count * BATCH / elapsed,
        "p50 ms": times.p50,
        "p99 ms": times.p99,
        "worst ms": times.worst,
    }


def _bodies(count: int) -> list[bytes]:
    run = secrets.token_hex(4)
    return [events.body(run, number * BATCH, BATCH) for number in range(count)]


async def _posted(server: Server, bodies: list[bytes]) -> list[float]:
    return [await timed(server.post(body, BATCH)) for body in bodies]


async def _revisions(settings: Settings) -> set[int]:
    """The revisions that the map's snapshots were seen to reach, until cancelled."""
    database = Database(settings.mongodb_url, settings.database)
    seen: set[int] = set()
    with suppress(asyncio.CancelledError):
        while True:
            async for checkpoint in database.streams.find({"content": STATE}):
                if checkpoint["stream"] != checkpoint["account"]:
                    seen.add(checkpoint["rev"])
            await asyncio.sleep(LOOK_SECONDS)
    database.close()
    return seen - {0}


async def _stopped(watching: asyncio.Task[set[int]]) -> set[int]:
    watching.cancel()
    return await watching
