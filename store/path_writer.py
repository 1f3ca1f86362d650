"""Writes the log's events into the documents of paths, in the background.

Any number of processes may do so at once, and end at any point: what a document holds it says itself, and
the checkpoint is moved only after everything up to it is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from store.availability import needs_database
from store.bulks import refused_as_duplicates
from store.checkpoints import Checkpoint, Checkpoints
from store.database import BY_ID, IDS_AT_ONCE, Database, Document
from store.path_documents import CONTENT, LAST_ORDINAL, LAST_PART, WrittenStep, document_id
from store.path_log import PathLog, Slice

FULL = 10_000
"Steps of a part that gets no more; it may hold a slice's more, which is still within 16 MiB."
UPDATES_AT_ONCE = 100
"They are encoded in one go, which holds up whoever waits for an answer."
DELETED_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class _Growth:
    """Steps of one contact that one part of its path is to hold."""

    series: ObjectId
    ordinal: int
    steps: Sequence[WrittenStep]
    part: int = 0

    @property
    def id(self) -> bytes:
        return document_id(self.series, self.ordinal, self.part)

    def beyond(self, part: Document) -> "_Growth":
        """What is left for `part`, or the one after it when that is full."""
        rest = [step for step in self.steps if step[0] > part["rev"]]
        return _Growth(self.series, self.ordinal, rest, self.part + (part["count"] >= FULL))


class PathWriter:
    """Keeps the paths of automations' streams close behind the log."""

    def __init__(self, database: Database, checkpoints: Checkpoints) -> None:
        self._paths = database.paths
        self._log = PathLog(database)
        self._checkpoints = checkpoints

    @needs_database
    async def advance(self, account: str, stream: str, up_to: int | None = None) -> bool:
        """Write one slice of what the log has beyond the checkpoint, to `up_to`; whether there is more.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE; the next call writes what this one did not.
        """
        checkpoint = await self._checkpoints.start(account, stream, CONTENT)
        written = await self.write(account, stream, checkpoint, up_to)
        if written.rev > checkpoint.rev and not await self._checkpoints.advance(
            account, stream, CONTENT, checkpoint.series, written.rev
        ):
            await self.forget(account, checkpoint.series)  # another one has taken its place meanwhile
        return written.has_more

    @needs_database
    async def write(
        self, account: str, stream: str, checkpoint: Checkpoint, up_to: int | None = None
    ) -> Slice:
        """Write the slice that follows on `checkpoint` into its series, and leave the checkpoint as it is."""
        read = await self._log.slice(account, stream, checkpoint.rev, up_to)
        growths = [_Growth(checkpoint.series, ordinal, steps) for ordinal, steps in read.steps.items()]
        for start in range(0, len(growths), UPDATES_AT_ONCE):
            await self._grow(account, growths[start : start + UPDATES_AT_ONCE])
        return read

    @needs_database
    async def forget(self, account: str, series: ObjectId) -> None:
        """Delete the documents of a series that another one has taken the place of."""
        last = document_id(series, LAST_ORDINAL, LAST_PART)
        query = {"_id": {"$gte": document_id(series, 0, 0), "$lte": last}, "account": ObjectId(account)}
        while True:
            some = self._paths.find(query, {"_id": 1}, hint=BY_ID, sort=BY_ID, limit=DELETED_AT_ONCE)
            found = [document["_id"] async for document in some]
            if not found:
                return
            these = {"_id": {"$gte": found[0], "$lte": found[-1]}, "account": ObjectId(account)}
            await self._paths.delete_many(these, hint=BY_ID)

    async def count(self, account: str, series: ObjectId) -> int:
        """How many documents a series has."""
        return await self._paths.count_documents(_all_of(account, series), hint=BY_ID)

    async def _grow(self, account: str, growths: Sequence[_Growth]) -> None:
        """Append what is not there yet, each contact's to the last of its parts."""
        while growths:
            refused = await self._push(account, growths)
            parts = await self._parts(account, refused)
            left = (growth.beyond(parts[growth.id]) if growth.id in parts else growth for growth in refused)
            growths = [growth for growth in left if growth.steps]

    async def _push(self, account: str, growths: Sequence[_Growth]) -> Sequence[_Growth]:
        """Append to each part; answers those whose part is full or holds some of the steps already."""
        try:
            await self._paths.bulk_write([_update(account, growth) for growth in growths], ordered=False)
        except BulkWriteError as error:
            return [growths[index] for index in refused_as_duplicates(error)]
        return ()

    async def _parts(self, account: str, growths: Sequence[_Growth]) -> Mapping[bytes, Document]:
        """How far the parts that these are for reach, by document id."""
        found: dict[bytes, Document] = {}
        for start in range(0, len(growths), IDS_AT_ONCE):
            some = [growth.id for growth in growths[start : start + IDS_AT_ONCE]]
            query = {"_id": {"$in": some}, "account": ObjectId(account)}
            async for part in self._paths.find(query, {"rev": 1, "count": 1}, hint=BY_ID):
                found[part["_id"]] = part
        return found


def _all_of(account: str, series: ObjectId) -> Document:
    first, last = document_id(series, 0, 0), document_id(series, LAST_ORDINAL, LAST_PART)
    return {"_id": {"$gte": first, "$lte": last}, "account": ObjectId(account)}


def _update(account: str, growth: _Growth) -> UpdateOne:
    """Meets a duplicate key where the part is there and its filter does not match it."""
    return UpdateOne(
        {
            "_id": growth.id,
            "account": ObjectId(account),
            "rev": {"$lt": growth.steps[0][0]},
            "count": {"$lt": FULL},
        },
        {
            "$push": {"steps": {"$each": growth.steps}},
            "$set": {"rev": growth.steps[-1][0]},
            "$inc": {"count": len(growth.steps)},
        },
        upsert=True,
        hint=BY_ID,
    )
