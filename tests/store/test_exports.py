"""Files of exports: written of one moment, kept whole or not at all, read in part."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from bson import ObjectId
from gridfs import GridFSBucket
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from measure.jobs import Export, ExportFormat, Job, JobStatus, Tally
from measure.sets import Set
from measure.upserts import ContactUpsert
from store.exports import KeptFile
from tests.serving import Json
from tests.store.conftest import NOW, World, bought, moved
from tests.waiting import eventually

TOUCH = {"source": "News", "medium": None, "campaign": None, "content": None, "term": None}
KEYS = [f"c-{number}" for number in range(6)]


async def nothing(_: Tally) -> None:
    """Goes on."""


@dataclass
class Held:
    """A job as its runner holds it; `then` is done each time it is told how far it is."""

    job: Job
    members: Set
    then: Callable[[Tally], Awaitable[None]] = nothing
    told: list[Tally] | None = None

    async def progress(self, tally: Tally, place: int) -> None:
        self.told = [*(self.told or []), tally]
        await self.then(tally)


def job(account: str, file_format: ExportFormat = ExportFormat.NDJSON, total: int = 6) -> Job:
    return Job(
        id=str(ObjectId()),
        account=account,
        order=Export(file_format),
        group="g",
        status=JobStatus.RUNNING,
        total=total,
        tally=Tally(),
        created_at=NOW,
    )


@pytest.fixture
async def held(world: World, monkeypatch: pytest.MonkeyPatch) -> Held:
    """Six contacts, read one by one; all are told of."""
    monkeypatch.setattr("store.exporter.IDS_AT_ONCE", 1)
    monkeypatch.setattr("store.exporter.TELL_SECONDS", 0.0)
    await world.record(
        *(moved(f"m-{key}", key) for key in KEYS),
        bought("p-1", "c-5", "7.50"),
        {"id": "t-1", "type": "TOUCHED", "contact": "c-5", "source": "News", "at": "2026-03-01T09:00:00Z"},
    )
    ordinals = await world.store.contacts.ordinals(world.account.id, KEYS[1:])
    return Held(job(world.account.id, total=5), Set(ordinals.values()))


async def lines(world: World, id: str, account: str | None = None) -> list[Json]:
    file = await world.store.exports.find(id, account or world.account.id)
    assert file is not None
    content = [piece async for piece in world.store.exports.read(file, 0, file.size)]
    return [json.loads(line) for line in b"".join(content).splitlines()]


async def test_a_file_tells_of_its_members_in_their_order_and_of_nobody_else(
    world: World, held: Held, mongodb: MongoClient, database: str
):
    began = datetime.now(UTC)
    file = await world.store.exporter.run(held)
    told = await lines(world, file.id)
    assert [contact["key"] for contact in told] == KEYS[1:]
    assert told[-1] == {
        "key": "c-5",
        "email": None,
        "name": None,
        "createdAt": "2026-03-01T09:00:00Z",
        "tags": [],
        "lifetimeValue": {"amount": "7.50", "currency": "USD"},
        "firstTouch": TOUCH,
        "lastTouch": TOUCH,
    }
    assert held.told == [Tally(count) for count in range(1, 6)]
    assert await world.store.exports.find(file.id, str(ObjectId())) is None
    # Others read it as what it is, a file of GridFS; MongoDB deletes it in its time.
    read = GridFSBucket(mongodb[database], "exports").open_download_stream(file.id)
    assert (read.filename, read.length) == (f"contacts-2026-03-01-{held.job.id[-6:]}.ndjson", file.size)
    assert [json.loads(line) for line in read.read().splitlines()] == told
    assert (
        timedelta(0)
        <= file.expires_at - began.replace(microsecond=0) - timedelta(days=7)
        < timedelta(minutes=1)
    )
    files, chunks = mongodb[database]["exports.files"], mongodb[database]["exports.chunks"]
    [kept] = files.find()
    assert kept["metadata"]["expiresAt"].replace(tzinfo=UTC) == file.expires_at
    assert all(chunk["overAt"].replace(tzinfo=UTC) > file.expires_at for chunk in chunks.find())
    assert files.index_information()["metadata.expiresAt_1"]["expireAfterSeconds"] == 0
    assert chunks.index_information()["overAt_1"]["expireAfterSeconds"] == 0


async def test_a_file_is_of_one_moment_whatever_happens_meanwhile(world: World, held: Held):
    async def change(tally: Tally) -> None:
        number = tally.count
        await world.record(bought(f"q-{number}", "c-5", "1.00"), moved(f"n-{number}", f"new-{number}"))
        await world.store.recorder.upsert(
            world.account,
            [ContactUpsert(f"c-{n}", email=f"{number}@example.org", tags=("late",)) for n in range(6)],
        )

    held.then = change
    told = await lines(world, (await world.store.exporter.run(held)).id)
    assert [(contact["email"], contact["tags"]) for contact in told] == [(None, [])] * 5
    assert told[-1]["lifetimeValue"]["amount"] == "7.50"
    held.then = nothing
    told = await lines(world, (await world.store.exporter.run(held)).id)
    assert [(contact["email"], contact["tags"]) for contact in told] == [("5@example.org", ["late"])] * 5
    assert told[-1]["lifetimeValue"]["amount"] == "12.50"


async def test_contacts_that_are_gone_are_skipped_with_a_reason(world: World, held: Held):
    held.members = held.members | Set([4_000_000])
    told = await lines(world, (await world.store.exporter.run(held)).id)
    assert [contact["key"] for contact in told] == KEYS[1:]
    assert held.told is not None
    gone = ("CONTACT_GONE", "the contact does not exist any more")
    assert held.told[-1] == Tally(5, skipped=1, reasons={gone: 1})


async def test_an_attempt_that_is_given_up_leaves_no_file_and_a_killed_one_none_for_long(
    world: World, held: Held, mongodb: MongoClient, database: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("store.exports.PIECE_BYTES", 8)
    files, chunks = mongodb[database]["exports.files"], mongodb[database]["exports.chunks"]
    other = await world.store.exporter.run(replace(held, job=job(world.account.id)))
    theirs = chunks.count_documents({})

    class Cancelled(Exception):
        """By somebody."""

    async def cancel(tally: Tally) -> None:
        if tally.count == 3:
            assert chunks.count_documents({}) > theirs
            raise Cancelled

    held.then = cancel
    with pytest.raises(Cancelled):
        await world.store.exporter.run(held)
    assert chunks.count_documents({}) == theirs

    async def hang(tally: Tally) -> None:
        if tally.count == 3:
            reached.set()
            await asyncio.Event().wait()

    held.then, reached = hang, asyncio.Event()
    killed = asyncio.create_task(world.store.exporter.run(held))
    await reached.wait()
    killed.cancel()
    await asyncio.wait([killed])
    assert chunks.count_documents({}) > theirs
    held.then = nothing
    file = await world.store.exporter.run(held)
    assert sorted(chunks.distinct("files_id")) == sorted([other.id, file.id])
    assert sorted(files.distinct("_id")) == sorted([other.id, file.id])


async def test_an_export_that_outlasts_its_moment_begins_anew(world: World, held: Held, mongodb: MongoClient):
    def keep_moments(seconds: int) -> None:
        mongodb.admin.command({"setParameter": 1, "minSnapshotHistoryWindowInSeconds": seconds})

    async def outlast(tally: Tally) -> None:
        if tally.count == 2 and held.told is not None and len(held.told) == 2:
            keep_moments(0)
            contacts = mongodb[str(world.account.id)]["x"]
            contacts.insert_one({})
            with mongodb.start_session(snapshot=True) as later:
                contacts.find_one({}, session=later)

                def is_over() -> bool:
                    contacts.insert_one({})
                    try:
                        contacts.find_one({}, session=later)
                    except OperationFailure as error:
                        return error.code == 239
                    return False

                await eventually(is_over)
            mongodb.drop_database(str(world.account.id))
            keep_moments(300)

    held.then = outlast
    told = await lines(world, (await world.store.exporter.run(held)).id)
    assert [contact["key"] for contact in told] == KEYS[1:]
    assert held.told == [Tally(count) for count in (1, 2, 1, 2, 3, 4, 5)]


async def test_any_part_is_read_from_the_pieces_that_it_touches(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("store.exports.PIECE_BYTES", 4)
    whole = bytes(range(10))

    async def content() -> AsyncGenerator[bytes, None]:
        for part in (whole[:1], whole[1:9], b"", whole[9:]):
            yield part

    made = job(world.account.id)
    file = await world.store.exports.write(made, content())
    kept = await world.store.exports.find(file.id, made.account)
    assert kept == KeptFile(
        file.id, made.account, f"contacts-2026-03-01-{made.id[-6:]}.ndjson", ExportFormat.NDJSON, 10, 4
    )
    for start in range(11):
        for end in range(start + 1, 11):
            read = [piece async for piece in world.store.exports.read(kept, start, end)]
            assert b"".join(read) == whole[start:end]
            assert all(read)
