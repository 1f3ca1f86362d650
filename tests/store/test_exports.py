"""Files of exports: written of one moment, kept whole or not at all, read in part."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from bson import ObjectId
from gridfs import GridFSBucket
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.errors import OperationFailure

from measure.actions import NO_CONTACT
from measure.jobs import Export, ExportFile, ExportFormat, Job, JobStatus, Tally
from measure.sets import Set
from measure.upserts import ContactUpsert
from store.exporter import TOO_LARGE
from store.exports import KeptFile
from store.held_job import Cancelled, Held
from tests.serving import Json
from tests.store.conftest import NOW, World, bought, moved
from tests.waiting import eventually

TOUCH = {"source": "News", "medium": None, "campaign": None, "content": None, "term": None}
KEYS = [f"c-{number}" for number in range(6)]


async def nothing(_: Tally) -> None:
    """Goes on."""


@dataclass
class Noted:
    """What is noted of a job in hand; `then` is done each time it is told how far it is."""

    then: Callable[[Tally], Awaitable[None]] = nothing
    told: list[Tally] = field(default_factory=list)
    ends: list[tuple[JobStatus, Tally]] = field(default_factory=list)

    async def note(self, held: Held, tally: Tally) -> Job:
        self.told.append(tally)
        await self.then(tally)
        return replace(held.job, tally=tally)

    async def end(self, held: Held, status: JobStatus, tally: Tally, file: ExportFile | None) -> Job:
        self.ends.append((status, tally))
        return replace(held.job, status=status, tally=tally, file=file)


async def unheard(_: Job) -> None:
    """Nobody watches."""


def export(account: str, total: int) -> Job:
    return Job(
        id=str(ObjectId()),
        account=account,
        order=Export(ExportFormat.NDJSON),
        group="g",
        status=JobStatus.RUNNING,
        total=total,
        tally=Tally(),
        created_at=NOW,
    )


@dataclass
class Group:
    """Some contacts to be exported."""

    world: World
    members: Set

    def held(self, noted: Noted, job: Job | None = None, attempt: int = 1) -> Held:
        job = job or export(self.world.account.id, total=len(self.members))
        return Held(job, self.members, attempt, 0, ledger=noted, tell=unheard)

    async def exported(self, noted: Noted | None = None, held: Held | None = None) -> ExportFile:
        """The file of an export that succeeds."""
        held = held or self.held(noted or Noted())
        await self.world.store.exporter.run(held)
        assert (held.job.status, held.job.tally.count) == (JobStatus.SUCCEEDED, len(self.members))
        assert held.job.file is not None
        return held.job.file


@pytest.fixture
async def group(world: World, monkeypatch: pytest.MonkeyPatch) -> Group:
    """Five of six contacts, read one by one; all are told of."""
    monkeypatch.setattr("store.exporter.ROWS_AT_ONCE", 1)
    monkeypatch.setattr("store.exporter.TELL_SECONDS", 0.0)
    await world.record(
        *(moved(f"m-{key}", key) for key in KEYS),
        bought("p-1", "c-5", "7.50"),
        {"id": "t-1", "type": "TOUCHED", "contact": "c-5", "source": "News", "at": "2026-03-01T09:00:00Z"},
    )
    ordinals = await world.store.contacts.ordinals(world.account.id, KEYS[1:])
    return Group(world, Set(ordinals.values()))


async def lines(world: World, id: str, account: str | None = None) -> list[Json]:
    file = await world.store.exports.find(id, account or world.account.id)
    assert file is not None
    content = [piece async for piece in world.store.exports.read(file, 0, file.size)]
    return [json.loads(line) for line in b"".join(content).splitlines()]


async def test_a_file_tells_of_its_members_in_their_order_and_of_nobody_else(
    world: World, group: Group, mongodb: MongoClient, database: str
):
    began, noted = datetime.now(UTC), Noted()
    held = group.held(noted)
    file = await group.exported(held=held)
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
    assert noted.told == [Tally(count) for count in range(1, 6)]
    assert noted.ends == [(JobStatus.SUCCEEDED, Tally(5))]
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


async def test_a_file_is_of_one_moment_whatever_happens_meanwhile(world: World, group: Group):
    async def change(tally: Tally) -> None:
        number = tally.count
        await world.record(bought(f"q-{number}", "c-5", "1.00"), moved(f"n-{number}", f"new-{number}"))
        await world.store.recorder.upsert(
            world.account,
            [ContactUpsert(f"c-{n}", email=f"{number}@example.org", tags=("late",)) for n in range(6)],
        )

    told = await lines(world, (await group.exported(Noted(change))).id)
    assert [(contact["email"], contact["tags"]) for contact in told] == [(None, [])] * 5
    assert told[-1]["lifetimeValue"]["amount"] == "7.50"
    told = await lines(world, (await group.exported()).id)
    assert [(contact["email"], contact["tags"]) for contact in told] == [("5@example.org", ["late"])] * 5
    assert told[-1]["lifetimeValue"]["amount"] == "12.50"


async def test_contacts_that_are_gone_are_skipped_with_a_reason(world: World, group: Group):
    group.members, noted = group.members | Set([4_000_000]), Noted()
    told = await lines(world, (await group.exported(noted)).id)
    assert [contact["key"] for contact in told] == KEYS[1:]
    assert noted.ends == [(JobStatus.SUCCEEDED, Tally(5, skipped=1, reasons={NO_CONTACT: 1}))]


async def test_an_attempt_that_is_given_up_leaves_no_file_and_a_killed_one_none_for_long(
    world: World, group: Group, mongodb: MongoClient, database: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("store.exports.PIECE_BYTES", 8)
    files, chunks = mongodb[database]["exports.files"], mongodb[database]["exports.chunks"]
    other = await group.exported()
    theirs = chunks.count_documents({})
    exporter, reached = world.store.exporter, asyncio.Event()

    async def cancel(tally: Tally) -> None:
        if tally.count == 3:
            assert chunks.count_documents({}) > theirs
            raise Cancelled

    async def hang(tally: Tally) -> None:
        if tally.count == 3:
            reached.set()
            await asyncio.Event().wait()

    with pytest.raises(Cancelled):
        await exporter.run(group.held(Noted(cancel)))
    assert chunks.count_documents({}) == theirs

    held = group.held(Noted(hang))
    killed = asyncio.create_task(exporter.run(held))
    await reached.wait()
    killed.cancel()
    await asyncio.wait([killed])
    assert chunks.count_documents({}) > theirs
    file = await group.exported(held=group.held(Noted(), held.job, attempt=2))
    assert sorted(chunks.distinct("files_id")) == sorted([other.id, file.id])
    assert sorted(files.distinct("_id")) == sorted([other.id, file.id])


@pytest.fixture
def outlast(mongodb: MongoClient, database: str) -> Iterator[Callable[[Tally], Awaitable[None]]]:
    """Comes back once the moments that have begun are over, when two contacts are told of."""

    def keep_moments(seconds: int) -> None:
        mongodb.admin.command({"setParameter": 1, "minSnapshotHistoryWindowInSeconds": seconds})

    def is_over(moment: ClientSession) -> bool:
        mongodb[database].x.insert_one({})
        try:
            mongodb[database].x.find_one({}, session=moment)
        except OperationFailure as error:
            return error.code == 239
        return False

    async def outlast(tally: Tally) -> None:
        if tally.count == 2:
            keep_moments(0)
            with mongodb.start_session(snapshot=True) as later:
                await eventually(lambda: is_over(later))
            keep_moments(300)

    mongodb[database].x.insert_one({})
    yield outlast
    keep_moments(300)


async def test_an_export_that_outlasts_its_moment_begins_anew_and_is_given_up_the_second_time(
    world: World, group: Group, outlast: Callable[[Tally], Awaitable[None]]
):
    async def once(tally: Tally) -> None:
        if len(noted.told) == 2:
            await outlast(tally)

    noted = Noted(once)
    told = await lines(world, (await group.exported(noted)).id)
    assert [contact["key"] for contact in told] == KEYS[1:]
    assert noted.told == [Tally(count) for count in (1, 2, 1, 2, 3, 4, 5)]

    noted = Noted(outlast)
    await world.store.exporter.run(group.held(noted))
    assert noted.told == [Tally(count) for count in (1, 2, 1, 2)]
    assert noted.ends == [(JobStatus.FAILED, Tally(failed=5, reasons={TOO_LARGE: 5}))]


async def test_any_part_is_read_from_the_pieces_that_it_touches(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("store.exports.PIECE_BYTES", 4)
    whole = bytes(range(10))

    async def content() -> AsyncGenerator[bytes, None]:
        for part in (whole[:1], whole[1:9], b"", whole[9:]):
            yield part

    made = export(world.account.id, total=0)
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
