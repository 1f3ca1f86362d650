"""A replica set whose primary dies with a commit in flight: answered once, counted once, never lost."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager

import pytest
import pytest_asyncio
from pymongo import MongoClient

from measure.recorded import Recorded
from store.store import Store
from tests.mongod import FailPoint, Mongod, ReplicaSet
from tests.store.conftest import OpenStore, World, bought, moved
from tests.waiting import eventually

BATCH = (moved("m-1", "ann"), moved("m-2", "ben"), moved("m-3", "ann", to="mail"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def started(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ReplicaSet]:
    members = ReplicaSet(tmp_path_factory.mktemp("replica-set"))
    try:
        await members.start()
        yield members
    finally:
        members.kill()


@pytest.fixture
async def replica_set(started: ReplicaSet) -> ReplicaSet:
    """Of all three, whatever the test before left of them."""
    await started.mend()
    return started


@pytest.fixture
def mongodb_url(replica_set: ReplicaSet) -> str:
    """The set, in place of the shared server."""
    return replica_set.url


@pytest.fixture
def mongodb(mongodb_url: str) -> Iterator[MongoClient]:
    with MongoClient(mongodb_url, timeoutMS=10_000) as client:
        yield client


@pytest.fixture
def database() -> str:
    """Dropped by nobody: the set ends with these tests."""
    return f"test-{uuid.uuid4().hex}"


@contextmanager
def not_replicating(members: list[Mongod]) -> Iterator[None]:
    """What the primary writes inside the block stays on the primary."""
    with ExitStack() as stack:
        stops = [FailPoint(stack.enter_context(member.client()), "stopReplProducer") for member in members]
        for stop in stops:
            stop.arm()
        for stop in stops:
            stop.wait()
        try:
            yield
        finally:
            for stop in stops:
                stop.disarm()


class Member:
    """What one member holds of the log, majority or not."""

    def __init__(self, mongod: Mongod, database: str) -> None:
        self._mongod = mongod
        self._database = database

    def holds(self, event: str) -> int:
        """In how many commits the event is, as this member has them."""
        with self._mongod.client() as client:
            log = client.get_database(self._database).get_collection("commits")
            return log.count_documents({"events.id": event})

    def holds_contact(self, key: str) -> bool:
        with self._mongod.client() as client:
            contacts = client.get_database(self._database).get_collection("contacts")
            return contacts.count_documents({"key": key}) == 1

    def inserts(self) -> int:
        """How many were tried."""
        with self._mongod.client() as client:
            return int(client.admin.command("serverStatus")["opcounters"]["insert"])

    def rollbacks(self) -> int:
        with self._mongod.client() as client:
            return int(client.admin.command("replSetGetRBID")["rbid"])

    def write_journal(self) -> None:
        """So that what it holds outlives a `kill -9`."""
        with self._mongod.client() as client:
            client.admin.command("fsync")


async def test_a_commit_that_dies_with_its_primary_is_written_once_by_whoever_comes_first(
    world: World, open_store: OpenStore, replica_set: ReplicaSet, database: str
):
    other, onlooker = await open_store(), await open_store()
    await world.record(moved("m-0", "ann"), moved("m-00", "ben"), bought("p-0", "ben"))
    before = await world.state(onlooker)
    primary, secondaries = replica_set.roles()
    on_primary = Member(primary, database)
    rollbacks = on_primary.rollbacks()

    with not_replicating(secondaries):
        first = asyncio.create_task(world.record(*BATCH))
        await eventually(lambda: on_primary.holds("m-1") == 1)
        tried = on_primary.inserts()
        again = asyncio.create_task(world.record(*BATCH, store=other))
        await eventually(lambda: on_primary.inserts() >= tried + 3)  # it meets the ids, time after time
        assert await world.state(onlooker) == before
        assert not first.done()
        assert not again.done()  # no `duplicates` of what may be lost
        on_primary.write_journal()
        primary.kill()

    answers = [await first, await again]
    assert sorted(answers, key=lambda answer: answer.accepted) == [Recorded(0, 3, ()), Recorded(3, 0, ())]
    await assert_once(world, [world.store, other, onlooker, await open_store()])

    await replica_set.mend()
    assert on_primary.rollbacks() == rollbacks + 2  # the start after a `kill -9` counts as one
    await eventually(lambda: [Member(each, database).holds("m-1") for each in replica_set.members] == [1] * 3)
    await assert_once(world, [world.store, other, onlooker, await open_store()])


async def test_contacts_that_die_with_their_primary_are_made_again(
    world: World, open_store: OpenStore, replica_set: ReplicaSet, database: str
):
    other = await open_store()
    await world.record(moved("m-0", "ann"), moved("m-00", "ben"))
    primary, secondaries = replica_set.roles()
    batch = [moved("n-1", "cem"), moved("n-2", "dia"), bought("q-1", "cem")]
    with primary.client() as client:
        inserting = FailPoint(client, "hangDuringBatchInsert")  # after the ordinals, before the contacts
        inserting.arm()
        first = asyncio.create_task(world.record(*batch))
        await asyncio.to_thread(inserting.wait)
        with not_replicating(secondaries):
            inserting.disarm()
            await eventually(lambda: Member(primary, database).holds_contact("cem"))
            primary.kill()

    again = await world.record(*batch, store=other)
    await asyncio.wait([first])  # the driver tries once more by itself, if there is a primary in time
    assert (again.accepted + again.duplicates, again.rejected) == (3, ())
    assert await world.record(*batch) == Recorded(0, 3, ())
    await replica_set.mend()
    fresh = await open_store()
    for store in (world.store, other, fresh):
        assert await world.record(*batch, store=store) == Recorded(0, 3, ())
        assert await world.keys("COHORT", store) == {"ann", "ben", "cem", "dia"}


async def test_a_commit_that_a_majority_holds_is_a_duplicate_though_its_answer_was_lost(
    world: World, open_store: OpenStore, replica_set: ReplicaSet, database: str
):
    other = await open_store()
    await world.record(moved("m-0", "ann"), moved("m-00", "ben"), bought("p-0", "ben"))
    primary, secondaries = replica_set.roles()
    with primary.client() as client:
        answering = FailPoint(client, "hangBeforeWaitingForWriteConcern")
        answering.arm()
        first = asyncio.create_task(world.record(*BATCH))
        for secondary in secondaries:
            await eventually(lambda secondary=secondary: Member(secondary, database).holds("m-1") == 1)
        assert not first.done()
        primary.kill()
    assert await world.record(*BATCH, store=other) == Recorded(0, 3, ())
    assert await first == Recorded(3, 0, ())
    await assert_once(world, [world.store, other, await open_store()])


async def assert_once(world: World, stores: list[Store]) -> None:
    """Every process has the batch in every number once, and a batch that follows is taken by each of them."""
    for store in stores:
        assert await world.record(*BATCH, store=store) == Recorded(0, 3, ())
    states = [await world.state(store) for store in stores]
    assert states == [states[0]] * len(stores)
    assert await world.keys("COHORT") == {"ann", "ben"}
    assert await world.keys("REACHED/mail") == {"ann"}
