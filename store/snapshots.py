"""Snapshots: a state's parts as documents, so that loading it needs only the end of the log.

Any number of processes may write and load snapshots of one stream at once: a part is replaced only by a
later one, and the checkpoint moves on once all that was touched up to its revision is stored. Whoever
loads reads the checkpoint, then the parts, which may be later than it, then replays the log from the
checkpoint on, at least up to the latest part.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from store.bulks import refused_as_duplicates
from store.database import BY_PART, Database, Document
from store.layouts import Values
from store.loaded import Loaded
from store.shapes import Part, shape_of, weight

S = TypeVar("S")
C = TypeVar("C")

EMPTY_STATE = 10_000
"Bytes that a stream takes with nothing in it, about."
LARGEST_BULK = 4_000_000
"Bytes of parts that are packed and sent at once: other requests have their turn between two."


@dataclass(slots=True)
class Stored:
    """What a series holds: a state's values, the revision of each part, and the latest of them."""

    values: Values
    revs: dict[Part, int]

    @property
    def latest(self) -> int:
        return max(self.revs.values(), default=0)


class Snapshots:
    """The parts of all states."""

    def __init__(self, database: Database) -> None:
        self._snapshots = database.snapshots

    async def read(self, account: str, series: ObjectId) -> Stored:
        """Everything that a series holds now."""
        cursor = self._snapshots.find(
            {"account": ObjectId(account), "series": series},
            {"value": 1, "chunk": 1, "rev": 1, "bytes": 1},
            hint=BY_PART,
            sort=BY_PART,
        )
        stored = Stored({}, {})
        async for name, documents in _by_value(cursor):
            chunks = {document["chunk"]: document["bytes"] for document in documents}
            stored.values[name] = shape_of(name).join(chunks)
            stored.revs |= {Part(name, document["chunk"]): document["rev"] for document in documents}
        return stored

    async def write(self, account: str, series: ObjectId, state: Loaded[S, C], parts: Iterable[Part]) -> None:
        """Store `parts` of a state as they are now, where nothing later is stored."""
        values, rev = state.codec.layout.values(state.state), state.rev
        for bulk in _bulks(values, parts):
            await self._store([_NewPart(account, series, part, rev, packed) for part, packed in bulk])

    async def _store(self, parts: Sequence["_NewPart"]) -> None:
        """Store each part unless a later one is stored."""
        try:
            await self._snapshots.bulk_write([part.update(upsert=True) for part in parts], ordered=False)
        except BulkWriteError as error:
            # Somebody has stored these, just now perhaps, and earlier ones at that: their revisions decide.
            refused = [parts[index] for index in refused_as_duplicates(error)]
            await self._snapshots.bulk_write([part.update(upsert=False) for part in refused], ordered=False)

    async def forget(self, account: str, series: ObjectId) -> None:
        """Delete a series that no checkpoint names any more."""
        await self._snapshots.delete_many({"account": ObjectId(account), "series": series}, hint=BY_PART)


def weight_of(state: Loaded[S, C]) -> int:
    """What a state takes in memory, in bytes, about."""
    return EMPTY_STATE + weight(state.codec.layout.values(state.state))


async def _by_value(cursor: AsyncIterator[Document]) -> AsyncIterator[tuple[str, list[Document]]]:
    """The documents of each value, in the order in which they come."""
    documents: list[Document] = []
    async for document in cursor:
        if documents and documents[0]["value"] != document["value"]:
            yield documents[0]["value"], documents
            documents = []
        documents.append(document)
    if documents:
        yield documents[0]["value"], documents


def _bulks(values: Values, parts: Iterable[Part]) -> Iterator[list[tuple[Part, bytes]]]:
    bulk: list[tuple[Part, bytes]] = []
    size = 0
    for part in parts:
        packed = shape_of(part.value).pack(values[part.value], part.chunk)
        bulk.append((part, packed))
        size += len(packed)
        if size >= LARGEST_BULK:
            yield bulk
            bulk, size = [], 0
    if bulk:
        yield bulk


@dataclass(frozen=True, slots=True)
class _NewPart:
    """A part as it is to be stored."""

    account: str
    series: ObjectId
    part: Part
    rev: int
    packed: bytes

    def update(self, *, upsert: bool) -> UpdateOne:
        """Matches an earlier one; inserting beside any other is refused as a duplicate."""
        return UpdateOne(
            {
                "account": ObjectId(self.account),
                "series": self.series,
                "value": self.part.value,
                "chunk": self.part.chunk,
                "rev": {"$lt": self.rev},
            },
            {"$set": {"rev": self.rev, "bytes": self.packed}},
            upsert=upsert,
            hint=BY_PART,
        )
