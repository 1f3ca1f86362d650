"""A hundred thousand queries, bodies and frames that no client would send: `make drill`."""

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from statistics import median

import pytest

from server.settings import Settings
from tests.drills.fuzzing import Fuzz, Outcome
from tests.drills.small_world import small_world
from tests.drills.test_kill import assert_verified, beside
from tests.drills.test_soak import MOST_GROWTH, Sample, sample
from tests.live.conftest import RedisServer
from tests.mongod import lone_mongod
from tests.processes.campaign import batch, numbers, publish, report
from tests.processes.running import ServerProcess, running
from tests.processes.watching import Open, opened
from tests.waiting import eventually

pytestmark = pytest.mark.drill

INPUTS = int(os.environ.get("FOOTFALL_FUZZ_INPUTS") or 100_000)
SAMPLE_SECONDS = 1.0
BYSTANDER_SECONDS = 2.0
LONGEST_SECONDS = 1_800
ANSWERS_MEGABYTES = 4
"Few, so that they are soon full."
MOST_SHOWN = 60
BUG = re.compile(r"Traceback|\b(?:ERROR|CRITICAL)\b|never retrieved|unexpected|Fatal")
"In a log: what stands there of input that the server did not foresee."


@dataclass
class Site:
    server: ServerProcess
    settings: Settings
    log: Path


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with AsyncExitStack() as stack:
        mongod = await stack.enter_async_context(lone_mongod(tmp_path / "mongodb"))
        redis = RedisServer(tmp_path)
        stack.callback(redis.stop)
        await redis.start()
        settings = Settings(
            port=0,
            mongodb_url=mongod.url,
            redis_url=redis.url,
            bootstrap_key="an-admin-key",
            answers_megabytes=ANSWERS_MEGABYTES,
        )
        path = tmp_path / "server.log"
        log = stack.enter_context(path.open("ab"))
        yield Site(await stack.enter_async_context(running(settings, stderr=log.fileno())), settings, path)


async def test_no_input_crashes_the_server_or_makes_it_fail_tell_or_grow(site: Site):
    seed = int(os.environ.get("FOOTFALL_DRILL_SEED") or SystemRandom().randrange(1_000_000))
    print(f"\nFOOTFALL_DRILL_SEED={seed}")
    server, began = site.server, time.monotonic()
    fuzz = Fuzz(server, await small_world(server), seed)
    automation, samples = await publish(server), list[Sample]()
    quiet = await sample(server)
    try:
        async with asyncio.timeout(LONGEST_SECONDS), opened(server, automation) as watcher:
            bystander = Bystander(server, watcher)
            recording = asyncio.create_task(bystander.run())
            async with beside(sampling(server, samples)):
                await fuzz.run(INPUTS)
            bystander.leave()
            await recording
        await eventually(lambda: is_as_before(server, quiet), 30)
    finally:
        fuzz.outcome.tell()
        tell(samples, quiet, time.monotonic() - began)
        print("\n".join(bugs(site.log)))
    assert fuzz.outcome.failures == {}
    assert bugs(site.log) == []
    assert_much_was_understood(fuzz.outcome)
    assert_flat(samples)
    assert await report(server) == numbers(bystander.contacts)
    await assert_verified(site.settings)


class Bystander:
    """One who records what is right, and watches it, over a map of its own all the time."""

    def __init__(self, server: ServerProcess, watcher: Open) -> None:
        self.contacts = 0
        self._server = server
        self._watcher = watcher
        self._leaves = asyncio.Event()

    async def run(self) -> None:
        """Until told to leave, and once after that."""
        while not self._leaves.is_set():
            await self._record()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._leaves.wait(), BYSTANDER_SECONDS)
        await self._record()

    def leave(self) -> None:
        self._leaves.set()

    async def _record(self) -> None:
        """One contact more, which everybody sees."""
        events = batch([self.contacts])
        self.contacts += 1
        assert (await self._server.record(events))["accepted"] == len(events)
        await self._watcher.shows(self.contacts, within=30)
        assert await report(self._server) == numbers(self.contacts)


async def sampling(server: ServerProcess, samples: list[Sample]) -> None:
    while True:
        samples.append(await sample(server))
        await asyncio.sleep(SAMPLE_SECONDS)


async def is_as_before(server: ServerProcess, quiet: Sample) -> bool:
    """Nobody is left, and nothing is under way but what was before."""
    after, sockets = await sample(server), (await server.metrics())["footfall_sockets"]
    return after.rooms == after.members == sockets == 0 and after.tasks <= quiet.tasks


def bugs(log: Path) -> Sequence[str]:
    """The log from the first of them on."""
    lines = log.read_text(errors="replace").splitlines()
    first = next((number for number, line in enumerate(lines) if BUG.search(line)), len(lines))
    return lines[first : first + MOST_SHOWN]


def assert_much_was_understood(outcome: Outcome) -> None:
    """Inputs that are all refused at the door would find nothing."""
    least = {"query": 0.05, "event": 0.005, "stream": 0.003, "update": 0.003}
    short = {
        kind: count for kind, share in least.items() if (count := outcome.answered[kind]) < share * INPUTS
    }
    assert short == {}


def assert_flat(samples: Sequence[Sample]) -> None:
    early, late = (median(each.memory for each in quarter) for quarter in quarters(samples)[2:])
    assert late <= early * MOST_GROWTH, (early, late)


def quarters(samples: Sequence[Sample]) -> Sequence[Sequence[Sample]]:
    return [samples[len(samples) * n // 4 : len(samples) * (n + 1) // 4] for n in range(4)]


def tell(samples: Sequence[Sample], quiet: Sample, took: float) -> None:
    memory = [median(each.memory for each in quarter) / 1e6 for quarter in quarters(samples) if quarter]
    print(f"{took:.0f} s; {quiet.memory / 1e6:.0f} MB before, then by quarter of the time")
    print("  " + ", ".join(f"{each:.0f}" for each in memory) + " MB")
