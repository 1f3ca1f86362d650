"""Who works on which job: one process at a time, as long as it lives.

A job in hand is leased for `LEASE_SECONDS`, by MongoDB's clock, and leased anew as long as its process lives.
When that is killed the lease runs out, and another one takes the job in hand, with the next attempt:
what the earlier one still says is not heard, by the number of its attempt (a fencing token: Kleppmann, "How
to do distributed locking", 2016).
"""

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from bson import ObjectId
from pymongo import ReturnDocument

from measure.jobs import Action, ExportFile, Job, JobKind, JobStatus, Tally
from measure.sets import Set
from store.availability import needs_database
from store.database import BY_ID, OPEN_JOBS, Database, Document, Session
from store.held_job import Held, Lost, Tell
from store.job_documents import file_document, read_job, tally_document
from store.jobs import ACTIONS

LEASE_SECONDS: Final = 5
MOST_LOOKED_AT = 1_000
"Jobs that have not ended, the oldest first."
_LEASED: Final = {"$add": ["$$NOW", LEASE_SECONDS * 1000]}
_EVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_IS_FREE: Final = {"$lte": [{"$ifNull": ["$lease.until", _EVER]}, "$$NOW"]}


class JobClaims:
    """Takes jobs in hand for this process, and notes what becomes of them."""

    def __init__(self, database: Database, tell: Tell) -> None:
        self._database = database
        self._jobs = database.jobs
        self._members = database.job_members
        self._tell = tell
        self._holder = secrets.token_hex(8)

    @needs_database
    async def next(self, here: Mapping[str, str]) -> Held | None:
        """The next job that nobody works on; None when there is none.

        `here` are the accounts of the jobs that this process works on, by the jobs' ids: of two the one goes
        first whose account has fewer of them.
        """
        await self._database.primary.wait()
        for job in await self._waiting(here):
            if (held := await self.take(job)) is not None:
                return held
        return None

    @needs_database
    async def take(self, job: str) -> Held | None:
        """Take a job in hand; None when another process has it, or it has ended."""
        free = {"$or": [{"$expr": _IS_FREE}, {"lease.holder": self._holder}]}
        document = await self._jobs.find_one_and_update(
            {"_id": ObjectId(job), "open": True, **free},
            [
                {
                    "$set": {
                        "lease": {"holder": self._holder, "until": _LEASED},
                        "attempt": {"$add": ["$attempt", 1]},
                        "vain": {"$add": ["$vain", 1]},
                        "status": JobStatus.RUNNING.value,
                    }
                }
            ],
            hint=BY_ID,
            return_document=ReturnDocument.AFTER,
        )
        if document is None:
            return None
        members = await self._members_of(document)
        return Held(
            read_job(document), members, document["attempt"], document["vain"], ledger=self, tell=self._tell
        )

    @needs_database
    async def note(self, held: Held, tally: Tally) -> Job:
        """Raises Lost."""
        told = {name: {"$literal": value} for name, value in tally_document(tally).items()}
        noted: Document = {**told, "lease": {"holder": self._holder, "until": _LEASED}}
        if isinstance(held.job.order, Action):
            noted["vain"] = 0  # it got on for good; a file begins anew with each attempt
        document = await self._jobs.find_one_and_update(
            _in_hand(held), [{"$set": noted}], hint=BY_ID, return_document=ReturnDocument.AFTER
        )
        if document is None:
            raise Lost
        return read_job(document)

    @needs_database
    async def renew(self, held: Held) -> None:
        """Lease a job anew, however long its next step takes; nothing happens when it was lost."""
        leased = {"lease": {"holder": self._holder, "until": _LEASED}}
        await self._jobs.update_one(_in_hand(held), [{"$set": leased}], hint=BY_ID)

    @needs_database
    async def end(self, held: Held, status: JobStatus, tally: Tally, file: ExportFile | None) -> Job:
        """Raises Lost."""
        ended = {
            **tally_document(tally),
            "status": status.value,
            "file": file_document(file),
            "finishedAt": datetime.now(UTC),
        }
        left = {"open": "", "lease": "", "vain": ""}

        async def write(session: Session) -> Document | None:
            await self._members.delete_one({"_id": ObjectId(held.job.id)}, hint=BY_ID, session=session)
            document: Document | None = await self._jobs.find_one_and_update(
                _in_hand(held),
                {"$set": ended, "$unset": left},
                hint=BY_ID,
                return_document=ReturnDocument.AFTER,
                session=session,
            )
            if document is None:
                raise Lost
            return document

        document = await self._database.transact(write)
        assert document is not None
        return read_job(document)

    @needs_database
    async def give_back(self, held: Held) -> None:
        """Let another process have it at once; that it was in hand here was not in vain."""
        changes = {"$unset": {"lease": ""}, "$inc": {"vain": -1}}
        await self._jobs.update_one(_in_hand(held), changes, hint=BY_ID)

    async def _waiting(self, here: Mapping[str, str]) -> list[str]:
        """The jobs that nobody works on, in the order in which they are to be taken."""
        found = self._jobs.aggregate(
            [
                {"$match": {"open": True}},
                {"$sort": {"open": 1, "_id": 1}},
                {"$limit": MOST_LOOKED_AT},
                {
                    "$project": {
                        "account": 1,
                        "lane": 1,
                        "order.kind": 1,
                        "lease.holder": 1,
                        "isFree": _IS_FREE,
                    }
                },
            ],
            hint=dict(OPEN_JOBS),
        )
        heads = _heads_of_lanes(await found.to_list(MOST_LOOKED_AT))
        free = [
            document
            for document in heads
            if document["order"]["kind"] in tuple(JobKind)  # or only a later version can do it
            and str(document["_id"]) not in here
            and (document["isFree"] or self._is_ours(document))
        ]
        busy = Counter(here.values())
        free.sort(key=lambda document: busy[str(document["account"])])
        return [str(document["_id"]) for document in free]

    def _is_ours(self, document: Document) -> bool:
        """Whether this process had it in hand last, and lost sight of it with MongoDB."""
        return bool(document.get("lease", {}).get("holder") == self._holder)

    async def _members_of(self, document: Document) -> Set:
        """Nobody when they are gone: whoever works on the job sees that, and no other job waits for it."""
        members = await self._members.find_one({"_id": document["_id"]}, hint=BY_ID)
        return Set() if members is None else Set.deserialize(members["members"])


def _heads_of_lanes(documents: Iterable[Document]) -> Iterator[Document]:
    """Of the actions of each account only the oldest, whoever works on it; all exports."""
    acting: set[ObjectId] = set()
    for document in documents:
        if document["lane"] == ACTIONS:
            if document["account"] in acting:
                continue
            acting.add(document["account"])
        yield document


def _in_hand(held: Held) -> Document:
    return {"_id": ObjectId(held.job.id), "open": True, "attempt": held.attempt}
