import asyncio

import bson
import pytest
from bson import ObjectId
from pymongo import MongoClient

from store.commits import Announcement
from tests.store.conftest import OpenStore, World, moved


async def test_a_pin_sees_what_another_process_acknowledged(world: World, open_store: OpenStore):
    other = await open_store()
    for number in range(3):
        await world.record(moved(f"m-{number}", f"c-{number}"))
        assert len((await world.state(other)).set("COHORT")) == number + 1


async def test_replaying_the_log_gives_the_state_that_was_folded(world: World, open_store: OpenStore):
    for number in range(5):
        await world.record(
            moved(f"m-{number}", "ann"), moved(f"n-{number}", "ann", "mail", **{"from": "form"})
        )
    assert await world.state(await open_store()) == await world.state()


async def test_a_pinned_state_never_changes(world: World):
    before = await world.state()
    await world.record(moved("m-1", "ann"))
    assert len(before.set("COHORT")) == 0
    assert len((await world.state()).set("COHORT")) == 1


async def test_a_log_that_goes_on_from_another_commit_is_loaded_again(
    world: World, mongodb: MongoClient, database: str
):
    """As after a rollback: the revision is the same, the commit behind it is not."""
    await world.record(moved("m-1", "ann"))
    commits = mongodb[database]["commits"]
    stream = {"stream": ObjectId(world.automation.id)}
    last = commits.find_one(stream, sort=[("rev", -1)])
    commits.delete_one({"_id": last["_id"]})
    for event in last["events"]:
        event["id"] = "m-1b"
    last["_id"] = ObjectId()
    following = {
        **last,
        "_id": ObjectId(),
        "rev": last["rev"] + 1,
        "prev": last["_id"],
        "events": [{**last["events"][0], "id": "m-2"}],
    }
    commits.insert_many([last, following])
    loaded = await world.store.streams.map(world.account.id, world.automation.id)
    assert (await loaded.pin()).rev == following["rev"]
    assert loaded.head == following["_id"]


async def test_a_log_with_a_gap_is_told_rather_than_guessed(
    world: World, open_store: OpenStore, mongodb: MongoClient, database: str
):
    for number in range(3):
        await world.record(moved(f"m-{number}", f"c-{number}"))
    mongodb[database]["commits"].delete_one({"stream": ObjectId(world.automation.id), "rev": 3})
    other = await open_store()
    with pytest.raises(RuntimeError, match="has a gap after revision 2"):
        await other.streams.map(world.account.id, world.automation.id)
    assert len((await world.state()).set("COHORT")) == 3


async def test_an_announced_commit_is_applied_and_a_gap_is_not(world: World, open_store: OpenStore):
    other = await open_store()
    stream = await other.streams.map(world.account.id, world.automation.id)
    commits = [event async for event in _commits_after(world, stream.now.rev)]
    assert commits == []
    await world.record(moved("m-1", "ann"))
    await world.record(moved("m-2", "bob"))
    first, second = [event async for event in _commits_after(world, stream.now.rev)]
    assert not stream.announced(_announcement(world, second))
    assert stream.announced(_announcement(world, first))
    assert stream.announced(_announcement(world, second))
    assert stream.announced(_announcement(world, first))
    assert stream.now.state == await world.state()


async def test_changes_too_large_for_the_bus_are_left_to_the_log(world: World, open_store: OpenStore):
    stream = await (await open_store()).streams.map(world.account.id, world.automation.id)
    await world.record(moved("m-1", "ann"))
    [small] = [document async for document in _commits_after(world, stream.now.rev)]
    large = {**small, "changes": {**small["changes"], "padding": b" " * 65_536}}
    assert bson.decode(_announcement(world, large)) == {"rev": small["rev"]}
    assert not stream.announced(_announcement(world, large))
    assert stream.announced(_announcement(world, small))


async def test_garbage_on_the_bus_is_no_commit(world: World):
    stream = await world.store.streams.map(world.account.id, world.automation.id)
    before = stream.now
    for garbage in (b"", b"garbage", b"\x05\x00\x00\x00\x00", bson.encode({"rev": 9})):
        assert not stream.announced(garbage)
    assert stream.now == before


async def test_readers_and_writers_side_by_side_agree(world: World, open_store: OpenStore):
    other = await open_store()

    async def read() -> list[int]:
        return [len((await world.state(other)).set("COHORT")) for _ in range(30)]

    writing = (world.record(moved(f"m-{number}", f"c-{number}")) for number in range(30))
    seen, *_ = await asyncio.gather(read(), *writing)
    assert seen == sorted(seen)
    assert len((await world.state(other)).set("COHORT")) == 30


def _announcement(world: World, document: dict[str, object]) -> bytes:
    owner = {"account": ObjectId(world.account.id), "stream": ObjectId(world.automation.id)}
    return Announcement.of({**document, **owner}).message


def _commits_after(world: World, rev: int):
    return world.store.log.after(world.account.id, world.automation.id, rev)
