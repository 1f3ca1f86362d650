"""Watched streams: what the bus brings, what is read from the log instead, and what that costs."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import bson
import pytest
from bson import ObjectId
from pymongo import MongoClient
from redis.asyncio import Redis

from live import channels
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


class Written:
    """The log of one stream, written behind everybody's back, and what the bus would carry of it."""

    def __init__(self, mongodb: MongoClient, database: str) -> None:
        self.account, self.stream = ObjectId(), ObjectId()
        self._commits = mongodb[database]["commits"]
        self._head: ObjectId | None = None
        self._rev = 0

    def commit(self) -> dict[str, object]:
        """The next commit, not written yet: it changes nothing."""
        changes = MAP.write(MAP.read({"add": [], "remove": []}))
        self._rev, prev, self._head = self._rev + 1, self._head, ObjectId()
        carried = {"_id": self._head, "rev": self._rev, "prev": prev, "fold": FOLD_VERSION, "size": 1}
        return {**carried, "changes": changes}

    def write(self, commit: dict[str, object]) -> None:
        self._commits.insert_one({**commit, "account": self.account, "stream": self.stream})

    def append(self) -> dict[str, object]:
        self.write(commit := self.commit())
        return commit


def announcement(commit: dict[str, object], **more: object) -> bytes:
    return bson.encode({"rev": commit["rev"], "commit": {**commit, **more}})


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
    written = Written(mongodb, database)
    async with Bus(redis_url, prefix) as bus:
        feed = Feed(bus, streams, prefix)
        async with feed.watch(str(written.account), [str(written.stream)]) as watch:
            commit = written.commit()
            written.write({**commit, "changes": {"of": "another time"}})
            await eventually(lambda: "cannot be read" in caplog.text)
            mongodb[database]["commits"].update_one(
                {"_id": commit["_id"]}, {"$set": {"changes": commit["changes"]}}
            )
            await watch.changed()
    stream = await streams.map(str(written.account), str(written.stream))
    assert stream.now.rev == 1
    assert stream.listeners == set()


async def test_no_message_moves_a_stream_where_the_log_does_not_go(
    streams: Streams, redis_url: str, prefix: str, mongodb: MongoClient, database: str,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    """Garbage, what is known already, what lies ahead, and what is of another stream."""
    monkeypatch.setattr(feed_module, "HEAD_SECONDS", 600)
    written, other = Written(mongodb, database), Written(mongodb, database)
    first, elsewhere = written.append(), other.append()
    channel = channels.stream(prefix, str(written.account), str(written.stream))
    async with Bus(redis_url, prefix) as bus, Redis.from_url(redis_url) as redis:
        feed = Feed(bus, streams, prefix)
        stream = await streams.map(str(written.account), str(written.stream))
        async with feed.watch(str(written.account), [str(written.stream)]) as watch:
            for message in (
                b"",
                b"\xff\xfe garbage",
                bson.encode({"commit": 7}),
                bson.encode({"rev": 2, "commit": [1, 2]}),
                bson.encode({"rev": 900}),
                announcement(first),
                announcement(first, rev=900),
                announcement(elsewhere, rev=2),
                announcement(first, rev=2, prev=first["_id"], changes={"of": "another time"}),
            ):
                await redis.publish(channel, message)
            second = written.append()
            await redis.publish(channel, announcement(second))
            while stream.now.rev < 2:
                await watch.changed()
    assert (stream.now.rev, stream.head) == (2, second["_id"])


async def test_one_look_asks_for_all_watched_streams_and_reads_no_document(
    streams: Streams, redis_url: str, prefix: str, mongodb: MongoClient, database: str,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    monkeypatch.setattr(feed_module, "HEAD_SECONDS", 0.05)
    written = [Written(mongodb, database) for _ in range(12)]
    for each in written:
        each.append()
    async with Bus(redis_url, prefix) as bus, AsyncExitStack() as stack:
        feed = Feed(bus, streams, prefix)
        watches = [
            await stack.enter_async_context(feed.watch(str(each.account), [str(each.stream)]))
            for each in written
        ]
        behind = mongodb[database]

        def reads() -> list[dict[str, Any]]:
            return list(behind["system.profile"].find({"command.find": "commits"}))

        behind.command("profile", 2)
        await eventually(lambda: len(reads()) >= 3)
        for look in reads():
            assert len(look["command"]["filter"]["$or"]) == 12
            assert (look["docsExamined"], look["keysExamined"], look["nreturned"]) == (0, 0, 0)
        as_of = [(await streams.map(str(each.account), str(each.stream))).now.as_of for each in written]
        written[7].append()
        await watches[7].changed()
        behind.command("profile", 0)
        read_alone = {each["command"]["filter"].get("stream") for each in reads()}
        assert read_alone == {None, written[7].stream}
        now = [(await streams.map(str(each.account), str(each.stream))).now for each in written]
        assert [each.rev for each in now] == [2 if number == 7 else 1 for number in range(12)]
        assert all(each.as_of > before for each, before in zip(now, as_of, strict=True))


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
