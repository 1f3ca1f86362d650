"""One commit's walk: fold, insert, swap, announce; and again after a race was lost."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import Generic, Protocol, TypeVar

from bson import ObjectId

from store.commits import Announcement, Commit, CommitKind, commit_document
from store.database import Document
from store.log import Appended, Log, LostRace, Outcome
from store.stream import Stream
from store.timings import Timings

S = TypeVar("S")
C = TypeVar("C")

Announce = Callable[[Announcement], Awaitable[None]]
"Tells every process of a commit; never raises."


class Turns(Protocol):
    """The turn of a stream among processes: courtesy, never correctness."""

    def take(self, stream: str) -> AbstractAsyncContextManager[bool]: ...

    async def wait(self, stream: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Entry(Generic[S, C]):
    """What a commit is made of; `fold` makes its changes from the state it is appended to."""

    kind: CommitKind
    fold: Callable[[S], C]
    events: Sequence[Document] = ()
    contacts: Sequence[Document] = ()


class Writer:
    """Appends commits to streams and lets everybody know."""

    def __init__(self, commits: Log, turns: Turns, announce: Announce) -> None:
        self._log = commits
        self._turns = turns
        self._announce = announce
        self.seconds = Timings()
        "Of commits, until a majority had them."
        self.lost_races = 0

    async def append(self, stream: Stream[S, C], entry: Entry[S, C]) -> Outcome:
        """Append `entry` to the state in memory, after whoever holds the stream's turn."""
        await self._turns.wait(stream.id)
        return await self.append_at_once(stream, entry)

    async def append_in_turn(self, stream: Stream[S, C], entry: Entry[S, C]) -> Outcome:
        """Append `entry` after a lost race: take the stream's turn, catch up, then try again."""
        async with self._turns.take(stream.id):
            await stream.catch_up()
            return await self.append_at_once(stream, entry)

    async def append_at_once(self, stream: Stream[S, C], entry: Entry[S, C]) -> Outcome:
        """Append `entry` to the state in memory: what was decided on that state must not wait before."""
        now, at = stream.now, datetime.now(UTC)
        size = len(entry.events) + len(entry.contacts)
        commit = Commit(ObjectId(), now.rev + 1, stream.head, size, entry.fold(now.state))
        document = commit_document(
            stream.account,
            stream.id,
            commit,
            stream.codec.write(commit.changes),
            kind=entry.kind,
            at=at,
            events=entry.events,
            contacts=entry.contacts,
        )
        began = perf_counter()
        outcome = await self._log.append(document)
        self.lost_races += isinstance(outcome, LostRace)
        if isinstance(outcome, Appended):
            self.seconds.add(perf_counter() - began)
            stream.apply(commit, at)
            await self._announce(Announcement.of(document))
        return outcome
