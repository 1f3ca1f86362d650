"""Contacts as they move: in order, where asked, and no faster than asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from itertools import pairwise

import pytest

from measure import ids
from server.settings import Settings
from server.wiring import wired
from tests.gql.conftest import PUBLISH, SAVE, WORKED, Asker, Events, Json, next_of
from tests.waiting import eventually

WATCH = """
subscription ($id: ID!, $elements: [String!], $perSecond: Int! = 100) {
  contactMoves(automation: $id, elements: $elements, perSecond: $perSecond) {
    at event contact { key createdAt } element { key removed } from { key } connector { key }
  }
}
"""


class Moves:
    """An open subscription."""

    def __init__(self, answers: AsyncIterator[Json]) -> None:
        self.sent: list[float] = []
        self._answers = answers
        self._asked = asyncio.ensure_future(anext(answers))

    async def next(self) -> Json:
        async with asyncio.timeout(10):
            answer = await self._asked
        self._asked = asyncio.ensure_future(anext(self._answers))
        assert answer["errors"] == []
        self.sent.append(answer["at"])
        return answer["data"]["contactMoves"]

    async def close(self) -> None:
        self._asked.cancel()
        await asyncio.wait([self._asked])

    async def take(self, count: int) -> list[Json]:
        return [await self.next() for _ in range(count)]


@asynccontextmanager
async def watching(asker: Asker, id: str, **more: object) -> AsyncIterator[Moves]:
    """What happens once the block is entered is sent."""
    [automation] = ids.parts(id, "Automation", 1)
    listeners = (await asker.services.store.streams.map(asker.account.id, automation)).listeners
    watchers = len(listeners)
    async with aclosing(asker.watch(WATCH, id=id, **more)) as answers:
        moves = Moves(answers)
        try:
            await eventually(lambda: len(listeners) > watchers)
            yield moves
        finally:
            await moves.close()


def keys(moves: list[Json]) -> list[str]:
    return [move["contact"]["key"] for move in moves]


def place_of(move: Json) -> tuple:
    ends = (move[name] and move[name]["key"] for name in ("element", "from", "connector"))
    return (move["contact"]["key"], move["event"], *ends)


def count_calls(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> list[tuple]:
    """The arguments of every call from now on."""
    calls, called = [], getattr(owner, name)

    async def counting(*arguments):
        calls.append(arguments)
        return await called(*arguments)

    monkeypatch.setattr(owner, name, counting)
    return calls


async def test_what_happens_to_contacts_is_sent_in_order(asker: Asker, worked: str, events: Events):
    async with watching(asker, worked) as moves:
        await asker.record(
            events.on_map("MOVED", "A", **{"from": "G", "to": "E3"}, at="2026-03-02T09:00:00Z"),
            events.on_map("VISITED", None, element="T"),
            events("TAGGED", contact="A", tag="vip"),
            events.on_map("OPENED", "new", element="E1"),
        )
        first, second = await moves.take(2)
        assert place_of(first) == ("A", "MOVED", "E3", "G", "G>E3")
        assert first["at"] == "2026-03-02T09:00:00Z"
        assert place_of(second) == ("new", "OPENED", "E1", None, None)
        assert second["contact"]["createdAt"] == "2026-03-01T09:00:00Z"
        await asker.record(events.on_map("MOVED", "A", **{"from": "E3"}))
        assert place_of(await moves.next()) == ("A", "MOVED", None, "E3", None)


async def test_only_moves_to_and_from_the_asked_elements_are_sent(asker: Asker, worked: str, events: Events):
    async with watching(asker, worked, elements=["W1"]) as moves:
        await asker.record(*events.walk("D", "T", "E1", "W1", "E2", "W2"))
        places = [place_of(move) for move in await moves.take(2)]
        assert places == [("D", "MOVED", "W1", "E1", "E1>W1"), ("D", "MOVED", "E2", "W1", "W1>E2")]
        await asker.record(*events.walk("E", "T", "E1"))
        await asker.record(*events.walk("F", "W1"))
        assert keys([await moves.next()]) == ["F"]


async def test_moves_keep_their_distance_and_the_newest_are_kept(asker: Asker, worked: str, events: Events):
    async with watching(asker, worked, perSecond=20) as moves:
        await asker.record(*(events.on_map("MOVED", f"c-{n:03}", to="T") for n in range(200)))
        assert keys(await moves.take(20)) == [f"c-{n:03}" for n in range(180, 200)]
        assert min(late - soon for soon, late in pairwise(moves.sent)) >= 0.049
        await asker.record(events.on_map("MOVED", "last", to="T"))
        assert keys([await moves.next()]) == ["last"]


async def test_who_looks_late_sees_the_newest(asker: Asker, worked: str, events: Events):
    async with watching(asker, worked, perSecond=2) as moves:
        for number in range(3):
            await asker.record(*(events.on_map("MOVED", f"c-{number}-{n}", to="T") for n in range(3)))
        # The first second's worth was taken at once, and waited to be sent.
        assert keys(await moves.take(4)) == ["c-0-1", "c-0-2", "c-2-1", "c-2-2"]
        await asker.record(events.on_map("MOVED", "last", to="T"))
        assert keys([await moves.next()]) == ["last"]


async def test_all_watchers_of_a_map_share_one_look_at_the_log(
    asker: Asker, worked: str, events: Events, monkeypatch: pytest.MonkeyPatch
):
    looks = count_calls(monkeypatch, asker.services.store.paths, "newest")
    await asker.record(*events.walk("D", "T"))
    async with watching(asker, worked) as first, watching(asker, worked, elements=["T"]) as second:
        await asker.record(*events.walk("E", "T"))
        assert keys([await first.next(), await second.next()]) == ["E", "E"]
        assert len(looks) == 1
    await asker.record(*events.walk("F", "T"))
    assert len(looks) == 1


async def test_who_comes_later_sees_nothing_from_before(asker: Asker, worked: str, events: Events):
    async with watching(asker, worked) as first:
        await asker.record(*events.walk("D", "T"))
        assert keys([await first.next()]) == ["D"]
        async with watching(asker, worked) as second:
            await asker.record(*events.walk("E", "T"))
            assert keys([await first.next(), await second.next()]) == ["E", "E"]


async def test_the_contacts_of_a_batch_are_looked_up_at_once(
    asker: Asker, worked: str, events: Events, monkeypatch: pytest.MonkeyPatch
):
    async with watching(asker, worked) as moves:
        lookups = count_calls(monkeypatch, asker.services.store.contacts, "last_known")
        await asker.record(*(events.on_map("MOVED", f"c-{n}", to="T") for n in range(30)))
        assert keys(await moves.take(30)) == [f"c-{n}" for n in range(30)]
    assert len(lookups) == 1


async def test_moves_over_elements_that_are_gone_are_sent(asker: Asker, worked: str, events: Events):
    shorter = {**WORKED, "elements": WORKED["elements"][:-1], "connectors": WORKED["connectors"][:-1]}
    async with watching(asker, worked, elements=["X"]) as moves:
        await asker.ask(SAVE, map=shorter)
        await asker.ask(PUBLISH, id=worked)
        await asker.record(events.on_map("MOVED", "A", **{"from": "E3", "to": "X"}))
        move = await moves.next()
    assert move["element"] == {"key": "X", "removed": True}
    assert move["connector"] == {"key": "E3>X"}


async def test_moves_come_from_another_process_without_redis(
    settings: Settings, asker: Asker, worked: str, events: Events
):
    async with (
        wired(replace(settings, redis_url="redis://127.0.0.1:1/0")) as elsewhere,
        watching(Asker(elsewhere, asker.account), worked) as moves,
    ):
        await asker.record(*events.walk("D", "T"))
        assert keys([await moves.next()]) == ["D"]


async def test_a_stranger_hears_nothing(asker: Asker, worked: str, events: Events):
    stranger = await asker.stranger()
    theirs = await stranger.save(WORKED)
    async with watching(stranger, theirs) as moves:
        await asker.record(*events.walk("ours", "T"))
        await stranger.record(*Events().walk("theirs", "T"))
        assert keys([await moves.next()]) == ["theirs"]


@pytest.mark.parametrize(
    ("asked", "argument", "rule"),
    [
        ({"perSecond": 0}, "perSecond", "must be 1 to 100, not 0"),
        ({"perSecond": 101}, "perSecond", "must be 1 to 100, not 101"),
        ({"id": "no"}, "automation", "is not the id of an automation of this account"),
        ({"elements": ["T", "W9"]}, "elements.1", 'automation "worked" has no element "W9"'),
    ],
)
async def test_what_cannot_be_watched_is_refused(asker: Asker, worked: str, asked, argument, rule):
    async with aclosing(asker.watch(WATCH, **{"id": worked, **asked})) as moves:
        [error] = (await next_of(moves))["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": argument, "rule": rule}
