"""Producers that send batch after batch, again after every failure, as the documentation asks of them."""

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from random import Random

import httpx

from tests.processes.campaign import batch
from tests.serving import Api, Json

PRODUCERS = 4
CONTACTS = 6
"""In a batch: small ones make many commits, so that many moments are in the middle of one."""
MOST_PAUSE = 0.1
AGAIN_SECONDS = 0.2


class Load:
    """Batches 0, 1, 2, … each to any server until it is answered; a tenth of them twice at a time."""

    def __init__(self, servers: Sequence[Api], chance: Random) -> None:
        self.batches = 0
        self.duplicates = 0
        self.refused = 0
        self.unanswered = 0
        self.answered_since = [0.0 for _ in servers]
        "By server: when the youngest batch that it answered was sent."
        self._servers = servers
        self._chance = chance
        self._next: Iterator[int] = itertools.count()
        self._over = False

    @property
    def contacts(self) -> int:
        return self.batches * CONTACTS

    async def run(self) -> None:
        """Returns after `end`, when everything that was begun is acknowledged."""
        await asyncio.gather(*(self._produce() for _ in range(PRODUCERS)))

    def end(self) -> None:
        self._over = True

    async def _produce(self) -> None:
        while not self._over:
            number = next(self._next)
            self.batches = number + 1
            events = batch(range(number * CONTACTS, (number + 1) * CONTACTS))
            twice = self._chance.random() < 0.1
            await asyncio.gather(*(self._send(events) for _ in range(2 if twice else 1)))
            await asyncio.sleep(self._chance.uniform(0, MOST_PAUSE))

    async def _send(self, events: list[Json]) -> None:
        """Until it is answered, by whichever server."""
        while True:
            if await self._answered(self._chance.randrange(len(self._servers)), events):
                return
            await asyncio.sleep(AGAIN_SECONDS)

    async def _answered(self, server: int, events: list[Json]) -> bool:
        sent = time.monotonic()
        try:
            answer = await self._servers[server].post_events(events)
        except httpx.TransportError:
            self.unanswered += 1
            return False
        if answer.status_code == 503:
            self.refused += 1
            return False
        assert answer.status_code == 200, answer.text
        receipt = answer.json()
        assert (receipt["accepted"] + receipt["duplicates"], receipt["rejected"]) == (len(events), [])
        self.duplicates += receipt["duplicates"]
        self.answered_since[server] = max(self.answered_since[server], sent)
        return True
