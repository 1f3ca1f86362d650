"""`kill -9` of the server, of MongoDB and of Redis, again and again under load: `make drill`."""

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom
from statistics import median

import httpx
import pytest

from server.settings import Settings
from tests.commands import footfall
from tests.drills.load import Load
from tests.drills.supervised import Supervised
from tests.drills.watcher import Watcher
from tests.live.conftest import RedisServer
from tests.mongod import Mongod, lone_mongod
from tests.processes.campaign import batch, contact, numbers, people, person, publish, report
from tests.processes.running import running
from tests.serving import Api
from tests.waiting import eventually

pytestmark = pytest.mark.drill

KILLS: Mapping[str, int] = {"footfall serve": 20, "mongod": 5, "redis-server": 5}
SERVERS = 2
LONGEST_SECONDS = 600
LONGEST_RECOVERY = 60
MOST_CALM = 2.0
MOST_ABSENCE = 1.5

Kill = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Site:
    """Two servers under supervision, a MongoDB and a Redis."""

    settings: Settings
    mongod: Mongod
    redis: RedisServer
    servers: list[Supervised]
    apis: list[Api]

    def kills(self, chance: Random) -> Mapping[str, Kill]:
        """How to kill one of each kind and, but for servers, who are supervised, to start it again."""

        async def kill_server() -> None:
            await chance.choice(self.servers).kill()

        async def kill_mongod() -> None:
            self.mongod.kill()
            await asyncio.sleep(chance.uniform(0, MOST_ABSENCE))
            await self.mongod.start()

        async def kill_redis() -> None:
            self.redis.stop()
            await asyncio.sleep(chance.uniform(0, MOST_ABSENCE))
            await self.redis.start()

        return {"footfall serve": kill_server, "mongod": kill_mongod, "redis-server": kill_redis}


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with AsyncExitStack() as stack:
        mongod = await stack.enter_async_context(lone_mongod(tmp_path / "mongodb"))
        redis = RedisServer(tmp_path)
        stack.callback(redis.stop)
        await redis.start()
        settings = Settings(port=0, mongodb_url=mongod.url, redis_url=redis.url, bootstrap_key="an-admin-key")
        servers = [Supervised(settings, tmp_path / f"server-{number}.log") for number in range(SERVERS)]
        for server in servers:
            await stack.enter_async_context(beside(server.run()))
        apis = []
        for server in servers:
            url = await server.url()
            http = httpx.AsyncClient(base_url=url, trust_env=False, timeout=20)
            apis.append(Api(url, "an-admin-key", await stack.enter_async_context(http)))
        yield Site(settings, mongod, redis, servers, apis)


@asynccontextmanager
async def beside(work: Awaitable[None]) -> AsyncIterator[None]:
    """Have it run for the time of the block; what it raises is raised at the end."""
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
    if not task.cancelled():
        task.result()


async def test_nothing_that_was_acknowledged_is_lost_or_doubled_whoever_is_killed(site: Site):
    seed = int(os.environ.get("FOOTFALL_DRILL_SEED") or SystemRandom().randrange(1_000_000))
    print(f"\nFOOTFALL_DRILL_SEED={seed}")
    chance, began = Random(seed), time.monotonic()
    load = Load(site.apis, Random(seed))
    async with asyncio.timeout(LONGEST_SECONDS), AsyncExitStack() as stack:
        automation = await publish(site.apis[0])
        watchers = [Watcher(api, automation) for api in site.apis]
        for watcher in watchers:
            await stack.enter_async_context(beside(watcher.run()))
        loading = asyncio.create_task(load.run())
        recoveries = await killed_under(load, loading, site.kills(chance), chance)
        load.end()
        await loading
        took = time.monotonic() - began
        await eventually(lambda: [each.contacts for each in watchers] == [load.contacts] * SERVERS, 30)
        await assert_every_event_counts_once(site, load.contacts)
        with site.mongod.client() as client:
            snapshots = client[site.settings.database].get_collection("snapshots").count_documents({})
    tell(recoveries, load, watchers, snapshots, took)


async def killed_under(
    load: Load, loading: asyncio.Task[None], kills: Mapping[str, Kill], chance: Random
) -> Mapping[str, list[float]]:
    """Kill all in an order of chance; by kind, the seconds until every server acknowledged what is new."""
    order = [kind for kind, times in KILLS.items() for _ in range(times)]
    chance.shuffle(order)
    recoveries: dict[str, list[float]] = defaultdict(list)

    def recovered(killed_at: float) -> bool:
        return loading.done() or min(load.answered_since) > killed_at

    for number, kind in enumerate(order):
        await asyncio.sleep(chance.uniform(0, MOST_CALM))
        killed_at = time.monotonic()
        killing = asyncio.ensure_future(kills[kind]())
        await eventually(lambda since=killed_at: recovered(since), LONGEST_RECOVERY)
        recoveries[kind].append(time.monotonic() - killed_at)
        await killing
        if loading.done():
            loading.result()
        print(f"{number + 1:2} {kind:15} {recoveries[kind][-1]:5.1f} s  {load.batches:,} batches", flush=True)
    return recoveries


async def assert_every_event_counts_once(site: Site, contacts: int) -> None:
    """In the log, in every number of every process, and in a recount of the log."""
    sent = sorted(event["id"] for event in batch(range(contacts)))
    with site.mongod.client() as client:
        commits = client[site.settings.database].get_collection("commits")
        logged = [
            event["id"] for commit in commits.find({}, {"events.id": 1}) for event in commit.get("events", ())
        ]
    assert sorted(logged) == sent
    everybody = {contact(number): person(number) for number in range(contacts)}
    async with running(site.settings) as fresh:
        for api in (*site.apis, fresh):
            assert await report(api) == numbers(contacts)
            assert await people(api) == everybody
    await assert_verified(site.settings)


async def assert_verified(settings: Settings) -> None:
    words = ("verify", "demo", "--mongodb-url", settings.mongodb_url, "--database", settings.database)
    async with footfall(*words) as verifying:
        out, said = await verifying.communicate()
    print(out.decode(), end="")
    assert (verifying.returncode, said) == (0, b"")


def tell(
    recoveries: Mapping[str, list[float]], load: Load, watchers: list[Watcher], snapshots: int, took: float
) -> None:
    """The report, as `docs/reliability.md` holds it."""
    print("\n| killed | times | median recovery | worst |\n|---|---:|---:|---:|")
    for kind, seconds in sorted(recoveries.items()):
        print(f"| `{kind}` | {len(seconds)} | {median(seconds):.1f} s | {max(seconds):.1f} s |")
    print(
        f"\n{len(batch(range(load.contacts))):,} events in {load.batches:,} batches within {took:.0f} s; "
        f"{load.unanswered:,} requests without an answer, {load.refused:,} answered 503, "
        f"{load.duplicates:,} events answered as duplicates, "
        f"{sum(watcher.sockets for watcher in watchers)} sockets opened, {snapshots} snapshot documents."
    )
