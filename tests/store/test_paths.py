"""Paths of contacts: every step once and none missing, whoever writes beside, and whatever is cut off."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from bson import ObjectId
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measure.events import Event, EventType
from measure.paths import PathStep
from measure.sets import Set
from store import path_log, path_writer
from store.checkpoints import Checkpoint, Checkpoints
from store.commits import Commit, CommitKind, commit_document
from store.database import BY_ID, Database
from store.event_documents import event_document
from store.log import Appended, Log
from store.path_documents import CONTENT
from store.path_writer import PathWriter
from store.paths import Paths
from tests.measure.ledger import NOW, Ledger
from tests.recount import path, recount
from tests.strategies import CONTACTS, histories

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


class Crash(Exception):
    """Stands for a process that ends here."""


class Crashing(PathWriter):
    """Ends before it appends for the n-th time; each append is of one contact."""

    appends = 0

    async def _push(self, account, growths):
        if self.appends == 0:
            raise Crash
        self.appends -= 1
        return await super()._push(account, growths)


@dataclass
class Story:
    """One stream's log, written here, and its paths, written and read by the store."""

    database: Database
    account: str = field(default_factory=lambda: str(ObjectId()))
    stream: str = field(default_factory=lambda: str(ObjectId()))
    rev: int = 0
    head: ObjectId | None = None

    def __post_init__(self):
        self.checkpoints = Checkpoints(self.database)
        self.writer = PathWriter(self.database, self.checkpoints)
        self.paths = Paths(self.database, self.checkpoints)

    async def commit(self, *events: Event) -> int:
        """Append a commit; its revision."""
        commit = Commit(ObjectId(), self.rev + 1, self.head, len(events), None)
        document = commit_document(
            self.account,
            self.stream,
            commit,
            {},
            kind=CommitKind.EVENTS if events else CommitKind.LIFECYCLE,
            at=AT,
            events=[event_document(event) for event in events],
        )
        assert await Log(self.database).append(document) == Appended()
        self.rev, self.head = commit.rev, commit.id
        return commit.rev

    async def write_all(self) -> None:
        while await self.writer.advance(self.account, self.stream):
            pass

    async def steps(self, contact: int, rev: int | None = None) -> list[PathStep]:
        return await self.paths.steps(self.account, self.stream, contact, self.rev if rev is None else rev)

    async def places(self, contact: int, rev: int | None = None) -> list[tuple[int, int]]:
        return [(step.rev, step.index) for step in await self.steps(contact, rev)]

    async def documents(self, series: ObjectId | None = None) -> list[dict]:
        """Those of a series, in order; without it those of the checkpoint's."""
        checkpoint = await self.checkpoints.get(self.account, self.stream, CONTENT)
        wanted = (series or checkpoint.series).binary
        every = self.database.paths.find({}, hint=BY_ID, sort=BY_ID)
        return [document async for document in every if document["_id"].startswith(wanted)]


@pytest.fixture
async def behind(mongodb_url: str, database: str) -> AsyncIterator[Database]:
    behind = Database(mongodb_url, database)
    await behind.prepare()
    yield behind
    behind.close()


