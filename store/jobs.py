"""Jobs: started, listed, cancelled. Whoever works on one has it from `store/job_claims.py`."""

from dataclasses import dataclass
from datetime import datetime

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from measure.errors import ErrorCode, Refused, limit_exceeded
from measure.jobs import Export, Job, JobPage, JobStatus, Order, Tally
from measure.paging import Window
from measure.sets import Set
from store.availability import needs_database
from store.database import BY_ID, BY_IDEMPOTENCY, OPEN_JOBS, Database, Document, Session
from store.job_documents import order_document, read_job, tally_document
from store.last_known import Anywhere
from store.newest_first import Span, read_page
from store.packing import pack_whole

MOST_OPEN = 100
"Jobs of one account that have not ended."
ACTIONS, EXPORTS = "ACTIONS", "EXPORTS"
"Lanes: what acts on an account's contacts goes one after the other, in the order in which it was asked for."


@dataclass(frozen=True, slots=True)
class Wanted:
    """A job to be started, under an idempotency key if there is one.

    `asked` is the request in one canonical form: with the same key it has to be the same.
    """

    order: Order
    group: str
    members: Set
    key: str | None = None
    asked: str = ""


class Jobs:
    """The jobs of all accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._jobs = database.jobs
        self._members = database.job_members
        self._anywhere = Anywhere(database, self._jobs)

    @needs_database
    async def by_key(self, account: str, key: str, asked: str) -> Job | None:
        """The job that was started under an idempotency key.

        Raises:
            Refused: CONFLICT when something else than `asked` was.
        """
        await self._database.primary.wait()
        query = {"account": ObjectId(account), "key": key}
        document = await self._jobs.find_one(query, hint=BY_IDEMPOTENCY)
        if document is None:
            return None
        if document["asked"] != asked:
            message = f'the idempotencyKey "{key}" has started a job with another action or group'
            raise Refused(ErrorCode.CONFLICT, message)
        return read_job(document)

    @needs_database
    async def start(self, account: str, wanted: Wanted, now: datetime) -> Job:
        """A new job, which waits for somebody to work on it, or the one that its key has started before.

        Raises:
            Refused: CONFLICT as `by_key`; LIMIT_EXCEEDED when too many have not ended.
        """
        await self._database.primary.wait()
        await self._check_open(account)
        document = _document(account, wanted, now)
        members = {"_id": document["_id"], "members": pack_whole(wanted.members, "a job")}

        async def write(session: Session) -> None:
            await self._jobs.insert_one(document, session=session)
            await self._members.insert_one(members, session=session)

        try:
            await self._database.transact(write)
        except DuplicateKeyError:
            found = wanted.key and await self.by_key(account, wanted.key, wanted.asked)
            if not found:
                raise
            return found
        return read_job(document)

    async def by_id(self, account: str, id: str) -> Job | None:
        """The account's job of this id, as it is or was a moment ago; raises Refused when nobody can tell."""
        if not ObjectId.is_valid(id) or str(ObjectId(id)) != id:
            return None
        query = {"_id": ObjectId(id), "account": ObjectId(account)}
        document = await self._anywhere.ask(
            lambda jobs: jobs.find_one(query, hint=BY_ID), is_whole=lambda document: document is not None
        )
        return None if document is None else read_job(document)

    async def page(self, account: str, window: Window) -> JobPage:
        """One page, the newest first.

        Raises:
            Refused: BAD_USER_INPUT for a cursor that is none of this connection.
        """
        span = Span.of(account, window, "JOB")
        found = await self._anywhere.ask(lambda jobs: read_page(jobs, span, window), is_whole=lambda _: True)
        items = tuple((cursor, read_job(document)) for cursor, document in found.items)
        return JobPage(items, found.has_previous, found.has_next, found.total)

    @needs_database
    async def ask_to_cancel(self, account: str, id: str) -> None:
        """Have whoever works on it leave off; nothing happens to one that has ended."""
        await self._database.primary.wait()
        query = {"_id": ObjectId(id), "account": ObjectId(account), "open": True}
        await self._jobs.update_one(query, {"$set": {"cancelled": True}}, hint=BY_ID)

    async def _check_open(self, account: str) -> None:
        query = {"open": True, "account": ObjectId(account)}
        count = await self._jobs.count_documents(query, hint=OPEN_JOBS, limit=MOST_OPEN)
        if count >= MOST_OPEN:
            raise limit_exceeded("jobs that have not ended", count + 1, MOST_OPEN)


def _document(account: str, wanted: Wanted, now: datetime) -> Document:
    return {
        "_id": ObjectId(),
        "account": ObjectId(account),
        "order": order_document(wanted.order),
        "lane": EXPORTS if isinstance(wanted.order, Export) else ACTIONS,
        "asked": wanted.asked,
        **({} if wanted.key is None else {"key": wanted.key}),
        "group": wanted.group,
        "status": JobStatus.QUEUED.value,
        "open": True,
        "total": len(wanted.members),
        **tally_document(Tally()),
        "attempt": 0,
        "vain": 0,
        "createdAt": now.replace(microsecond=now.microsecond // 1000 * 1000),
    }
