"""Ten minutes of people coming and going, Redis restarting and contacts moving: `make drill`."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random, SystemRandom
from statistics import median

import pytest
from redis.asyncio import Redis

from server.settings import Settings
from tests.drills.crowd import LOOKS_AWAY_SECONDS, QUERY, STAYS_SECONDS, Sight, Visitor
from tests.drills.test_kill import beside
from tests.live.conftest import RedisServer
from tests.mongod import lone_mongod
from tests.processes.running import ServerProcess, running
from tests.serving import Json
from tests.waiting import eventually

pytestmark = pytest.mark.drill

SECONDS = float(os.environ.get("FOOTFALL_SOAK_SECONDS") or 600)
VISITORS = 200
CONTACTS = 500
SERVERS = 2
BATCH = 20
BATCHES_A_SECOND = 5
SAMPLE_SECONDS = 2.0
REDIS_CALM_SECONDS = (10.0, 40.0)
REDIS_ABSENCE_SECONDS = (0.0, 4.0)
MOST_GROWTH = 1.05
"""Of memory, between the third quarter and the last: in each a thousand sockets are opened, so a leak of six
kilobytes a socket would show. Half way the first snapshot is written, which once takes ten megabytes."""

PLACES = ("form", *(f"mail-{n}" for n in range(9)), "bought")
MAP = {
    "key": "soak",
    "name": "Soak",
    "timeZone": "UTC",
    "elements": [
        {"key": "form", "kind": "TRIGGER", "name": "Form"},
        *({"key": f"mail-{n}", "kind": "EMAIL", "name": "Mail"} for n in range(9)),
        {"key": "bought", "kind": "GOAL", "name": "Bought"},
    ],
    "connectors": [{"source": source, "target": target} for source, target in pairwise(PLACES)],
}
SAVE = "mutation ($map: AutomationInput!) { saveAutomation(input: $map) { automation { id } } }"
PUBLISH = "mutation ($id: ID!) { publishAutomation(id: $id) { problems { severity } } }"
FILTERS: Sequence[Json | None] = (
    None,
    {"added": {"preset": "LAST_30_DAYS"}},
    {"tracking": [{"values": ["facebook"]}]},
)
INTERVALS = (100, 400)


@dataclass
class Sample:
    """One server at one moment: bytes in memory, tasks, rooms, who is in them."""

    memory: int
    tasks: int
    rooms: int
    members: int


@dataclass
class Site:
    servers: Sequence[ServerProcess]
    redis: RedisServer
    settings: Settings
    samples: list[list[Sample]] = field(default_factory=list)

    async def sample(self) -> list[Sample]:
        return [await sample(server) for server in self.servers]

    async def channels(self) -> int:
        """How many channels anybody listens to."""
        async with Redis.from_url(self.redis.url) as client:
            return len(await client.pubsub_channels(f"{self.settings.channel_prefix}:*"))


async def sample(server: ServerProcess) -> Sample:
    said = await server.metrics()
    figures = (said[f"footfall_{name}"] for name in ("tasks", "rooms", "room_members"))
    return Sample(memory_of(server.pid), *(int(figure) for figure in figures))


def memory_of(pid: int) -> int:
    """https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html"""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with AsyncExitStack() as stack:
        mongod = await stack.enter_async_context(lone_mongod(tmp_path / "mongodb"))
        redis = RedisServer(tmp_path)
        stack.callback(redis.stop)
        await redis.start()
        settings = Settings(port=0, mongodb_url=mongod.url, redis_url=redis.url, bootstrap_key="an-admin-key")
        servers = []
        for number in range(SERVERS):
            log = stack.enter_context((tmp_path / f"server-{number}.log").open("ab"))
            servers.append(await stack.enter_async_context(running(settings, stderr=log.fileno())))
        yield Site(servers, redis, settings)


async def test_nothing_grows_and_every_number_is_right_however_people_come_and_go(site: Site):
    seed = int(os.environ.get("FOOTFALL_DRILL_SEED") or SystemRandom().randrange(1_000_000))
    print(f"\nFOOTFALL_DRILL_SEED={seed}")
    chance, began = Random(seed), time.monotonic()
    traffic = Traffic(site.servers, Random(seed))
    automation = await traffic.begin()
    quiet = await site.sample()
    variables = [{"id": automation, "filter": each, "ms": ms} for each in FILTERS for ms in INTERVALS]
    visitors = [Visitor(site.servers, chance.choice(variables), Random(seed + n)) for n in range(VISITORS)]
    async with asyncio.timeout(SECONDS + 120), beside(all_of(visitors)):
        async with beside(traffic.run()), beside(restarting(site.redis, chance)), beside(sampling(site)):
            await asyncio.sleep(SECONDS - (time.monotonic() - began))
        site.redis.stop()  # if it is there just now
        await site.redis.start()
        for visitor in visitors:
            visitor.stay()
        await assert_all_see_what_the_query_says(site, visitors)
        watched = await site.channels()
    await eventually(lambda: nobody_is_left(site), 60)
    tell(site, visitors, traffic, quiet, watched)
    assert watched == 2  # the map and the account, however many watch them
    await assert_flat(site, quiet)


async def all_of(visitors: Sequence[Visitor]) -> None:
    await asyncio.gather(*(visitor.run() for visitor in visitors))


async def assert_all_see_what_the_query_says(site: Site, visitors: Sequence[Visitor]) -> None:
    answers = [await site.servers[0].graphql(QUERY, visitor.variables) for visitor in visitors]
    due = [Sight.of_query(answer) for answer in answers]

    def all_see_it() -> bool:
        return all(visitor.sight.shows(sight) for visitor, sight in zip(visitors, due, strict=True))

    await eventually(all_see_it, STAYS_SECONDS[1] + LOOKS_AWAY_SECONDS[1])


async def nobody_is_left(site: Site) -> bool:
    samples = await site.sample()
    return all(each.rooms == each.members == 0 for each in samples) and await site.channels() == 0


async def assert_flat(site: Site, quiet: Sequence[Sample]) -> None:
    """Memory of the last quarter is that of the third; tasks are those of before anybody came."""
    quarter = len(site.samples) // 4
    for number, before in enumerate(quiet):
        memory = [samples[number].memory for samples in site.samples]
        early, late = median(memory[2 * quarter : 3 * quarter]), median(memory[3 * quarter :])
        assert late <= early * MOST_GROWTH, (early, late)
        after = await sample(site.servers[number])
        assert after.tasks <= before.tasks + 2  # requests of the moment


async def restarting(redis: RedisServer, chance: Random) -> None:
    while True:
        await asyncio.sleep(chance.uniform(*REDIS_CALM_SECONDS))
        redis.stop()
        await asyncio.sleep(chance.uniform(*REDIS_ABSENCE_SECONDS))
        await redis.start()


async def sampling(site: Site) -> None:
    while True:
        await asyncio.sleep(SAMPLE_SECONDS)
        site.samples.append(await site.sample())


class Traffic:
    """Contacts that go from place to place, the same ones all the time: what is loaded does not grow."""

    def __init__(self, servers: Sequence[ServerProcess], chance: Random) -> None:
        self.events = 0
        self._servers = servers
        self._chance = chance
        self._places: dict[int, str] = {}

    async def begin(self) -> str:
        """A published map, and everybody in it; the map's id."""
        saved = await self._servers[0].graphql(SAVE, {"map": MAP})
        automation = saved["data"]["saveAutomation"]["automation"]["id"]
        await self._servers[0].graphql(PUBLISH, {"id": automation})
        came = [self._came_by(number) for number in range(CONTACTS)]
        await self._record([*came, *(self._moved(number, "form") for number in range(CONTACTS))])
        return automation

    async def run(self) -> None:
        """For ever; cancel it. Everything is sent again until it is answered."""
        while True:
            chosen = self._chance.sample(range(CONTACTS), BATCH)
            await self._record([self._moved(number, self._chance.choice(PLACES)) for number in chosen])
            await asyncio.sleep(1 / BATCHES_A_SECOND)

    async def _record(self, events: Sequence[Json]) -> None:
        answer = await self._chance.choice(self._servers).post_events(events)
        assert answer.status_code == 200, answer.text

    def _moved(self, number: int, place: str) -> Json:
        before, self._places[number] = self._places.get(number), place
        way = {"to": place} if before is None else {"from": before, "to": place}
        return self._event(type="MOVED", automation="soak", contact=f"c-{number}", **way)

    def _came_by(self, number: int) -> Json:
        source = "facebook" if number % 2 else "newsletter"
        return self._event(type="TOUCHED", contact=f"c-{number}", source=source)

    def _event(self, **more: object) -> Json:
        self.events += 1
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        return {"id": f"soak-{self.events}", "at": at, **more}


def tell(
    site: Site, visitors: Sequence[Visitor], traffic: Traffic, quiet: Sequence[Sample], watched: int
) -> None:
    """What was done, and what it took."""
    opened = sum(visitor.sockets for visitor in visitors)
    print(
        f"{traffic.events:,} events, {opened:,} sockets opened by {len(visitors)} people, "
        f"{watched} channels at the end"
    )
    for number in range(SERVERS):
        memory = [samples[number].memory / 1e6 for samples in site.samples]
        quarters = [memory[len(memory) * n // 4 : len(memory) * (n + 1) // 4] for n in range(4)]
        print(f"server {number}: {quiet[number].memory / 1e6:.0f} MB before anybody came, then by quarter of")
        print("  the time " + ", ".join(f"{median(quarter):.0f}" for quarter in quarters if quarter) + " MB")