@pytest.fixture
def story(behind: Database) -> Story:
    return Story(behind)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little of everything at once, so that short histories meet every limit."""
    monkeypatch.setattr(path_writer, "FULL", 3)
    monkeypatch.setattr(path_writer, "UPDATES_AT_ONCE", 1)
    monkeypatch.setattr(path_log, "MOST_EVENTS", 4)
    monkeypatch.setattr(path_log, "MOST_COMMITS", 3)


def sent(id: str, contact: int, seconds: int = 0) -> Event:
    return Event(id, EventType.SENT, AT + timedelta(seconds=seconds), contact, element="mail")


async def test_a_path_is_read_from_the_log_before_anybody_wrote_it(story: Story):
    await story.commit(Event("a", EventType.MOVED, AT, 7, to="form"), sent("b", 8))
    await story.commit(Event("c", EventType.MOVED, AT, 7, from_="form", to="mail", connector="form>mail"))
    await story.commit(Event("d", EventType.CLICKED, AT, 7, element="mail", link=1))
    expected = [
        PathStep(1, 0, AT, EventType.MOVED, "form"),
        PathStep(2, 0, AT, EventType.MOVED, "mail", "form", "form>mail"),
        PathStep(3, 0, AT, EventType.CLICKED, "mail", link=1),
    ]
    assert await story.steps(7) == expected
    await story.write_all()
    assert await story.steps(7) == expected
    assert await story.steps(9) == []


async def test_steps_are_ordered_by_instant_then_by_arrival(story: Story):
    await story.commit(sent("a", 7, 5), sent("b", 7, 1), sent("c", 7, 5))
    await story.commit(sent("d", 7, 3), sent("e", 7, 5))
    assert await story.places(7) == [(1, 1), (2, 0), (1, 0), (1, 2), (2, 1)]
    await story.write_all()
    assert await story.places(7) == [(1, 1), (2, 0), (1, 0), (1, 2), (2, 1)]


async def test_a_path_ends_at_the_revision_that_is_asked_for(story: Story):
    for number in range(4):
        await story.commit(sent(f"e-{number}", 7))
    for _ in range(2):
        assert [len(await story.steps(7, rev)) for rev in range(5)] == [0, 1, 2, 3, 4]
        await story.write_all()


async def test_the_writer_stops_where_it_is_told(story: Story):
    for number in range(4):
        await story.commit(sent(f"e-{number}", 7))
    assert await story.writer.advance(story.account, story.stream, up_to=3) is False
    assert [document["rev"] for document in await story.documents()] == [3]
    checkpoint = await story.checkpoints.get(story.account, story.stream, CONTENT)
    assert checkpoint is not None
    assert checkpoint.rev == 3


@pytest.mark.usefixtures("small")
async def test_one_call_writes_a_bounded_slice_and_says_whether_there_is_more(story: Story):
    for number in range(5):
        await story.commit(sent(f"e-{number}", number), sent(f"f-{number}", 7))
    answers = [await story.writer.advance(story.account, story.stream) for _ in range(3)]
    assert answers == [True, True, False]
    assert len(await story.steps(7)) == 5


@pytest.mark.usefixtures("small")
async def test_a_long_path_stands_in_several_documents(story: Story):
    for number in range(20):
        await story.commit(sent(f"e-{number}", 7), sent(f"f-{number}", 7))
        if number % 7 == 0:
            await story.write_all()
    await story.write_all()
    counts = [document["count"] for document in await story.documents()]
    assert sum(counts) == 40
    assert len(counts) > 4
    assert max(counts) < 3 + 6
    assert await story.places(7) == [(rev, index) for rev in range(1, 21) for index in (0, 1)]
    assert len(await story.steps(7, 11)) == 22


async def test_an_event_without_a_contact_is_nobodys_step(story: Story):
    await story.commit(Event("v", EventType.VISITED, AT, element="form"), sent("a", 0))
    assert await story.places(0) == [(1, 0)]
    await story.write_all()
    assert [document["count"] for document in await story.documents()] == [1]


async def test_commits_from_before_they_said_who_is_in_them_are_looked_through(story: Story):
    await story.commit(sent("a", 7))
    await story.database.commits.update_many({}, {"$unset": {"who": 1}})
    assert await story.places(7) == [(1, 0)]
    assert await story.places(8) == []


async def test_paths_of_accounts_and_maps_are_apart(story: Story):
    other_map = replace(story, stream=str(ObjectId()), rev=0, head=None)
    other_account = replace(story, account=str(ObjectId()), rev=0, head=None)
    await story.commit(sent("a", 7))
    await other_map.commit()
    for _ in range(2):
        assert await story.places(7) == [(1, 0)]
        assert await other_map.places(7, 9) == await other_account.places(7, 9) == []
        for each in (story, other_map, other_account):
            await each.write_all()


async def test_a_path_that_is_made_anew_meanwhile_is_read_again(story: Story):
    """The old documents go between the reader's look at the checkpoint and its look at them."""
    for number in range(3):
        await story.commit(sent(f"e-{number}", 7))
    await story.write_all()

    class Late(Paths):
        async def _written(self, account, series, ordinal):
            if series == old.series:
                await story.checkpoints.switch(account, story.stream, CONTENT, fresh)
                await story.writer.forget(account, series)
            return await super()._written(account, series, ordinal)

    old = await story.checkpoints.get(story.account, story.stream, CONTENT)
    assert old is not None
    fresh = Checkpoint(ObjectId(), 2)
    await story.writer.write(story.account, story.stream, replace(fresh, rev=0), up_to=2)
    gone = await story.documents()
    late = Late(story.database, story.checkpoints)
    steps = await late.steps(story.account, story.stream, 7, 3)
    assert [step.rev for step in steps] == [1, 2, 3]
    assert len(gone) == 1
    assert await story.documents(old.series) == []
    assert len(await story.documents()) == 1


