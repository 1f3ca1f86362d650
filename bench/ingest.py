"""Events over HTTP into the log, beside the raw driver inserting the very same commit documents.

Both sides write one batch after another, with majority and journal, under the same indexes, on the same
mongod. The server, the client and mongod share the machine. "HTTP × 8" has eight requests under way.
"""

import asyncio
import secrets
import time

from bench import events
from bench.commits import commits_after, inserted, last_commit
from bench.ground import Ground
from bench.results import Record, Result
from bench.serving import Server, serving
from server.settings import Settings


async def measured(ground: Ground) -> list[Result]:
    settings = ground.settings()
    async with serving(settings) as server:
        await server.publish(events.MAP, events.contacts())
        records = []
        for batch, count in ground.scale.batches.items():
            ground.say(f"ingest: {count} batches of {batch:,}")
            records.append(await _record(ground, settings, server, batch, count))
    return [Result("Ingest, events per second", records)]


async def _record(ground: Ground, settings: Settings, server: Server, batch: int, count: int) -> Record:
    start = await last_commit(settings)
    http = await _posted(server, batch, count, under_way=1)
    raw = batch * count / sum(await inserted(ground, await commits_after(settings, start)))
    by_eight = await _posted(server, batch, count, under_way=8)
    return {
        "events a batch": batch,
        "HTTP": http,
        "HTTP × 8": by_eight,
        "raw driver": raw,
        "HTTP / raw": f"{http / raw:.0%}",
    }


async def _posted(server: Server, batch: int, count: int, under_way: int) -> float:
    """Events per second when `under_way` requests are sent side by side."""
    run = secrets.token_hex(4)
    waiting = iter([events.body(run, number * batch, batch) for number in range(count)])

    async def post() -> None:
        for body in waiting:
            await server.post(body, batch)

    started = time.perf_counter()
    await asyncio.gather(*(post() for _ in range(under_way)))
    return batch * count / (time.perf_counter() - started)
