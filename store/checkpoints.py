"""How far what is made from the log reaches: snapshots of states, and paths of contacts.

A checkpoint names one *content* of one stream, made by one version of the code, and the *series* of
documents that hold it. Everything up to its revision is in them; they may hold later things too. A series
that is made anew stands beside the old one until `switch` puts it in its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bson import ObjectId

from store.database import BY_CONTENT, IDS_AT_ONCE, Database, Document


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The documents of `series` hold everything up to `rev`; `weight` is what it weighs loaded, in bytes."""

    series: ObjectId
    rev: int
    weight: int = 0


class Checkpoints:
    """One document per stream and content."""

    def __init__(self, database: Database) -> None:
        self._streams = database.streams

    async def get(self, account: str, stream: str, content: str) -> Checkpoint | None:
        found = await self._streams.find_one(_query(account, stream, content), hint=BY_CONTENT)
        return None if found is None else _checkpoint(found)

    async def all(self, account: str, streams: Sequence[str], content: str) -> dict[str, Checkpoint]:
        """The checkpoints that there are, by stream."""
        found: dict[str, Checkpoint] = {}
        for start in range(0, len(streams), IDS_AT_ONCE):
            some = [ObjectId(stream) for stream in streams[start : start + IDS_AT_ONCE]]
            query = {"account": ObjectId(account), "stream": {"$in": some}, "content": content}
            async for document in self._streams.find(query, hint=BY_CONTENT):
                found[str(document["stream"])] = _checkpoint(document)
        return found

    async def start(self, account: str, stream: str, content: str) -> Checkpoint:
        """The checkpoint there is, or else a new one that holds nothing yet."""
        await self._streams.update_one(
            _query(account, stream, content),
            {"$setOnInsert": {"series": ObjectId(), "rev": 0, "weight": 0}},
            upsert=True,
            hint=BY_CONTENT,
        )
        found = await self.get(account, stream, content)
        if found is None:
            raise RuntimeError(f"the checkpoint of {content} of stream {stream} was taken away")
        return found

    async def advance(
        self, account: str, stream: str, content: str, series: ObjectId, rev: int, weight: int = 0
    ) -> bool:
        """Say that `series` is whole up to `rev`; False when another series has taken its place.

        The revision never falls: of two who say so, the later one counts.
        """
        changed = await self._streams.update_one(
            _query(account, stream, content) | {"series": series},
            {"$max": {"rev": rev}, "$set": {"weight": weight}},
            hint=BY_CONTENT,
        )
        return changed.matched_count == 1

    async def switch(self, account: str, stream: str, content: str, to: Checkpoint) -> Checkpoint | None:
        """Put another series in the place of what there is, and answer what that was."""
        before = await self._streams.find_one_and_update(
            _query(account, stream, content),
            {"$set": {"series": to.series, "rev": to.rev, "weight": to.weight}},
            upsert=True,
            hint=BY_CONTENT,
        )
        return None if before is None else _checkpoint(before)


def _checkpoint(document: Document) -> Checkpoint:
    return Checkpoint(document["series"], document["rev"], document["weight"])


def _query(account: str, stream: str, content: str) -> Document:
    return {"account": ObjectId(account), "stream": ObjectId(stream), "content": content}
