"""What is loaded and let go, and what nobody notices of it."""

import asyncio
from dataclasses import replace

import pytest
from bson import ObjectId
from pymongo import MongoClient

from measure.errors import ErrorCode, Refused
from measure.graph import Element, Kind
from store.loading import STATE, Loader
from store.snapshots import Snapshots
from store.snapshotter import Snapshotter
from store.store import Store
from tests.store.conftest import NOW, WELCOME, OpenStore, World, moved
from tests.store.conftest import bought as paid
from tests.waiting import eventually


async def snapshot(world: World, store: Store | None = None) -> None:
    """Store what is in memory of the world's map and account."""
    store = store or world.store
    for stream in (
        await store.streams.map(world.account.id, world.automation.id),
        await store.streams.account(world.account.id),
    ):
        await store.snapshotter.snapshot(stream)


async def second_map(world: World, key: str) -> str:
    automation = await world.store.automations.save(world.account.id, key, WELCOME, NOW)
    await world.store.publisher.publish(automation, NOW)
    return automation.id


async def test_a_load_replays_only_what_the_snapshot_lacks(
    world: World, open_store: OpenStore, mongodb: MongoClient, database: str
):
    await world.record(moved("m-1", "ann"), paid("p-1", "ann"))
    await snapshot(world)
    await world.record(moved("m-2", "bob"))
    expected = await world.state()
    # What the snapshot covers is not read again: all but its last commit may as well be gone.
    mongodb[database]["commits"].delete_one({"stream": ObjectId(world.automation.id), "rev": 1})
    assert await world.state(await open_store()) == expected


async def test_a_snapshot_of_another_fold_is_left_alone(
    world: World, open_store: OpenStore, mongodb: MongoClient, database: str
):
    await world.record(moved("m-1", "ann"))
    await snapshot(world)
    db = mongodb[database]
    db["streams"].update_many({"content": STATE}, {"$set": {"content": "state.1"}})
    db["commits"].update_many({}, {"$set": {"fold": 1, "changes.add": [], "changes.columns": []}})
    other = await open_store()
    assert await world.state(other) == await world.state()
    await snapshot(world, other)
    contents = [each["content"] for each in db["streams"].find({"stream": ObjectId(world.automation.id)})]
    assert sorted(content for content in contents if content.startswith("state")) == ["state.1", STATE]


async def test_the_whole_history_has_what_a_later_fold_counts(
    world: World, open_store: OpenStore, mongodb: MongoClient, database: str
):
    """Commits of an older version know nothing of added times; their events do."""
    await world.record(moved("m-1", "ann"), paid("p-1", "ann"))
    expected = await world.state()
    mongodb[database]["commits"].update_many({}, {"$set": {"fold": 1}, "$unset": {"changes.columns": 1}})
    other = await open_store()
    state = await world.state(other)
    assert state == expected
    [ann] = state.set("COHORT")
    assert state.added_at(ann) == NOW
    account = (await (await other.streams.account(world.account.id)).pin()).state
    assert account.money.get(ann) == 1000


async def test_what_does_not_fit_is_let_go_and_loaded_again(world: World):
    streams = world.store.streams
    await world.record(moved("m-1", "ann"))
    expected = await world.state()
    first = await streams.map(world.account.id, world.automation.id)
    streams.weigh(first)
    del first
    await streams.account(world.account.id)  # so that the map is the one used least recently
    streams.budget = streams.weight  # no room for another one
    other = await second_map(world, "other")
    loaded = [stream.id for stream in streams.loaded()]
    assert other in loaded
    assert world.automation.id not in loaded
    again = await streams.map(world.account.id, world.automation.id)
    assert again.state == expected
    assert again.loaded.dirty


async def test_what_somebody_holds_stays(world: World):
    streams = world.store.streams
    held = await streams.map(world.account.id, world.automation.id)
    streams.budget = 1
    with pytest.raises(Refused) as refused:
        await second_map(world, "other")
    assert refused.value.code is ErrorCode.TEMPORARILY_UNAVAILABLE
    assert streams.usage.refused == 1
    assert await streams.map(world.account.id, world.automation.id) is held
    streams.budget = 1 << 30
    await second_map(world, "other")
    assert await streams.map(world.account.id, world.automation.id) is held


