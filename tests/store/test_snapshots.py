"""Snapshots under any schedule: what is loaded is what the log says."""

import asyncio
import uuid
from datetime import UTC, datetime

import pytest
from bson import ObjectId
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from measure import account_fold, map_fold
from measure.account_state import Arrival
from measure.events import Event, EventType
from measure.graph import Connector, Definition, Element, Kind
from measure.history import Status
from measure.map_state import Lifecycle, MapChanges, MapState
from measure.sets import Set
from store import shapes
from store.codecs import ACCOUNT, MAP
from store.commits import CommitKind
from store.database import Database
from store.event_documents import arrival_document, event_document
from store.loaded import Loaded
from store.shapes import Part
from store.snapshots import Snapshots
from store.writer import Entry
from tests.store.schedules import Process, visible

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
FAR_APART = (0, 1, 65_535, 65_536, (1 << 20) - 1, 1 << 20, (1 << 20) + 70_000)
"Ordinals on both sides of where chunks of columns and of sets begin."
MAIL_TO_GOAL = Definition(
    name="Welcome",
    time_zone="UTC",
    elements=(
        Element("form", Kind.TRIGGER, "Form"),
        Element("mail", Kind.EMAIL, "Mail"),
        Element("bought", Kind.GOAL, "Bought"),
    ),
    connectors=(Connector("form>mail", "form", "mail"), Connector("mail>bought", "mail", "bought")),
)

contacts = st.sampled_from(FAR_APART)
seconds = st.integers(0, 59).map(lambda second: AT.replace(second=second))
places = st.sampled_from(["form", "mail", "bought"])
moves = st.builds(
    lambda contact, at, source, to: Event(
        "m", EventType.MOVED, at, contact, from_=None if source == to else source, to=to
    ),
    contacts,
    seconds,
    places,
    places,
)
goals = st.builds(
    lambda contact, at: Event("g", EventType.ACHIEVED, at, contact, "bought"), contacts, seconds
)
visits = st.builds(lambda at: Event("v", EventType.VISITED, at, None, "form"), seconds)
lifecycles = st.sampled_from(
    [
        Lifecycle(Status.PAUSED, AT),
        Lifecycle(Status.PUBLISHED, AT),
        Lifecycle(Status.PUBLISHED, AT, MAIL_TO_GOAL),
    ]
).map(lambda lifecycle: MapChanges(lifecycle=lifecycle))
map_batches = st.one_of(st.lists(st.one_of(moves, goals, visits), min_size=1, max_size=4), lifecycles)

arrivals = st.builds(Arrival, contacts, seconds)
values = st.text("abcdefgh", min_size=1, max_size=1)
touches = st.builds(
    lambda contact, at, value: Event("t", EventType.TOUCHED, at, contact, touch=(("source", value),)),
    contacts,
    seconds,
    values,
)
tags = st.builds(
    lambda contact, tag, kind: Event("x", kind, AT, contact, tag=tag),
    contacts,
    st.sampled_from("ab"),
    st.sampled_from([EventType.TAGGED, EventType.UNTAGGED]),
)
money = st.builds(
    lambda contact, amount, kind: Event("p", kind, AT, contact, amount=amount),
    contacts,
    st.integers(1, 9_999),
    st.sampled_from([EventType.PURCHASED, EventType.REFUNDED]),
)
account_batches = st.lists(st.one_of(arrivals, touches, tags, money), min_size=1, max_size=4)


def steps_of(batches: st.SearchStrategy) -> st.SearchStrategy:
    """What one of the processes does next."""
    actions = st.sampled_from(
        ["begin", "begin", "step", "step", "step", "finish", "crash", "catch_up", "age"]
    )
    return st.tuples(st.integers(0, 3), st.one_of(batches, actions))


def entry_of(codec, batch) -> Entry:
    """A commit of what came in; every event has an id of its own."""
    if isinstance(batch, MapChanges):
        return Entry(CommitKind.LIFECYCLE, lambda _: batch)
    fold = account_fold.fold if codec is ACCOUNT else map_fold.fold
    # Contacts come before events, as the store writes them.
    batch = sorted(batch, key=lambda item: isinstance(item, Event))
    events = [replace(item, id=uuid.uuid4().hex) for item in batch if isinstance(item, Event)]
    arrivals = [item for item in batch if isinstance(item, Arrival)]
    return Entry(
        CommitKind.EVENTS,
        lambda state: fold(state, [*arrivals, *events]),
        events=[event_document(event) for event in events],
        contacts=[arrival_document(arrival) for arrival in arrivals],
    )


