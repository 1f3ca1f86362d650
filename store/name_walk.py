"""Walks along the index of names, which holds all that is read."""

from bson import MaxKey, MinKey, ObjectId

from measure.names import NamePlace
from measure.sets import Set
from store.database import BY_FOLDED_NAME, Collection, Document
from store.folding import NAMELESS

AT_ONCE = 1_000
"Names read from MongoDB in one answer."
UP, DOWN = 1, -1


class NameWalk:
    """Meets those of an account's contacts that are in `among`, in the order of names."""

    def __init__(self, contacts: Collection, account: ObjectId, among: Set) -> None:
        self._contacts = contacts
        self._account = account
        self._among = among

    async def up(self, start: NamePlace | None, most: int) -> list[NamePlace]:
        """The first `most` from `start` on."""
        return await self._walk(start, None, UP, most)

    async def down(self, end: NamePlace | None, most: int) -> list[NamePlace]:
        """The last `most` before `end`, the very last one first."""
        return await self._walk(None, end, DOWN, most)

    async def _walk(
        self, start: NamePlace | None, end: NamePlace | None, direction: int, most: int
    ) -> list[NamePlace]:
        cursor = self._contacts.find(
            {},
            {"_id": 0, "n": 1, "foldedName": 1},
            hint=BY_FOLDED_NAME,
            min=self._bound("", MinKey()) if start is None else self._bound_at(start),
            max=self._bound(MaxKey(), MaxKey()) if end is None else self._bound_at(end),
            sort=[(field, direction) for field, _ in BY_FOLDED_NAME],
            batch_size=AT_ONCE,
        )
        met: dict[int, NamePlace] = {}  # by ordinal: who is renamed meanwhile is met once
        try:
            while some := await cursor.to_list(AT_ONCE):
                for document in some:
                    if document["n"] in self._among:
                        met.setdefault(document["n"], place(document))
                if len(met) >= most:
                    break
        finally:
            await cursor.close()
        return list(met.values())[:most]

    def _bound_at(self, place: NamePlace) -> Document:
        return self._bound(NAMELESS if place.is_nameless else place.name, place.ordinal)

    def _bound(self, name: object, ordinal: object) -> Document:
        return {"account": self._account, "foldedName": name, "n": ordinal}


def place(document: Document) -> NamePlace:
    """Where the contact of a document stands."""
    name = document["foldedName"]
    return NamePlace.of(None if name is NAMELESS else name, document["n"])
