"""Two servers on one MongoDB and Redis are one Footfall."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, aclosing
from itertools import chain

import pytest

from server.settings import Settings
from tests.processes.campaign import batch, events_of, numbers, people, person, publish, report
from tests.processes.running import ServerProcess, running
from tests.processes.watching import opened
from tests.serving import Json

NEVER_LOOKS_BY_ITSELF = (
    "-c",
    "import live.feed, server.cli; live.feed.HEAD_SECONDS = 86_400; server.cli.main()",
)
"""A server that hears of other processes' commits through the bus or not at all."""
WATCH = """subscription ($id: ID!) { mapUpdates(automation: $id, minIntervalMs: 50) {
  cohort { count } increments { element connector stat delta value }
} }"""

Pair = tuple[ServerProcess, ServerProcess]


@pytest.fixture
async def pair(settings: Settings) -> AsyncIterator[Pair]:
    async with running(settings) as left, running(settings, NEVER_LOOKS_BY_ITSELF) as right:
        yield left, right


def in_fifties(start: int, stop: int) -> Iterable[list[Json]]:
    """All events of these contacts, in batches."""
    for first in range(start, stop, 50):
        yield batch(range(first, min(first + 50, stop)))


async def test_side_by_side_no_event_is_lost_or_doubled(pair: Pair):
    left, right = pair
    await publish(left)

    async def send(server: ServerProcess, batches: Iterable[list[Json]]) -> list[Json]:
        return [await server.record(events) for events in batches]

    # From 100 to 300 both send the same ids at the same time, cut into other batches.
    answers = await asyncio.gather(
        send(left, in_fifties(0, 300)),
        send(right, in_fifties(425, 500)),
        send(right, in_fifties(75, 425)),
    )
    receipts = list(chain.from_iterable(answers))
    assert [receipt for receipt in receipts if receipt["rejected"]] == []
    assert sum(receipt["accepted"] for receipt in receipts) == len(batch(range(500)))
    assert sum(receipt["duplicates"] for receipt in receipts) == len(batch(range(75, 300)))
    assert await report(left) == await report(right) == numbers(500)
    everyone = {one["key"]: one for one in map(person, range(500))}
    assert await people(left) == await people(right) == everyone


async def test_a_batch_sent_to_both_at_once_is_taken_once(pair: Pair):
    await publish(pair[0])
    for events in in_fifties(0, 300):
        receipts = await asyncio.gather(*(server.record(events) for server in pair))
        assert sum(receipt["accepted"] for receipt in receipts) == len(events)
        assert sum(receipt["duplicates"] for receipt in receipts) == len(events)
    assert [await report(server) for server in pair] == [numbers(300)] * 2


async def test_what_one_acknowledged_is_a_duplicate_at_the_other_at_once(pair: Pair):
    """Worked case 11."""
    first, second = pair
    await publish(first)
    for number in range(40):
        events = events_of(number)
        assert await first.record(events) == {"accepted": len(events), "duplicates": 0, "rejected": []}
        assert await second.record(events) == {"accepted": 0, "duplicates": len(events), "rejected": []}
        assert await report(second) == numbers(number + 1)
        first, second = second, first


async def test_a_subscriber_at_one_sees_what_is_recorded_at_the_other(pair: Pair):
    left, right = pair
    identifier = await publish(left)
    values: dict[tuple[str, str], float] = {}
    async with aclosing(right.subscribe(WATCH, {"id": identifier})) as answers:

        async def seen(contacts: int) -> None:
            """Read until there are that many, and keep every value on the way."""
            async for answer in answers:
                update = answer["data"]["mapUpdates"]
                for each in update["increments"]:
                    place = each["element"] or each["connector"], each["stat"]
                    assert values.get(place, each["value"] - each["delta"]) + each["delta"] == each["value"]
                    values[place] = each["value"]
                if update["cohort"]["count"] == contacts:
                    return

        await seen(0)
        for number in range(20):
            await left.record(events_of(number))
            await seen(number + 1)
    assert values == watched(await report(right))


async def test_one_that_lags_shows_what_the_others_do_once_it_goes_on(settings: Settings):
    async with AsyncExitStack() as stack:
        left, right = [await stack.enter_async_context(running(settings)) for _ in range(2)]
        identifier = await publish(left)
        watchers = [await stack.enter_async_context(opened(server, identifier)) for server in (left, right)]
        with right.frozen():
            for number in range(40):
                await left.record(events_of(number))
            await watchers[0].shows(40)
        assert watchers[1].contacts == 0
        await watchers[1].shows(40)
        assert await report(left) == await report(right) == numbers(40)
        await left.record(events_of(40))
        for watcher in watchers:
            await watcher.shows(41)


def watched(answer: Json) -> dict[tuple[str, str], float]:
    """The stats of a subscription that asks for none, from a report."""
    found = {(row["connector"]["key"], "PASSED"): row["passed"]["count"] for row in answer["connectors"]}
    for row in answer["elements"]:
        key, reached, here = row["element"]["key"], row["reached"]["count"], row["hereNow"]["count"]
        found |= {(key, "REACHED"): reached, (key, "HERE_NOW"): here, (key, "WERE_HERE"): reached - here}
        if row["achieved"] is not None:
            found[key, "ACHIEVED"] = row["achieved"]["count"]
    return found