async def test_a_series_is_forgotten_piece_by_piece(story: Story, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(path_writer, "DELETED_AT_ONCE", 2)
    await story.commit(*(sent(f"e-{number}", number) for number in range(5)))
    await story.write_all()
    other = Checkpoint(ObjectId(), 0)
    await story.writer.write(story.account, story.stream, other)
    current = await story.checkpoints.get(story.account, story.stream, CONTENT)
    assert current is not None
    await story.writer.forget(story.account, current.series)
    assert await story.documents() == []
    assert len(await story.documents(other.series)) == 5


async def test_of_a_flood_the_newest_moves_are_read(story: Story, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(path_log, "NEWEST_COMMITS", 2)
    monkeypatch.setattr(path_log, "NEWEST_EVENTS", 3)
    for number in range(3):
        await story.commit(*(sent(f"e-{number}-{n}", n) for n in range(4)))
    newest = await story.paths.newest(story.account, story.stream, 0)
    assert [(move.rev, move.contact) for move in newest.moves] == [
        *((2, 1), (2, 2), (2, 3)),
        *((3, 1), (3, 2), (3, 3)),
    ]
    assert newest.rev == 3
    await story.commit()
    assert await story.paths.newest(story.account, story.stream, 3) == path_log.Newest(4)
    assert await story.paths.newest(story.account, story.stream, 4) == path_log.Newest(4)


async def test_a_commit_says_who_is_in_it_before_it_says_what_happened(story: Story):
    await story.commit(sent("a", 9), sent("b", 7), Event("v", EventType.VISITED, AT, element="form"))
    document = await story.database.commits.find_one({"rev": 1})
    assert document is not None
    assert set(Set.deserialize(document["who"])) == {7, 9}
    assert list(document).index("who") < list(document).index("events")


@pytest.mark.usefixtures("small")
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(steps=histories(), chance=st.integers(0, 1_000).map(Random))
async def test_every_path_at_every_revision_is_that_of_the_recount(behind: Database, steps, chance: Random):
    """One to three writers at once, old and new, that end anywhere, beside readers."""
    story, ledger = Story(behind), Ledger(chance)
    ends: dict[int, dict[str, list[dict]]] = {}
    checkpoints = [Checkpoint(ObjectId(), 0)]
    for number, step in enumerate(steps):
        ledger.take([step])
        for commit in ledger.map_commits["welcome"][story.rev :]:
            await story.commit(*commit.events)
        place = recount(steps[: number + 1], NOW).maps["welcome"]
        ends[story.rev] = {contact: path(place, contact) for contact in CONTACTS}
        checkpoints.append(await story.checkpoints.start(story.account, story.stream, CONTENT))
        await asyncio.gather(
            *(write(story, chance, checkpoints[1:]) for _ in range(chance.randint(0, 3))),
            *(check(story, ledger, rev, paths) for rev, paths in ends.items()),
        )
    await story.write_all()
    for rev, paths in ends.items():
        await check(story, ledger, rev, paths)


async def write(story: Story, chance: Random, checkpoints: Sequence[Checkpoint]) -> None:
    """Advance, crash at any append or before the checkpoint is moved, or write what was written long ago."""
    match chance.choice(("advance", "crash", "late", "late")):
        case "advance":
            await story.writer.advance(story.account, story.stream)
        case "crash":
            crashing = Crashing(story.database, story.checkpoints)
            crashing.appends = chance.randint(0, 3)
            with suppress(Crash):
                await crashing.advance(story.account, story.stream)
        case "late":
            await story.writer.write(story.account, story.stream, chance.choice(checkpoints))


async def check(story: Story, ledger: Ledger, rev: int, paths: dict[str, list[dict]]) -> None:
    for contact, expected in paths.items():
        found = await story.steps(ledger.ordinals[contact], rev) if contact in ledger.ordinals else []
        assert [shown(step) for step in found] == expected


def shown(step: PathStep) -> dict:
    return {
        "at": step.at,
        "event": step.type.value,
        "element": step.element,
        "from": step.from_,
        "connector": step.connector,
        "link": step.link,
    }
