import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest
from pymongo import MongoClient

from measure.decoding import convert
from measure.graph import Connector, Element, Kind
from measure.recorded import Recorded
from measure.rejections import Rejection, RejectionCode
from store.judgement import Undecoded
from tests.store.conftest import NOW, WELCOME, OpenStore, World, bought, moved
from tests.waiting import eventually


async def test_a_batch_is_in_every_number_when_it_is_answered(world: World):
    recorded = await world.record(moved("m-1", "ann"), moved("m-2", "bob"), bought("p-1", "ann"))
    assert recorded == Recorded(3, 0, ())
    assert await world.keys("HERE_NOW/form") == {"ann", "bob"}
    account = (await (await world.store.streams.account(world.account.id)).pin()).state
    assert len(account.contacts) == 2
    assert sum(account.money.get(ordinal) for ordinal in account.contacts) == 1000


async def test_a_replayed_batch_changes_nothing(world: World):
    batch = [moved("m-1", "ann"), moved("m-2", "bob"), bought("p-1", "ann")]
    await world.record(*batch)
    before = await world.state()
    assert await world.record(*batch) == Recorded(0, 3, ())
    assert await world.state() == before


async def test_an_id_is_unique_within_a_batch_over_streams_and_requests(world: World):
    recorded = await world.record(moved("x", "ann"), bought("x", "ann"), moved("x", "bob"))
    assert recorded == Recorded(1, 2, ())
    assert await world.record(bought("x", "cid")) == Recorded(0, 1, ())
    assert await world.keys("COHORT") == {"ann"}


async def test_a_duplicate_makes_no_contact_whatever_else_it_says(world: World):
    await world.record(moved("m-1", "ann"))
    assert await world.record(moved("m-1", "new")) == Recorded(0, 1, ())
    assert await world.record(moved("m-1", "new", to="nowhere")) == Recorded(0, 1, ())
    undecoded = Undecoded("m-1", Rejection(RejectionCode.BAD_VALUE, "no event"))
    assert await world.store.recorder.record(world.account, [undecoded]) == Recorded(0, 1, ())
    assert await world.store.contacts.last_known_by_key(world.account.id, "new") is None


async def test_a_rejected_event_makes_no_contact_and_may_come_again(world: World):
    recorded = await world.record(moved("m-1", "ann", to="nowhere"), moved("m-2", "bob"), moved("m-1", "ann"))
    assert (recorded.accepted, recorded.duplicates) == (2, 0)
    assert [(item.index, item.id, item.rejection.code) for item in recorded.rejected] == [
        (0, "m-1", RejectionCode.UNKNOWN_ELEMENT)
    ]
    assert await world.keys("COHORT") == {"ann", "bob"}
    await world.record(moved("m-3", "cid", to="nowhere"))
    assert await world.store.contacts.last_known_by_key(world.account.id, "cid") is None


async def test_side_by_side_requests_with_the_same_ids_count_once(world: World, open_store: OpenStore):
    other = await open_store()
    batches = [
        [moved(f"m-{i}", f"c-{i % 7}") for i in range(start, start + 20)] for start in range(0, 40, 10)
    ]
    recorded = await asyncio.gather(
        *(world.record(*batch, store=store) for batch in batches for store in (world.store, other))
    )
    assert sum(each.accepted for each in recorded) == 50
    assert sum(each.duplicates for each in recorded) == 8 * 20 - 50
    assert await world.keys("REACHED/form") == {f"c-{i}" for i in range(7)}
    assert await world.state(other) == await world.state()


async def test_two_processes_on_one_map_lose_and_double_nothing(
    world: World, open_store: OpenStore, mongodb: MongoClient, database: str
):
    other = await open_store()

    async def write(store, name: str) -> int:
        accepted = 0
        for batch in range(20):
            events = [moved(f"{name}-{batch}-{i}", f"{name}-{batch}-{i}") for i in range(5)]
            accepted += (await world.record(*events, store=store)).accepted
        return accepted

    assert await asyncio.gather(write(world.store, "a"), write(other, "b")) == [100, 100]
    assert len(await world.keys("COHORT")) == 200
    assert await world.state(other) == await world.state()
    commits = list(
        mongodb[database]["commits"]
        .find({"stream": {"$ne": None}}, {"rev": 1, "prev": 1, "stream": 1})
        .sort("rev")
    )
    for stream in {commit["stream"] for commit in commits}:
        line = [commit for commit in commits if commit["stream"] == stream]
        assert [commit["rev"] for commit in line] == list(range(1, len(line) + 1))
        assert [commit["prev"] for commit in line[1:]] == [commit["_id"] for commit in line[:-1]]


async def test_many_waiting_requests_make_few_commits(world: World, mongodb: MongoClient, database: str):
    requests = [moved(f"m-{i}", f"c-{i}") for i in range(200)]
    recorded = await asyncio.gather(*(world.record(event) for event in requests))
    assert {each.accepted for each in recorded} == {1}
    assert mongodb[database]["commits"].count_documents({"kind": "events"}) <= 6