async def run(mongodb_url: str, codec, count: int, schedule: list) -> None:
    database = Database(mongodb_url, f"test-{uuid.uuid4().hex}")
    try:
        await database.prepare()
        account, stream = str(ObjectId()), str(ObjectId())
        processes = [Process(database, codec, account, stream) for _ in range(count)]
        if codec is MAP:
            publish = MapChanges(lifecycle=Lifecycle(Status.PUBLISHED, AT, MAIL_TO_GOAL))
            await processes[0].write(entry_of(MAP, publish))
        for process in processes:
            await process.catch_up()
        for number, action in schedule:
            process = processes[number % count]
            if isinstance(action, str):
                await getattr(process, action)()
            if action == "crash":
                assert visible(process.stream.loaded) == visible(await process.replayed())
            elif not isinstance(action, str):
                await process.write(entry_of(codec, action))
        for process in processes:
            await process.finish()
            await process.begin()
            await process.finish()
        expected = visible(await processes[0].folded())
        assert visible(await processes[0].replayed()) == expected
        for process in processes:
            await process.catch_up()
            assert visible(process.stream.loaded) == expected
            await process.crash()
            assert visible(process.stream.loaded) == expected
    finally:
        await database._client.drop_database(database.commits.database.name)
        database.close()


@pytest.mark.parametrize(("codec", "batches"), [(MAP, map_batches), (ACCOUNT, account_batches)])
def test_whoever_loads_whenever_sees_what_all_events_fold_to(mongodb_url: str, codec, batches, monkeypatch):
    monkeypatch.setattr(shapes, "TERM_BITS", 1)

    @settings(max_examples=12, deadline=None)
    @given(st.integers(1, 4), st.lists(steps_of(batches), min_size=30, max_size=60))
    def under_any_schedule(count: int, schedule: list) -> None:
        asyncio.run(run(mongodb_url, codec, count, schedule))

    under_any_schedule()


async def test_a_version_that_half_a_snapshot_has_counts_once(mongodb_url: str, database: str):
    behind = Database(mongodb_url, database)
    await behind.prepare()
    process = Process(behind, MAP, str(ObjectId()), str(ObjectId()))
    publish = MapChanges(lifecycle=Lifecycle(Status.PUBLISHED, AT, MAIL_TO_GOAL))
    await process.write(entry_of(MAP, publish))
    await process.begin()
    await process.finish()
    moved = Event("m", EventType.MOVED, AT, 1, to="form")
    await process.write(entry_of(MAP, [moved]))
    await process.write(entry_of(MAP, publish))
    await process.begin()
    stored = await process.snapshots.read(process.account, process.stream.loaded.series)
    while stored.revs[Part("history:")] < 3:
        await process.step()
        stored = await process.snapshots.read(process.account, process.stream.loaded.series)
    await process.crash()
    assert process.stream.state.history.version == 2
    assert process.stream.loaded.flushed == 1
    behind.close()


async def test_of_two_who_store_a_new_part_at_once_the_later_one_stays(mongodb_url: str, database: str):
    """Whoever comes second meets a duplicate, also where what is there is earlier."""
    first, second = Database(mongodb_url, database), Database(mongodb_url, database)
    await first.prepare()
    account, series = str(ObjectId()), ObjectId()
    parts = [Part(f"set:REACHED/mail-{number}") for number in range(200)]

    async def store(behind: Database, rev: int) -> None:
        sets = {part.value.removeprefix("set:"): Set([rev]) for part in parts}
        await Snapshots(behind).write(account, series, Loaded(MAP, MapState(sets=sets), rev), parts)

    for _ in range(5):
        await asyncio.gather(store(first, 10), store(second, 12))
        stored = await Snapshots(first).read(account, series)
        assert {stored.revs[part] for part in parts} == {12}
        await Snapshots(first).forget(account, series)
    first.close()
    second.close()
