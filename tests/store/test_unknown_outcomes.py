"""Writes whose answer is lost: a mongod that fails on command (its failCommand fail point)."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from bson import ObjectId
from pymongo import MongoClient

from measure.errors import ErrorCode, Refused
from measure.recorded import Recorded
from server.embedded import _mongod, _mongodb_url
from server.embedded.binaries import find_mongod
from server.embedded.child import running
from store import log as log_module
from store.database import Database
from store.log import Appended, Log
from tests.store.conftest import World, moved

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
def fail(mongodb: MongoClient) -> Fail:
    def arm(times: int, **how: object) -> None:
        what = {"failCommands": ["insert"], **how}
        mongodb.admin.command({"configureFailPoint": "failCommand", "mode": {"times": times}, "data": what})

    return arm


NO_MAJORITY_IN_TIME = {"writeConcernError": {"code": 64, "errmsg": "waiting for replication timed out"}}
NO_ANSWER = {"closeConnection": True}
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
    assert await world.record(moved("m-1", "ann"), moved("m-2", "ann")) == Recorded(1, 1, ())