async def test_what_is_unknown_here_is_looked_for_at_the_head(world: World, open_store: OpenStore):
    other = await open_store()
    assert (await world.record(moved("m-0", "ann", to="new"), store=other)).accepted == 0
    wider = replace(WELCOME, elements=(*WELCOME.elements, Element("new", Kind.EMAIL, "New")))
    saved = await world.store.automations.save(
        world.account.id, "welcome", wider, world.automation.created_at
    )
    await world.store.publisher.publish(saved, world.automation.created_at)
    assert (await world.record(moved("m-1", "ann", to="new"), store=other)).accepted == 1


async def test_events_meet_the_version_that_another_process_published(world: World, open_store: OpenStore):
    other = await open_store()
    await world.record(moved("m-0", "ann"), store=other)
    wider = (
        *WELCOME.connectors,
        Connector("form>bought", "form", "bought"),
        Connector("form>mail-2", "form", "mail"),
    )
    saved = await world.store.automations.save(
        world.account.id, "welcome", replace(WELCOME, connectors=wider), NOW
    )
    assert await world.store.publisher.publish(saved, NOW) == ()
    leaving = {"from": "form"}
    recorded = await world.record(
        moved("m-1", "ann", to="bought", **leaving), moved("m-2", "bob", to="mail", **leaving), store=other
    )
    assert [item.rejection.code for item in recorded.rejected] == [RejectionCode.AMBIGUOUS_CONNECTOR]
    assert await world.keys("PASSED/form>bought") == {"ann"}


async def test_a_duplicate_makes_no_contact_of_a_document_that_a_crash_left(world: World):
    await world.record(moved("m-1", "ann"), bought("p-1", "ann"))
    await world.store.contacts.create(world.account.id, ["new", "newer"])
    assert await world.record(moved("m-1", "new"), bought("p-1", "newer")) == Recorded(0, 2, ())
    account = (await (await world.store.streams.account(world.account.id)).pin()).state
    assert len(account.contacts) == 1


class Crash(Exception):
    """Stands for a process that ends here."""


@pytest.mark.parametrize("step", range(5))
async def test_a_crash_between_any_two_steps_loses_and_doubles_nothing(
    step: int, world: World, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
):
    """Steps: ordinals taken, contacts inserted, account commit, map commit, after all."""
    crashing = await open_store()
    writer = crashing.recorder._batches._writer
    contacts = crashing.contacts
    steps = iter(range(5))

    def until_crash(function):
        async def stepping(*args, **options):
            if next(steps) >= step:
                raise Crash
            return await function(*args, **options)

        return stepping

    monkeypatch.setattr(contacts, "_take_ordinals", until_crash(contacts._take_ordinals))
    monkeypatch.setattr(
        contacts._contacts, "insert_many", until_crash(contacts._contacts.insert_many), raising=False
    )
    monkeypatch.setattr(writer, "append", until_crash(writer.append))
    batch = [moved("m-1", "ann"), bought("p-1", "ann"), moved("m-2", "bob")]
    with suppress(Crash):
        await world.record(*batch, store=crashing)
    recorded = await world.record(*batch)
    assert recorded.accepted + recorded.duplicates == 3
    assert recorded.rejected == ()
    assert await world.keys("HERE_NOW/form") == {"ann", "bob"}
    account = (await (await world.store.streams.account(world.account.id)).pin()).state
    ann = (await world.store.contacts.ordinals(world.account.id, ["ann"]))["ann"]
    assert account.money.get(ann) == 1000
    assert account.created_at(ann).isoformat() == "2026-03-01T09:00:00+00:00"
    assert len(account.contacts) == 2


async def test_a_caller_that_goes_away_stops_no_write(world: World):
    task = asyncio.create_task(world.record(moved("m-1", "ann")))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async def is_written() -> bool:
        return await world.keys("COHORT") == {"ann"}

    await eventually(is_written)


async def test_a_batch_heavier_than_a_document_is_committed_in_parts(
    world: World, mongodb: MongoClient, database: str
):
    long = "\N{GRINNING FACE}" * 255
    touch = {"type": "TOUCHED", "contact": "ann", "at": "2026-03-01T09:00:00Z"}
    sent = [
        convert({**touch, "id": f"t-{i}", "source": f"{i}{long[:250]}", "medium": long, "term": long})
        for i in range(2_500)
    ]
    assert await world.store.recorder.record(world.account, sent) == Recorded(2_500, 0, ())
    sizes = mongodb[database]["commits"].aggregate(
        [{"$match": {"kind": "events"}}, {"$project": {"size": {"$bsonSize": "$$ROOT"}}}]
    )
    assert max(each["size"] for each in sizes) < 8_000_000
