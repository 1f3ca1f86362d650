"""Writes whose answer is lost: a mongod that fails on command (its failCommand fail point)."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from bson import ObjectId
from pymongo import MongoClient

from measure.contacts import ContactUpsert
from measure.errors import ErrorCode, Refused
from measure.recorded import Recorded
from server.embedded import _mongod, _mongodb_url
from server.embedded.binaries import find_mongod
from server.embedded.child import running
from store import log as log_module
from store.database import Database
from store.log import Appended, Log
from tests.store.conftest import OpenStore, World, moved

Fail = Callable[..., None]


@pytest.fixture
async def mongodb_url(tmp_path: Path) -> AsyncIterator[str]:
    """A mongod of this test's own, in place of the shared one, that takes fail points."""
    program = _mongod(find_mongod(), tmp_path, 0.25)
    program.folder.mkdir()
    failing = ["--setParameter", "enableTestCommands=1"]
    async with AsyncExitStack() as stack:
        child = await stack.enter_async_context(
            running(replace(program, command=lambda port: [*program.command(port), *failing]))
        )
        yield _mongodb_url(child.port)


@pytest.fixture
def mongodb(mongodb_url: str) -> Iterator[MongoClient]:
    with MongoClient(mongodb_url) as client:
        yield client


@pytest.fixture
def database() -> str:
    """Dropped by nobody: the mongod ends with the test."""
    return f"test-{uuid.uuid4().hex}"


@pytest.fixture
def fail(mongodb: MongoClient) -> Fail:
    def arm(times: int, **how: object) -> None:
        what = {"failCommands": ["insert"], **how}
        mongodb.admin.command({"configureFailPoint": "failCommand", "mode": {"times": times}, "data": what})

    return arm


CURSOR_NOT_FOUND = 43
NO_MAJORITY_IN_TIME = {"writeConcernError": {"code": 64, "errmsg": "waiting for replication timed out"}}
NO_ANSWER = {"closeConnection": True}
MET_ANOTHER = {"errorCode": 11000, "errorExtraInfo": {"keyPattern": {"rev": 1}, "keyValue": {"rev": 1}}}
NOT_PRIMARY = {"errorCode": 10107, "errorLabels": ["RetryableWriteError"]}


@pytest.mark.parametrize(
    "how", [NO_MAJORITY_IN_TIME, NO_ANSWER, NOT_PRIMARY], ids=["timeout", "cut", "stepdown"]
)
async def test_a_batch_whose_answers_are_lost_is_recorded_once(
    world: World, fail: Fail, how: dict[str, object]
):
    await world.record(moved("m-0", "ann"))
    fail(3, **how)
    assert await world.record(moved("m-1", "ann"), moved("m-2", "ann")) == Recorded(2, 0, ())
    assert await world.record(moved("m-1", "ann"), moved("m-2", "ann")) == Recorded(0, 2, ())
    assert await world.keys("COHORT") == {"ann"}


async def test_an_insert_that_landed_without_an_answer_is_not_doubled(
    mongodb_url: str, database: str, mongodb: MongoClient, fail: Fail
):
    behind = Database(mongodb_url, database)
    await behind.prepare()
    owner = ObjectId()
    document = {"_id": ObjectId(), "account": owner, "stream": owner, "rev": 1, "prev": None, "changes": {}}
    fail(1, **NO_MAJORITY_IN_TIME)
    assert await Log(behind).append(document) == Appended()
    assert mongodb[database]["commits"].count_documents({}) == 1
    behind.close()


async def test_a_commit_that_a_majority_holds_late_is_not_taken_for_another_s(
    mongodb_url: str, database: str, mongodb: MongoClient, fail: Fail, monkeypatch: pytest.MonkeyPatch
):
    """A majority comes to hold it between the look at its revision and the look at its ids."""
    behind = Database(mongodb_url, database)
    await behind.prepare()
    log, owner = Log(behind), ObjectId()
    document = {"_id": ObjectId(), "account": owner, "stream": owner, "rev": 1, "prev": None, "changes": {}}
    document["events"] = [{"id": "m-1"}]
    look = log.seen

    async def seen_late(account: str, ids: list[str]) -> frozenset[str]:
        await behind.commits.insert_one(document)
        monkeypatch.undo()
        return await look(account, ids)

    monkeypatch.setattr(log, "seen", seen_late)
    fail(1, **MET_ANOTHER)
    assert await log.append(document) == Appended()
    behind.close()


async def test_what_no_majority_comes_to_hold_is_refused_in_time(
    world: World, fail: Fail, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(log_module, "PATIENCE_SECONDS", 0.2)
    await world.record(moved("m-0", "ann"))
    fail(1_000, **MET_ANOTHER)
    with pytest.raises(Refused) as refused:
        await world.record(moved("m-1", "ann"))
    assert refused.value.code is ErrorCode.TEMPORARILY_UNAVAILABLE
    fail(0)
    assert await world.record(moved("m-1", "ann")) == Recorded(1, 0, ())


async def test_contacts_that_no_majority_holds_in_time_are_refused(world: World, fail: Fail):
    await world.record(moved("m-0", "ann"))
    fail(1, failCommands=["update"], **NO_MAJORITY_IN_TIME)
    with pytest.raises(Refused) as refused:
        await world.store.recorder.upsert(world.account, [ContactUpsert("ann", name="Ann")])
    assert refused.value.code is ErrorCode.TEMPORARILY_UNAVAILABLE


async def test_a_read_that_a_restart_of_mongod_cuts_is_refused_to_be_asked_again(
    world: World, open_store: OpenStore, fail: Fail
):
    for number in range(110):  # more than a cursor's first answer holds
        await world.record(moved(f"m-{number}", "ann"))
    fail(1, failCommands=["getMore"], errorCode=CURSOR_NOT_FOUND)
    other = await open_store()
    with pytest.raises(Refused) as refused:
        await world.state(other)
    assert refused.value.code is ErrorCode.TEMPORARILY_UNAVAILABLE
    assert await world.state(other) == await world.state()


async def test_what_stays_unknown_is_refused_and_safe_to_send_again(
    world: World, fail: Fail, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(log_module, "PATIENCE_SECONDS", 0.2)
    await world.record(moved("m-0", "ann"))
    fail(1_000, **NO_MAJORITY_IN_TIME)
    # It landed, so it is found under its own id; what fails before it lands stays unknown.
    assert (await world.record(moved("m-1", "ann"))).accepted == 1
    fail(1_000, **NO_ANSWER)
    with pytest.raises(Refused) as refused:
        await world.record(moved("m-2", "ann"))
    assert refused.value.code is ErrorCode.TEMPORARILY_UNAVAILABLE
    assert refused.value.extensions == {"retryAfter": 1}
    fail(0)
    assert await sent_until_taken(world, moved("m-1", "ann"), moved("m-2", "ann")) == Recorded(1, 1, ())


async def sent_until_taken(world: World, *events: dict[str, object]) -> Recorded:
    """As clients do; the driver looks for a server that cut its connections for half a second."""
    async with asyncio.timeout(5):
        while True:
            with suppress(Refused):
                return await world.record(*events)
            await asyncio.sleep(0.05)


async def test_indexes_that_no_majority_holds_in_time_are_no_refusal_of_mongodb_s(
    open_store: OpenStore, fail: Fail
):
    fail(1, failCommands=["createIndexes"], **NO_MAJORITY_IN_TIME)
    with pytest.raises(Refused) as refused:
        await open_store()
    assert refused.value.code is ErrorCode.TEMPORARILY_UNAVAILABLE
