"""The commit log: the truth. One document per batch and stream, unique by revision and by event id."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from store.availability import UNREACHABLE, reason, unknown_outcome
from store.commits import CARRIED, is_current
from store.database import BY_EVENT, BY_ID, BY_STREAM, IDS_AT_ONCE, Database, Document, Session

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 10.0
"How long the outcome of one insert is looked for before it is given up as unknown."
POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Known:
    """How much of a stream somebody knows: its commits up to `head` of revision `rev`; None: it has none."""

    account: str
    stream: str
    rev: int
    head: ObjectId | None


@dataclass(frozen=True, slots=True)
class Appended:
    """The commit is durable: a majority holds it."""


@dataclass(frozen=True, slots=True)
class LostRace:
    """Another commit has this revision."""


@dataclass(frozen=True, slots=True)
class SeenIds:
    """Commits that a majority holds have these event ids already."""

    ids: frozenset[str] = field(default_factory=frozenset)


Outcome = Appended | LostRace | SeenIds


class Log:
    """Appends commits and reads them back."""

    def __init__(self, database: Database) -> None:
        self.primary = database.primary
        self._commits = database.commits

    async def after(
        self, account: str, stream: str, rev: int, session: Session | None = None
    ) -> AsyncIterator[Document]:
        """The stream's commits with a revision above `rev`, in order: what replaying them takes.

        Without what came in, but for commits that another version of the fold has written.
        """
        cursor = self._commits.find(
            {"account": ObjectId(account), "stream": ObjectId(stream), "rev": {"$gt": rev}},
            dict.fromkeys(CARRIED, 1),
            hint=BY_STREAM,
            sort=BY_STREAM,
            session=session,
        )
        async for document in cursor:
            yield document if is_current(document) else await self.commit(account, document["_id"])

    async def whole(self, account: str, stream: str, rev: int) -> AsyncIterator[Document]:
        """The stream's commits with a revision above `rev`, in order and whole, with what came in."""
        cursor = self._commits.find(
            {"account": ObjectId(account), "stream": ObjectId(stream), "rev": {"$gt": rev}},
            hint=BY_STREAM,
            sort=BY_STREAM,
        )
        async for document in cursor:
            yield document

    async def commit(self, account: str, id: ObjectId) -> Document:
        """One commit, whole."""
        found = await self._commits.find_one({"_id": id, "account": ObjectId(account)}, hint=BY_ID)
        if found is None:
            raise RuntimeError(f"commit {id} was taken out of the log")
        return found

    async def last(self, account: str, stream: str) -> int:
        """The revision at the stream's end; 0 when it has no commit."""
        query = {"account": ObjectId(account), "stream": ObjectId(stream)}
        found = await self._commits.find_one(query, {"rev": 1}, hint=BY_STREAM, sort=[("rev", -1)])
        return 0 if found is None else found["rev"]

    async def grown(self, known: Sequence[Known]) -> frozenset[Known]:
        """Those of which their streams have more commits.

        One seek in the index a stream and no document: revisions have no holes, so a stream has grown if it
        has the next one.
        """
        found: set[tuple[str, int]] = set()
        for start in range(0, len(known), IDS_AT_ONCE):
            some = known[start : start + IDS_AT_ONCE]
            following = [
                {"account": ObjectId(each.account), "stream": ObjectId(each.stream), "rev": each.rev + 1}
                for each in some
            ]
            grown = self._commits.find({"$or": following}, {"_id": 0, "stream": 1, "rev": 1}, hint=BY_STREAM)
            found.update(
                (str(document["stream"]), document["rev"] - 1) for document in await grown.to_list(len(some))
            )
        return frozenset(each for each in known if (each.stream, each.rev) in found)

    async def id_at(self, account: str, stream: str, rev: int) -> ObjectId | None:
        """The `_id` of the stream's commit of this revision."""
        query = {"account": ObjectId(account), "stream": ObjectId(stream), "rev": rev}
        found = await self._commits.find_one(query, {"_id": 1}, hint=BY_STREAM)
        return None if found is None else found["_id"]

    async def seen(self, account: str, ids: Iterable[str]) -> frozenset[str]:
        """Which of `ids` a majority holds a commit of, in any stream of the account."""
        wanted = list(ids)
        found: set[str] = set()
        for start in range(0, len(wanted), IDS_AT_ONCE):
            some = wanted[start : start + IDS_AT_ONCE]
            cursor = self._commits.find(
                {"account": ObjectId(account), "events.id": {"$in": some}}, {"events.id": 1}, hint=BY_EVENT
            )
            async for commit in cursor:
                found.update(event["id"] for event in commit["events"])
        return frozenset(found).intersection(wanted)

    async def append(self, document: Document) -> Outcome:
        """Insert a commit and find out, whatever fails in between, what became of it.

        An error or a lost connection leaves the outcome unknown, not failed: the same document, under
        its own `_id`, is looked for and sent again until a majority read can tell.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE, when it stayed unknown for 10 s.
        """
        clock = asyncio.get_running_loop().time
        deadline = clock() + PATIENCE_SECONDS
        while clock() < deadline:
            try:
                outcome = await self._insert(document)
                if outcome is not None:
                    return outcome
            except UNREACHABLE as error:
                log.warning("the outcome of commit %s is unknown: %s", document["_id"], reason(error))
            await asyncio.sleep(POLL_SECONDS)
        raise unknown_outcome()

    async def _insert(self, document: Document) -> Outcome | None:
        """What became of one try; None: it met what no majority holds yet, or what will be rolled back."""
        try:
            await self._commits.insert_one(document)
        except DuplicateKeyError:
            return await self._holder(document)
        return Appended()

    async def _holder(self, document: Document) -> Outcome | None:
        """Why the insert met a duplicate; None while no majority holds what it met."""
        at_rev = await self._commits.find_one(
            {"account": document["account"], "stream": document["stream"], "rev": document["rev"]},
            {"_id": 1},
            hint=BY_STREAM,
        )
        if at_rev is not None:
            return Appended() if at_rev["_id"] == document["_id"] else LostRace()
        ids = [event["id"] for event in document.get("events", ())]
        seen = await self.seen(str(document["account"]), ids)
        # The ids may be its own, if a majority has come to hold it since the look at its revision.
        is_own = seen and await self._commits.find_one({"_id": document["_id"]}, {"_id": 1}, hint=BY_ID)
        return SeenIds(seen) if seen and not is_own else None
