"""Contacts by name: sorted in memory or walked along the index, the same pages."""

from random import Random

import pytest
from bson import ObjectId
from pymongo import MongoClient

from measure import names
from measure.contacts import ContactUpsert
from measure.errors import Refused
from measure.names import NamePlace
from measure.paging import Order, Page, Window, cursor
from measure.sets import Set
from store import contact_names, name_walk
from tests.measure.windows import expected, window_of
from tests.store.conftest import World

NAMES = ["", "Ann", "ann", "ANN:1", "Änne", "Zoe", "straße", "STRASSE", "\U0001f600", "\uffff", "a\0b", None]


@pytest.fixture(params=["sorted", "walked"])
def strategy(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "walked":
        monkeypatch.setattr(contact_names, "MOST_SORTED", 0)
        monkeypatch.setattr(name_walk, "AT_ONCE", 2)
    return request.param


def key(place: NamePlace):
    return place.is_nameless, place.name, place.ordinal


async def named(world: World, given: list[str | None]) -> list[NamePlace]:
    """Contacts of these names, in ordinals from 0 on; where they stand, in order."""
    upserts = [ContactUpsert(f"c-{number}", name=name) for number, name in enumerate(given)]
    await world.store.recorder.upsert(world.account, upserts)
    places = [
        NamePlace.of(None if name is None else name.casefold(), number) for number, name in enumerate(given)
    ]
    return sorted(places, key=key)


async def page(world: World, members: set[int], window: Window) -> Page:
    return await world.store.contact_names.page(world.account.id, Set(members), window)


async def test_names_stand_a_to_z_without_case_and_those_without_one_last(world: World, strategy: str):
    await named(world, ["bob", None, "Änne", "Ann", "", "ANN", None, "ann b"])
    here = await page(world, set(range(8)), Window(8))
    assert here.ordinals == (4, 3, 5, 7, 0, 2, 1, 6)
    assert (here.has_previous, here.has_next) == (False, False)


@pytest.mark.parametrize("given", [NAMES, ["Ann", "ann"], [None]], ids=["many", "one", "none"])
async def test_any_window_is_a_slice_of_everyone_sorted(world: World, strategy: str, given: list[str | None]):
    chance = Random(3)
    everyone = await named(world, [chance.choice(given) for _ in range(30)])
    strangers = [NamePlace.of(chance.choice(["", "b", "straße".casefold(), None]), n) for n in (0, 7, 99)]
    for _ in range(150):
        members = [place for place in everyone if chance.random() < chance.choice((0.1, 0.9))]
        places = [None, *everyone, *strangers]
        asked = (chance.choice(places), chance.choice(places), chance.randrange(8), chance.random() < 0.5)
        here = await page(world, {place.ordinal for place in members}, window_of(asked, names.cursor))
        shown, has_previous, has_next = expected(members, asked, key)
        assert here.cursors == tuple(map(names.cursor, shown)), asked
        assert here.ordinals == tuple(place.ordinal for place in shown)
        assert (here.has_previous, here.has_next) == (has_previous, has_next), asked


async def test_pages_of_nobody_are_empty(world: World, strategy: str):
    await named(world, ["ann"])
    for window in (
        Window(5),
        Window(0),
        Window(None, None, 5),
        Window(5, names.cursor(NamePlace.of("a", 0))),
    ):
        here = await page(world, set(), window)
        assert here == Page((), (), has_previous=False, has_next=False)


async def test_a_document_of_a_version_before_stands_where_its_name_does(
    world: World, strategy: str, mongodb: MongoClient, database: str
):
    await named(world, ["Ann", "Cid", None])
    before = {"account": ObjectId(world.account.id), "_id": ObjectId(), "n": 3, "key": "b", "name": "Bob"}
    mongodb[database]["contacts"].insert_one(before)
    assert (await page(world, {0, 1, 2, 3}, Window(4))).ordinals == (0, 3, 1, 2)


async def test_another_accounts_names_are_not_met(
    world: World, strategy: str, mongodb: MongoClient, database: str
):
    await named(world, ["Ann", "Cid", None])
    for account in ("0" * 24, "f" * 24):
        other = {"account": ObjectId(account), "n": 1, "key": account, "name": "Bob"}
        mongodb[database]["contacts"].insert_one(other)
        await world.store.contact_names.page(account, Set([1]), Window(1))
    assert (await page(world, {0, 1, 2}, Window(4))).ordinals == (0, 1, 2)
    assert (await page(world, {0, 1, 2}, Window(None, None, 4))).ordinals == (0, 1, 2)


async def test_a_walk_reads_the_index_alone_and_no_more_than_its_page_takes(
    world: World, mongodb: MongoClient, database: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(contact_names, "MOST_SORTED", 0)
    monkeypatch.setattr(name_walk, "AT_ONCE", 4)
    everyone = await named(world, [f"name {number:03}" if number < 70 else None for number in range(100)])
    behind = mongodb[database]
    behind.command("profile", 2)
    for window in (
        Window(5, names.cursor(everyone[49])),
        Window(None, None, 5, names.cursor(everyone[50])),
        Window(None, None, 5),
        Window(5, names.cursor(everyone[68])),
    ):
        await page(world, set(range(100)), window)
    behind.command("profile", 0)
    reads = {"ns": f"{database}.contacts", "op": {"$in": ["query", "getmore"]}}
    seen = list(behind["system.profile"].find(reads))
    assert len(seen) > 8
    assert {each["docsExamined"] for each in seen} == {0}
    assert max(each["keysExamined"] for each in seen) <= 5
    assert not any(each.get("hasSortStage") for each in seen)


async def test_a_cursor_of_another_order_is_refused(world: World, strategy: str):
    await named(world, ["ann"])
    with pytest.raises(Refused) as refused:
        await page(world, {0}, Window(1, cursor(Order.NEWEST, 0)))
    assert refused.value.extensions["rule"] == "is a cursor of the order NEWEST, not NAME"
