"""The log as paths and moves are made from it: the events of a map's commits that have a contact."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from bson import ObjectId

from measure.events import EventType
from measure.moves import Move
from measure.sets import Set
from store.database import BY_STREAM, IDS_AT_ONCE, Database, Document
from store.path_documents import WrittenStep, written_step

MOST_EVENTS = 20_000
"Events in one slice, but for those of its last commit."
MOST_COMMITS = 1_000
COMMITS_AT_ONCE = 4
"A commit of events may weigh a megabyte, and what comes at once is decoded at once."

NEWEST_COMMITS = 100
NEWEST_EVENTS = 100
"Of each commit: what is more is not read."


@dataclass(frozen=True, slots=True)
class Slice:
    """What happened to each contact up to the commit `rev`; `has_more`: commits may follow."""

    rev: int
    steps: dict[int, list[WrittenStep]]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest moves of a map in the order in which they came, and the log's end that was seen."""

    rev: int
    moves: list[Move] = field(default_factory=list)


class PathLog:
    """Reads the commits of automations' streams."""

    def __init__(self, database: Database) -> None:
        self._commits = database.commits

    async def slice(self, account: str, stream: str, after: int, up_to: int | None) -> Slice:
        """The steps of all contacts in some commits above `after`: at least one, if there is one."""
        steps: dict[int, list[WrittenStep]] = {}
        rev, seen, count = after, 0, 0
        commits = self._commits.find(
            _between(account, stream, after, up_to),
            {"rev": 1, "events": 1},
            hint=BY_STREAM,
            sort=BY_STREAM,
            limit=MOST_COMMITS,
            batch_size=COMMITS_AT_ONCE,
        )
        async for commit in commits:
            events = commit.get("events", ())
            rev, seen, count = commit["rev"], seen + 1, count + len(events)
            for event in events:
                if "contact" in event:
                    steps.setdefault(event["contact"], []).append(written_step(rev, event))
            if count >= MOST_EVENTS or seen == MOST_COMMITS:
                await commits.close()
                return Slice(rev, steps, has_more=True)
        return Slice(rev, steps, has_more=False)

    async def steps(
        self, account: str, stream: str, ordinal: int, after: int, up_to: int
    ) -> list[WrittenStep]:
        """The steps of one contact in the commits above `after`, to `up_to`."""
        revs = [rev async for rev in self._commits_of(account, stream, ordinal, after, up_to)]
        steps: list[WrittenStep] = []
        its = {"$filter": {"input": "$events", "cond": {"$eq": ["$$this.contact", ordinal]}}}
        for start in range(0, len(revs), IDS_AT_ONCE):
            some = {"rev": {"$in": revs[start : start + IDS_AT_ONCE]}}
            commits = self._commits.find(
                _stream(account, stream) | some, {"rev": 1, "events": its}, hint=BY_STREAM, sort=BY_STREAM
            )
            async for commit in commits:
                steps.extend(written_step(commit["rev"], event) for event in commit["events"])
        return steps

    async def newest(self, account: str, stream: str, after: int) -> Newest:
        """The newest moves above the commit `after`: of at most 100 commits, the last 100 events of each."""
        last = {"$slice": ["$events", -NEWEST_EVENTS]}
        commits = self._commits.find(
            _between(account, stream, after, None),
            {"rev": 1, "events": last},
            hint=BY_STREAM,
            sort=[(name, -order) for name, order in BY_STREAM],
            limit=NEWEST_COMMITS,
        )
        found = [commit async for commit in commits]
        return Newest(
            rev=found[0]["rev"] if found else after,
            moves=[
                _move(commit["rev"], event)
                for commit in reversed(found)
                for event in commit["events"] or ()  # null in one without
                if "contact" in event
            ],
        )

    async def _commits_of(
        self, account: str, stream: str, ordinal: int, after: int, up_to: int
    ) -> AsyncIterator[int]:
        """The revisions of the commits that hold events of a contact."""
        commits = self._commits.find(
            {**_between(account, stream, after, up_to), "kind": "events"},
            {"rev": 1, "who": 1},
            hint=BY_STREAM,
            sort=BY_STREAM,
        )
        async for commit in commits:
            who = commit.get("who")  # older commits have none: their events are looked through
            if who is None or ordinal in Set.deserialize(who):
                yield commit["rev"]


def _stream(account: str, stream: str) -> Document:
    return {"account": ObjectId(account), "stream": ObjectId(stream)}


def _between(account: str, stream: str, after: int, up_to: int | None) -> Document:
    """The commits above `after`, to `up_to`; to the log's end without it."""
    revs = {"$gt": after} if up_to is None else {"$gt": after, "$lte": up_to}
    return {**_stream(account, stream), "rev": revs}


def _move(rev: int, event: Document) -> Move:
    return Move(
        rev=rev,
        contact=event["contact"],
        at=event["at"],
        type=EventType(event["type"]),
        element=event.get("to", event.get("element")),
        from_=event.get("from"),
        connector=event.get("connector"),
    )
