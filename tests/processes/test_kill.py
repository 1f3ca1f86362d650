"""`kill -9` in the middle of ingest: what was acknowledged is there, once; the resend brings the rest."""

import asyncio
import itertools
import random
from collections.abc import Iterator

import httpx

from server.settings import Settings
from tests.processes.campaign import batch, contact, numbers, people, person, publish, report
from tests.processes.running import ServerProcess, running
from tests.serving import Json
from tests.waiting import eventually

ROUNDS = 4
SENDERS = 3
CONTACTS = 20
"""In a batch; each has events of the account and of the map."""


class Ingest:
    """Batches 0, 1, 2, … sent by several at a time, until the server dies."""

    def __init__(self) -> None:
        self.acknowledged: set[int] = set()
        self.sent = 0
        self._next: Iterator[int] = itertools.count()

    async def run(self, server: ServerProcess) -> None:
        await asyncio.gather(*(self._send(server) for _ in range(SENDERS)))

    async def _send(self, server: ServerProcess) -> None:
        for number in self._next:
            self.sent = number + 1
            events = events_in(number)
            try:
                receipt = await server.record(events)
            except httpx.TransportError:
                return  # no answer: nobody knows what of it was taken
            assert receipt == {"accepted": len(events), "duplicates": 0, "rejected": []}
            self.acknowledged.add(number)


def contacts_in(number: int) -> range:
    return range(number * CONTACTS, (number + 1) * CONTACTS)


def events_in(number: int) -> list[Json]:
    return batch(contacts_in(number))


async def test_what_was_acknowledged_survives_kill_9_and_is_counted_once(settings: Settings):
    ingest = Ingest()
    for number in range(ROUNDS):
        async with running(settings) as server:
            if number == 0:
                await publish(server)
            await killed_while_busy(server, ingest)
    async with running(settings) as server:
        await assert_acknowledged_is_there(server, ingest)
        await assert_the_resend_brings_the_rest(server, ingest)


async def test_another_process_takes_over_at_once(settings: Settings):
    """Whatever the dead one held, a turn or an unpublished commit, keeps nobody."""
    ingest = Ingest()
    async with running(settings) as doomed, running(settings) as other:
        await publish(other)
        await killed_while_busy(doomed, ingest)
        await assert_acknowledged_is_there(other, ingest)
        await assert_the_resend_brings_the_rest(other, ingest)


async def assert_acknowledged_is_there(server: ServerProcess, ingest: Ingest) -> None:
    found = await people(server)
    for number in ingest.acknowledged:
        for one in contacts_in(number):
            assert found[contact(one)] == person(one)


async def assert_the_resend_brings_the_rest(server: ServerProcess, ingest: Ingest) -> None:
    for number in range(ingest.sent):
        events = events_in(number)
        receipt = await server.record(events)
        assert (receipt["accepted"] + receipt["duplicates"], receipt["rejected"]) == (len(events), [])
        assert receipt["accepted"] == 0 or number not in ingest.acknowledged
    everybody = ingest.sent * CONTACTS
    assert await report(server) == numbers(everybody)
    assert await people(server) == {one["key"]: one for one in map(person, range(everybody))}


async def killed_while_busy(server: ServerProcess, ingest: Ingest) -> None:
    """Let the batches flow, and kill at no moment in particular."""
    before = len(ingest.acknowledged)
    flowing = asyncio.create_task(ingest.run(server))
    await eventually(lambda: flowing.done() or len(ingest.acknowledged) >= before + 2 * SENDERS)
    await asyncio.sleep(random.uniform(0, 0.1))
    await server.kill()
    await flowing
