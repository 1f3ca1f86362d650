"""Counts everything of an account again from its log, and compares it with what servers load and read.

No event id stands in two commits: the unique index that `Database.prepare` makes sure of says so. Nor do
two contact documents share an ordinal or a key.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bson import ObjectId

from measure.account_state import AccountState
from measure.errors import Refused
from measure.map_state import MapState
from measure.recount.account_recount import AccountRecount
from measure.recount.differences import Difference, account_differences, map_differences
from measure.recount.map_recount import MapRecount
from measure.sets import EMPTY, Set, union
from store.availability import needs_database
from store.checkpoints import Checkpoints
from store.codecs import ACCOUNT, MAP, read_lifecycle
from store.commits import CommitKind
from store.database import BY_ORDINAL, BY_STREAM, Database, Document
from store.event_documents import read_arrival, read_event, read_profile
from store.loading import Loader
from store.log import Log
from store.log_walk import LogWalk, OnProgress, Walked
from store.path_verification import PathVerification
from store.snapshots import Snapshots
from store.stream import AccountStream, Pinned, Stream

S = TypeVar("S")
C = TypeVar("C")

COMMITS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Verified:
    """What was compared of one stream, up to revision `rev`, by what it is; and what was wrong."""

    rev: int
    events: int
    compared: Mapping[str, int]
    differences: tuple[Difference, ...]


class Verification:
    """Verifies one account, a stream at a time. Writers may go on meanwhile."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account
        self._loader = Loader(Log(database), Checkpoints(database), Snapshots(database))
        self._known = EMPTY

    @needs_database
    async def map(self, automation: str, on_progress: OnProgress) -> Verified:
        """Verify an automation: its log, its state, its contacts and their paths."""
        recount = MapRecount()
        paths = PathVerification(self._database, self._account, automation)
        await paths.start()

        def count(document: Document) -> None:
            if document["kind"] == CommitKind.LIFECYCLE:
                recount.live(read_lifecycle(document["changes"]["lifecycle"]))
            for event in map(read_event, document.get("events", ())):
                recount.take(event)
                paths.take(document["rev"], event)

        async def compare(state: MapState) -> list[Difference]:
            strangers = await self._strangers(union(state.sets.values()))
            return [*map_differences(recount, state), *strangers, *await paths.differences()]

        stream = Stream(self._loader, MAP, self._account, automation)
        walk, differences = await self._verify(stream, count, compare, on_progress)
        compared = {"sets": len(recount.sets()), "columns": len(recount.columns), "paths": paths.count}
        return Verified(walk.rev, walk.events, compared, tuple(differences))

    @needs_database
    async def account(self, on_progress: OnProgress) -> Verified:
        """Verify the account's own stream: its log, its state, and the contacts' documents."""
        recount = AccountRecount()

        def count(document: Document) -> None:
            read = read_profile if document["kind"] == CommitKind.CONTACTS else read_arrival
            for contact in document.get("contacts", ()):
                recount.take(read(contact))
            for event in document.get("events", ()):
                recount.take(read_event(event))

        async def compare(state: AccountState) -> list[Difference]:
            return [*account_differences(recount, state), *await self._undocumented(recount.contacts)]

        walk, differences = await self._verify(self._account_stream(), count, compare, on_progress)
        compared = {"contacts": len(recount.contacts), "tags": len(recount.tags)}
        return Verified(walk.rev, walk.events, compared, tuple(differences))

    async def _verify(
        self,
        stream: Stream[S, C],
        count: Callable[[Document], None],
        compare: Callable[[S], Awaitable[list[Difference]]],
        on_progress: OnProgress,
    ) -> tuple[LogWalk, list[Difference]]:
        """A log that is not whole comes to nothing, so it is all that is told then."""
        loaded = await _loaded(stream)
        walk = LogWalk(count)
        up_to = None if isinstance(loaded, Difference) else loaded.rev
        async for document in self._commits(stream.id, up_to):
            walk.take(document)
            on_progress(Walked(walk.rev, stream.now.rev, walk.events))
        if walk.differences:
            return walk, walk.differences
        return walk, [loaded] if isinstance(loaded, Difference) else await compare(loaded.state)

    async def _commits(self, stream: str, up_to: int | None) -> AsyncIterator[Document]:
        """What came in by each commit of a stream, up to a revision or the log's end."""
        query: Document = {"account": ObjectId(self._account), "stream": ObjectId(stream)}
        if up_to is not None:
            query["rev"] = {"$lte": up_to}
        fields = ("rev", "prev", "kind", "contacts", "events", "changes.lifecycle")
        commits = self._database.commits.find(
            query, dict.fromkeys(fields, 1), hint=BY_STREAM, sort=BY_STREAM, batch_size=COMMITS_AT_ONCE
        )
        async for document in commits:
            yield document

    async def _strangers(self, who: Set) -> list[Difference]:
        """Those of a map whom the account does not know; it is read after the map, as servers do."""
        if not who <= self._known:
            loaded = await _loaded(self._account_stream())
            if isinstance(loaded, Difference):
                return [Difference("contacts", "cannot be compared: the account's state cannot be loaded")]
            self._known = loaded.state.contacts
        return [Difference("contacts", too_many=who - self._known)] if not who <= self._known else []

    async def _undocumented(self, contacts: Set) -> list[Difference]:
        """Contacts without a document. A document more than there are contacts is what a crash may leave."""
        query = {"account": ObjectId(self._account)}
        found = self._database.contacts.find(query, {"_id": 0, "n": 1}, hint=BY_ORDINAL)
        missing = contacts - Set([document["n"] async for document in found])
        return [Difference("contact documents", missing=missing)] if missing else []

    def _account_stream(self) -> AccountStream:
        return Stream(self._loader, ACCOUNT, self._account, self._account)


async def _loaded(stream: Stream[S, C]) -> Pinned[S] | Difference:
    """What a server would answer from now, or why it cannot."""
    try:
        await stream.load()
    except Refused:
        raise
    except Exception as error:  # whatever it is: what keeps servers from loading it is looked for
        return Difference("state", f"cannot be loaded: {error!r}")
    return stream.now
