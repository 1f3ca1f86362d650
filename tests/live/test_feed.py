from collections.abc import AsyncIterator

import pytest
from bson import ObjectId
from pymongo import MongoClient

from live import feed as feed_module
from live.bus import Bus
from live.feed import Feed
from measure.map_fold import FOLD_VERSION
from store.checkpoints import Checkpoints
from store.codecs import MAP
from store.database import Database
from store.loading import Loader
from store.log import Log
from store.snapshots import Snapshots
from store.streams import NoRoom, Streams
from tests.waiting import eventually


@pytest.fixture
async def streams(mongodb_url: str, database: str) -> AsyncIterator[Streams]:
    behind = Database(mongodb_url, database)
    await behind.prepare()
    yield Streams(Loader(Log(behind), Checkpoints(behind), Snapshots(behind)), budget=1 << 30)
    behind.close()


async def test_a_follower_outlives_a_commit_that_it_cannot_read(
    streams: Streams,
    redis_url: str,
    prefix: str,
    mongodb: MongoClient,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    monkeypatch.setattr(feed_module, "HEAD_SECONDS", 0.05)
    account, automation = ObjectId(), ObjectId()
    commits = mongodb[database]["commits"]
    commit = {"_id": ObjectId(), "account": account, "stream": automation, "rev": 1, "prev": None}
    commit["fold"] = FOLD_VERSION
    readable = MAP.write(MAP.read({"add": [], "remove": []}))
    async with Bus(redis_url, prefix) as bus:
        feed = Feed(bus, streams, prefix)
        async with feed.watch(str(account), [str(automation)]) as watch:
            commits.insert_one({**commit, "changes": {"of": "another time"}})
            await eventually(lambda: "cannot be read" in caplog.text)
            commits.replace_one({"_id": commit["_id"]}, {**commit, "changes": readable})
            await watch.changed()
    stream = await streams.map(str(account), str(automation))
    assert stream.now.rev == 1
    assert stream.listeners == set()


async def test_a_watched_map_stays_in_memory(streams: Streams, redis_url: str, prefix: str):
    account, watched, other = str(ObjectId()), str(ObjectId()), str(ObjectId())
    async with Bus(redis_url, prefix) as bus:
        feed = Feed(bus, streams, prefix)
        async with feed.watch(account, [watched]):
            loaded = {stream.id for stream in streams.loaded()}
            streams.budget = streams.weight + 1  # no room for another one
            with pytest.raises(NoRoom):
                await streams.map(account, other)
            assert {stream.id for stream in streams.loaded()} == loaded == {watched}
        await streams.map(account, other)
        assert {stream.id for stream in streams.loaded()} == {other}