async def test_what_never_fits_is_not_loaded_again_and_again(world: World, monkeypatch: pytest.MonkeyPatch):
    streams = world.store.streams
    await world.record(moved("m-1", "ann"))
    held = [await streams.map(world.account.id, world.automation.id), await streams.account(world.account.id)]
    streams.budget = sum(stream.weight for stream in held)
    loads = []
    load = Loader.load

    async def counted(self, account, stream, codec):
        loads.append(stream)
        return await load(self, account, stream, codec)

    monkeypatch.setattr(Loader, "load", counted)
    automation = await world.store.automations.save(world.account.id, "other", WELCOME, NOW)
    for _ in range(3):
        with pytest.raises(Refused):
            await streams.map(world.account.id, automation.id)
    assert loads == [automation.id]
    assert streams.usage.refused == 3
    del held


async def test_who_asks_while_a_map_is_loading_waits_for_the_same_load(
    world: World, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
):
    store, loads, load = await open_store(), [], Loader.load

    async def counted(self, account, stream, codec):
        loads.append(stream)
        return await load(self, account, stream, codec)

    monkeypatch.setattr(Loader, "load", counted)
    streams = await asyncio.gather(
        *(store.streams.map(world.account.id, world.automation.id) for _ in range(5))
    )
    assert loads == [world.automation.id]
    assert all(stream is streams[0] for stream in streams)


async def test_a_load_is_not_waited_for_by_requests_on_other_maps(
    world: World, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
):
    """Neither by readers nor by events of the same account."""
    slow = await second_map(world, "slow")
    store, load = await open_store(), Loader.load
    may_go = asyncio.Event()

    async def held_up(self, account, stream, codec):
        if stream == slow:
            await may_go.wait()
        return await load(self, account, stream, codec)

    monkeypatch.setattr(Loader, "load", held_up)
    waiting = asyncio.create_task(world.record(moved("s-1", "ann", automation="slow"), store=store))
    await eventually(lambda: slow in store.streams._loads)
    assert (await world.record(moved("m-1", "bob"), store=store)).accepted == 1
    assert await world.keys("HERE_NOW/form", store) == {"bob"}
    assert not waiting.done()
    may_go.set()
    assert (await waiting).accepted == 1


async def test_one_who_gives_up_takes_the_load_from_nobody(
    world: World, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
):
    store, load, may_go = await open_store(), Loader.load, asyncio.Event()

    async def held_up(self, account, stream, codec):
        await may_go.wait()
        return await load(self, account, stream, codec)

    monkeypatch.setattr(Loader, "load", held_up)
    first, second = (
        asyncio.create_task(store.streams.map(world.account.id, world.automation.id)) for _ in range(2)
    )
    await eventually(lambda: bool(store.streams._loads))
    first.cancel()
    may_go.set()
    assert (await second).id == world.automation.id


async def test_a_busy_map_is_snapshotted_in_the_background(
    world: World, monkeypatch: pytest.MonkeyPatch, mongodb: MongoClient, database: str
):
    monkeypatch.setattr("store.snapshotter.MOST_BEHIND", 3)
    await world.record(*(moved(f"m-{number}", f"c-{number}") for number in range(5)))
    stream = await world.store.streams.map(world.account.id, world.automation.id)
    await eventually(lambda: not stream.loaded.dirty)
    query = {"stream": ObjectId(world.automation.id), "content": STATE}
    assert mongodb[database]["streams"].find_one(query)["rev"] == stream.now.rev == 2


async def test_a_process_that_stops_leaves_nothing_to_replay(
    world: World, open_store: OpenStore, mongodb: MongoClient, database: str
):
    other = await open_store()
    await world.record(moved("m-1", "ann"), store=other)
    rev = (await other.streams.map(world.account.id, world.automation.id)).now.rev
    await other.close()
    query = {"stream": ObjectId(world.automation.id), "content": STATE}
    assert mongodb[database]["streams"].find_one(query)["rev"] == rev


async def test_two_processes_share_the_work_of_snapshots(world: World, open_store: OpenStore):
    """What one has stored the other does not store again."""
    other = await open_store()
    await world.record(moved("m-1", "ann"))
    await world.state(other)
    await snapshot(world)
    written = []
    stream = await other.streams.map(world.account.id, world.automation.id)

    class Watched:
        async def write(self, account, series, state, parts):
            written.extend(parts)

    watching = Snapshotter(other.streams, other.snapshotter._checkpoints, Watched())
    await watching.snapshot(stream)
    assert written == []
    assert not stream.loaded.dirty


