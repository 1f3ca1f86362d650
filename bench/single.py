"""One event alone, request to answer, beside the raw driver inserting the very same commit document.

A contact that is new takes four durable writes after each other: ordinal, contact, account, map.
"""

import secrets
from collections.abc import Callable
from itertools import count

from bench import events
from bench.commits import commits_after, inserted, last_commit
from bench.ground import Ground
from bench.results import Record, Result
from bench.serving import Server, serving
from bench.timing import Times, timed


async def measured(ground: Ground) -> list[Result]:
    settings = ground.settings()
    async with serving(settings) as server:
        await server.publish(events.MAP, events.contacts())
        ground.say("single: known contacts")
        known = events.contacts()
        start = await last_commit(settings)
        of_known = await _posted(server, ground.scale.singles, lambda number: known[number * 7])
        ground.say("single: new contacts, and the raw driver")
        commits = await commits_after(settings, start)
        of_new = await _posted(server, ground.scale.singles, lambda number: f"new-{number:07}@example.org")
        raw = Times.of(await inserted(ground, commits))
    records = [
        _record("known contact", of_known),
        _record("new contact", of_new),
        _record("raw driver, known contact", raw),
    ]
    return [Result("One event alone, milliseconds from request to answer", records)]


async def _posted(server: Server, times: int, contact: Callable[[int], str]) -> Times:
    run, numbers = secrets.token_hex(4), count()

    def body() -> bytes:
        number = next(numbers)
        return events.event(f"{run}-{number:06}", contact(number), number)

    return Times.of([await timed(server.post(body(), 1)) for _ in range(times)])


def _record(what: str, times: Times) -> Record:
    return {"one event of a": what, "p50": times.p50, "p99": times.p99, "worst": times.worst}
