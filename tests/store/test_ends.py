"""Looks at the log's ends, shared by all who ask."""

import asyncio
from collections.abc import Sequence

import pytest
from bson import ObjectId

from store.ends import Ends
from store.log import Known, Log
from tests.store.conftest import World, moved
from tests.waiting import eventually


@pytest.fixture
def looks(log: Log, monkeypatch: pytest.MonkeyPatch) -> "Looks":
    looks = Looks(log)
    monkeypatch.setattr(log, "grown", looks.grown)
    return looks


class Looks:
    """The looks of a log, each of which waits to be let go on."""

    def __init__(self, log: Log) -> None:
        self.asked: list[set[Known]] = []
        self._grown = log.grown
        self._may_go = asyncio.Semaphore(0)

    def let_go(self) -> None:
        self._may_go.release()

    async def grown(self, known: Sequence[Known]) -> frozenset[Known]:
        self.asked.append(set(known))
        await self._may_go.acquire()
        return await self._grown(known)


async def known(world: World) -> Known:
    return (await world.store.streams.map(world.account.id, world.automation.id)).known


async def test_who_asks_while_a_look_is_under_way_is_told_by_the_next(world: World, log: Log, looks: Looks):
    ends, before = Ends(log), await known(world)
    other = Known(world.account.id, str(ObjectId()), 0, None)
    first = asyncio.create_task(ends.grown([before]))
    await eventually(lambda: looks.asked == [{before}])
    await world.record(moved("m-1", "ann"))
    later = [asyncio.create_task(ends.grown(asked)) for asked in ([before], [before, other], [other])]
    given_up = asyncio.create_task(ends.grown([before]))
    await asyncio.sleep(0)
    given_up.cancel()
    for _ in range(2):
        looks.let_go()
    await first  # begun before the commit, it may tell either
    assert await asyncio.gather(*later) == [{before}, {before}, set()]
    assert looks.asked == [{before}, {before, other}]


async def test_two_revisions_of_one_stream_are_told_apart(world: World, log: Log):
    before = await known(world)
    await world.record(moved("m-1", "ann"))
    after = await known(world)
    assert await Ends(log).grown([before, after]) == {before}


async def test_a_look_that_fails_fails_for_those_who_asked_for_it(
    world: World, log: Log, monkeypatch: pytest.MonkeyPatch
):
    ends, before = Ends(log), await known(world)

    async def fail(_: object) -> frozenset[Known]:
        raise ValueError("gone wrong")

    with monkeypatch.context() as failing:
        failing.setattr(log, "grown", fail)
        told = await asyncio.gather(*(ends.grown([before]) for _ in range(2)), return_exceptions=True)
    assert [str(error) for error in told] == ["gone wrong", "gone wrong"]
    assert await ends.grown([before]) == set()
