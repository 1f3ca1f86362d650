"""Servers that saturate one map, each with a client that posts batch after batch as fast as it can."""

import asyncio
import time
from contextlib import AsyncExitStack
from itertools import count

from bench import events
from bench.ground import Ground
from bench.results import Record, Result
from bench.serving import Server, serving
from bench.timing import Times, timed

SERVERS = (1, 2, 4)
BATCH = 1_000
RUN = "writer-#-batch-#####"
"Stands for the writer and the batch in a body that is made once."


async def measured(ground: Ground) -> list[Result]:
    records = []
    for servers in SERVERS:
        ground.say(f"writers: {servers}")
        records.append(await _record(ground, servers))
    return [Result(f"Servers writing to one map, batches of {BATCH:,}", records)]


async def _record(ground: Ground, servers: int) -> Record:
    settings, duration = ground.settings(), ground.scale.writer_seconds
    async with AsyncExitStack() as stack:
        running = [await stack.enter_async_context(serving(settings)) for _ in range(servers)]
        await running[0].publish(events.MAP, events.contacts())
        template = events.body(RUN, 0, BATCH)
        started = time.perf_counter()
        written = await asyncio.gather(
            *(_write(server, template, number, started + duration) for number, server in enumerate(running))
        )
        elapsed = time.perf_counter() - started
    ground.drop(settings)
    batches = [len(seconds) for seconds in written]
    times = Times.of([each for seconds in written for each in seconds])
    return {
        "servers": servers,
        "events/s": sum(batches) * BATCH / elapsed,
        "shares": ", ".join(f"{share / sum(batches):.0%}" for share in batches),
        "p50 ms": times.p50,
        "p99 ms": times.p99,
        "worst ms": times.worst,
    }


async def _write(server: Server, template: bytes, writer: int, until: float) -> list[float]:
    """Seconds that each batch took."""
    seconds = []
    for batch in count():
        if time.perf_counter() >= until:
            break
        run = f"writer-{writer}-batch-{batch:05}"
        seconds.append(await timed(server.post(template.replace(RUN.encode(), run.encode()), BATCH)))
    return seconds
