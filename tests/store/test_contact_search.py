"""Search: everyone of whom a text starts so, whatever version wrote the document, read from indexes alone."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from bson import ObjectId
from pymongo import MongoClient
from pymongo.errors import NetworkTimeout

from measure.contacts import ContactUpsert
from measure.errors import ErrorCode, Refused
from store import database as databases
from store import folding
from store.database import Database
from store.folding import Folding
from store.store import Store
from tests.store.conftest import OpenStore, World, moved

FOLDED = ("foldedKey", "foldedEmail", "foldedName")

REVISIONS = count()
"Of accounts that change all the time: nothing is remembered."


async def found(world: World, start: str, store: Store | None = None) -> list[int]:
    return list(
        await (store or world.store).contact_search.starting_with(world.account.id, next(REVISIONS), start)
    )


@pytest.fixture
def documents(mongodb: MongoClient, database: str):
    """The contact documents, behind the store's back."""
    return mongodb[database]["contacts"]


def of_before(world: World, ordinal: int, key: str, **more: object) -> dict[str, object]:
    """The document of a contact as the version without folded texts wrote it."""
    return {"_id": ObjectId(), "account": ObjectId(world.account.id), "n": ordinal, "key": key, **more}


def folds(documents, key: str) -> dict[str, object]:
    document = documents.find_one({"key": key})
    return {field: document.get(field) for field in FOLDED}


@contextmanager
def profiled(mongodb: MongoClient, database: str) -> Iterator[list[dict]]:
    """What mongod did on contacts inside the block."""
    behind, seen = mongodb[database], []
    behind.command("profile", 2)
    try:
        yield seen
    finally:
        behind.command("profile", 0)
        seen += behind["system.profile"].find({"ns": f"{database}.contacts"}, sort=[("ts", 1)])
        behind.drop_collection("system.profile")


async def test_key_email_and_name_are_searched_by_their_start_without_case(world: World):
    await world.record(moved("m-1", "Anna-1"), moved("m-2", "x-2"))
    await world.store.recorder.upsert(
        world.account,
        [
            ContactUpsert("x-2", email="ANNA@example.org"),
            ContactUpsert("x-3", name="Ännchen Straße"),
            ContactUpsert("x-4", name="anna", email="a.n@example.org"),
            ContactUpsert("x-5", name="Joanna", email="not@anna.example.org"),
        ],
    )
    assert await found(world, "anna") == await found(world, "ANNA") == [0, 1, 3]
    assert await found(world, "ännchen STRASSE") == [2]
    assert await found(world, "x-") == [1, 2, 3, 4]
    assert await found(world, "a") == [0, 1, 3]
    assert await found(world, "example") == []
    assert await found(world, ".*") == []


async def test_who_changes_email_or_name_is_found_by_what_they_are_now(world: World):
    upsert = world.store.recorder.upsert
    await upsert(world.account, [ContactUpsert("a", email="Old@example.org", name="Old")])
    await upsert(world.account, [ContactUpsert("a", name="New")])
    assert (await found(world, "old"), await found(world, "new")) == ([0], [0])
    await upsert(world.account, [ContactUpsert("a", email=None, name=None)])
    assert (await found(world, "old"), await found(world, "new"), await found(world, "a")) == ([], [], [0])


async def test_a_range_holds_just_what_starts_so_for_any_text(world: World):
    texts = ["a", "a\0", "a\ud7ff", "a\ud7ff!", "a\ue000", "a\uffff", "a\U00010000", "a\U0010ffff"]
    texts += ["a\U0010ffff\U0010ffff", "b", "\U0010ffff", "\U0010ffff\U0010ffff", "\U0010fffe"]
    await world.store.recorder.upsert(world.account, [ContactUpsert(text, name=text) for text in texts])
    for start in texts:
        expected = [ordinal for ordinal, text in enumerate(texts) if text.startswith(start)]
        assert await found(world, start) == expected


async def test_another_accounts_contacts_are_not_found(world: World, open_store: OpenStore, documents):
    await world.record(moved("m-1", "ann"))
    documents.insert_one({**of_before(world, 7, "ann"), "account": ObjectId()})
    assert await found(world, "ann") == [0]