async def test_a_new_version_goes_through_a_snapshot_whole(world: World, open_store: OpenStore):
    """Removed elements, their links, and the order of elements are in it."""
    form, _, bought = WELCOME.elements
    drawn = replace(
        WELCOME,
        elements=(form, Element("text", Kind.SMS, "Text", links=("https://x/",)), bought),
        connectors=(),
    )
    automation = await world.store.automations.save(world.account.id, "welcome", drawn, NOW)
    await world.store.publisher.publish(automation, NOW)
    await snapshot(world)
    history = (await world.state(await open_store())).history
    assert history == (await world.state()).history
    assert list(history.elements) == ["form", "text", "bought", "mail"]
    assert history.numbers == {"form": 0, "mail": 1, "bought": 2, "text": 3}


async def test_a_batch_over_more_maps_than_fit_is_taken_in_parts(world: World, open_store: OpenStore):
    keys = [f"map-{number}" for number in range(6)]
    for key in keys:
        await second_map(world, key)
    store = await open_store()
    account = await store.streams.account(world.account.id)
    held = await store.streams.map(world.account.id, world.automation.id)
    store.streams.budget = account.weight + 2 * held.weight + 2_000
    del account, held
    events = [moved(f"m-{key}", key, automation=key) for key in keys]
    events.insert(4, moved("bad", "ann", to="nowhere", automation="map-4"))
    recorded = await world.record(*events, events[0], store=store)
    assert (recorded.accepted, recorded.duplicates) == (6, 1)
    assert [(item.index, item.id) for item in recorded.rejected] == [(4, "bad")]


async def test_what_can_never_fit_takes_nobody_s_place(world: World):
    streams = world.store.streams
    await streams.account(world.account.id)
    other = await second_map(world, "other")
    streams.budget = streams.weight
    streams._weights[other] = streams.budget + 1
    del streams._recent[other]
    before = streams.usage.loaded
    with pytest.raises(Refused):
        await streams.map(world.account.id, other)
    assert streams.usage.loaded == before


async def test_a_pin_beside_a_reload_sees_what_was_acknowledged_before(
    world: World, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
):
    reader = await open_store()
    stream = await reader.streams.map(world.account.id, world.automation.id)
    replay = Loader.replay
    is_read, may_swap, is_swapped = asyncio.Event(), asyncio.Event(), asyncio.Event()
    first = stream.loaded

    async def held_up(self, account, id, state):
        if state is first:
            may_swap.set()
            await is_swapped.wait()
            return await replay(self, account, id, state)
        goes_on = await replay(self, account, id, state)
        is_read.set()
        await may_swap.wait()
        return goes_on

    monkeypatch.setattr(Loader, "replay", held_up)
    reload = asyncio.create_task(stream.load())
    await is_read.wait()
    monkeypatch.setattr(Loader, "replay", replay)
    await world.record(moved("m-1", "ann"))
    monkeypatch.setattr(Loader, "replay", held_up)
    pin = asyncio.create_task(stream.pin())
    await reload
    is_swapped.set()
    assert len((await pin).state.set("COHORT")) == 1


async def test_one_map_that_cannot_be_snapshotted_keeps_no_other_from_it(
    world: World, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch, mongodb: MongoClient, database: str
):
    other, write = await second_map(world, "other"), Snapshots.write
    store = await open_store()
    bad = await store.streams.map(world.account.id, world.automation.id)
    await store.streams.map(world.account.id, other)

    async def failing(self, account, series, state, parts):
        if state is bad.loaded:
            raise RuntimeError("cannot be packed")
        await write(self, account, series, state, parts)

    monkeypatch.setattr(Snapshots, "write", failing)
    await store.close()
    query = {"content": STATE, "rev": {"$gt": 0}}
    assert [each["stream"] for each in mongodb[database]["streams"].find(query)] == [ObjectId(other)]


async def test_a_snapshot_that_is_gone_is_told_rather_than_taken_for_nobody(
    world: World, open_store: OpenStore, mongodb: MongoClient, database: str
):
    await world.record(moved("m-1", "ann"))
    await snapshot(world)
    mongodb[database]["snapshots"].delete_many({})
    other = await open_store()
    with pytest.raises(RuntimeError, match="is gone: make it anew with `footfall rebuild`"):
        await other.streams.map(world.account.id, world.automation.id)