async def test_a_search_reads_indexes_alone(
    world: World, mongodb: MongoClient, database: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("store.contact_search.AT_ONCE", 2)
    many = [ContactUpsert(f"ann-{number}", email="Ann@b.c", name="Anna") for number in range(5)]
    await world.store.recorder.upsert(world.account, many)
    with profiled(mongodb, database) as seen:
        assert await found(world, "ann") == [0, 1, 2, 3, 4]
    assert {each["op"] for each in seen} == {"query", "getmore"}
    assert {each["docsExamined"] for each in seen} == {0}
    assert sum(each["keysExamined"] for each in seen) <= 3 * 6


# Documents that were written without folded texts


async def test_opening_a_store_folds_what_a_version_before_wrote(
    world: World, open_store: OpenStore, documents, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(folding, "AT_ONCE", 2)
    documents.insert_many(
        [
            of_before(world, 0, "ANN", email="Ann@example.org", name="Ann Weiß"),
            of_before(world, 1, "Bob", email=None, name=None),
            of_before(world, 2, "Cid"),
            of_before(world, 3, "Dan", name=""),
            of_before(world, 4, "Eve", email=""),
        ]
    )
    store = await open_store()
    assert [folds(documents, key) for key in ("ANN", "Bob", "Cid", "Dan", "Eve")] == [
        {"foldedKey": "ann", "foldedEmail": "ann@example.org", "foldedName": "ann weiss"},
        {"foldedKey": "bob", "foldedEmail": None, "foldedName": False},
        {"foldedKey": "cid", "foldedEmail": None, "foldedName": False},
        {"foldedKey": "dan", "foldedEmail": None, "foldedName": ""},
        {"foldedKey": "eve", "foldedEmail": "", "foldedName": False},
    ]
    assert await found(world, "ann WEISS", store) == [0]
    assert await found(world, "bob", store) == [1]


async def test_opening_a_store_costs_one_look_up_when_nothing_is_missing(
    world: World, mongodb: MongoClient, database: str, mongodb_url: str
):
    await world.record(*(moved(f"m-{number}", f"c-{number}") for number in range(20)))
    behind = Database(mongodb_url, database)
    with profiled(mongodb, database) as seen:
        await Folding(behind).finish()
    behind.close()
    [look_up] = seen
    assert (look_up["op"], look_up["keysExamined"], look_up["docsExamined"]) == ("query", 0, 0)


async def test_a_document_that_a_process_of_the_version_before_still_writes_is_found(world: World, documents):
    await world.record(moved("m-1", "ann"))
    documents.insert_one(of_before(world, 7, "Anton", name="Anton"))
    assert await found(world, "an") == [0, 7]
    assert folds(documents, "Anton")["foldedName"] == "anton"
    documents.insert_one(of_before(world, 8, "Andy"))
    await world.store.recorder.upsert(world.account, [ContactUpsert("Andy", name="Dandy")])
    assert (await found(world, "an"), await found(world, "dan")) == ([0, 7, 8], [8])


async def test_a_name_that_changes_while_it_is_folded_is_folded_again(
    world: World, documents, monkeypatch: pytest.MonkeyPatch
):
    documents.insert_one(of_before(world, 0, "ann", name="Old"))
    fold = folding.folded_key

    def renamed_meanwhile(key: str):
        documents.update_one({"key": "ann", "name": "Old"}, {"$set": {"name": "New"}})
        return fold(key)

    monkeypatch.setattr(folding, "folded_key", renamed_meanwhile)
    assert (await found(world, "old"), await found(world, "new")) == ([], [0])
    assert folds(documents, "ann") == {"foldedKey": "ann", "foldedEmail": None, "foldedName": "new"}


async def test_any_number_of_processes_may_fold_at_once(
    world: World, open_store: OpenStore, documents, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(folding, "AT_ONCE", 3)
    documents.insert_many([of_before(world, number, f"Key-{number}") for number in range(20)])
    stores = await asyncio.gather(*(open_store() for _ in range(3)))
    assert [await found(world, "key-", store) for store in stores] == [list(range(20))] * 3


class Builder:
    """A collection whose indexes take longer than `late` answers."""

    def __init__(self, late: int) -> None:
        self.late = late

    async def create_indexes(self, _: object) -> None:
        self.late -= 1
        if self.late >= 0:
            raise NetworkTimeout("timed out")


async def test_an_index_that_takes_longer_than_an_answer_may_is_waited_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(databases, "BUILDING_PATIENCE", 3)
    builder = Builder(late=2)
    await databases._built(builder, [])
    assert builder.late == -1
    with pytest.raises(Refused) as refused:
        await databases._built(Builder(late=3), [])
    assert refused.value.code is ErrorCode.TEMPORARILY_UNAVAILABLE


async def test_pages_of_one_search_cost_no_more_than_the_first_while_nothing_changes(world: World):
    await world.store.recorder.upsert(world.account, [ContactUpsert("a")])
    search = world.store.contact_search.starting_with
    assert await search(world.account.id, 1, "a") is await search(world.account.id, 1, "A")
    assert await search(world.account.id, 1, "a") is not await search(world.account.id, 2, "a")
