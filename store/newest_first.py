"""Pages of an account's documents, the newest first, whose ids are ObjectIds: keyset, exact both ways.

The arguments and flags are those of https://relay.dev/graphql/connections.htm.
"""

from dataclasses import dataclass
from typing import Final

from bson import ObjectId

from measure import ids
from measure.errors import bad_input
from measure.paging import Window
from store.database import BY_OWNER, Collection, Document

DOWN: Final = -1
UP: Final = 1


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Documents, each with its cursor; `total` counts all pages."""

    items: tuple[tuple[str, Document], ...]
    has_previous: bool
    has_next: bool
    total: int


@dataclass(frozen=True, slots=True)
class Span:
    """Which documents of an account are asked for: older than `after`, newer than `before`."""

    account: ObjectId
    kind: str
    after: ObjectId | None
    before: ObjectId | None

    @classmethod
    def of(cls, account: str, window: Window, kind: str) -> "Span":
        """`kind` stands in the cursors; raises Refused (BAD_USER_INPUT) for one that is of another."""
        after, before = _place(window.after, "after", kind), _place(window.before, "before", kind)
        return cls(ObjectId(account), kind, after, before)

    @property
    def query(self) -> Document:
        bounds: Document = {}
        if self.after is not None:
            bounds["$lt"] = self.after
        if self.before is not None:
            bounds["$gt"] = self.before
        return {"account": self.account, **({"_id": bounds} if bounds else {})}


async def read_page(
    collection: Collection, span: Span, window: Window, projection: Document | None = None
) -> DocumentPage:
    """One page; the collection has the index BY_OWNER."""
    most, direction = (window.first, DOWN) if window.first is not None else (window.last or 0, UP)
    order = [(field, direction) for field, _ in BY_OWNER]
    found = collection.find(span.query, projection, hint=BY_OWNER, sort=order, limit=most + 1)
    documents = await found.to_list(most + 1)
    has_more, shown = len(documents) > most, documents[:most]
    if direction == UP:
        shown.reverse()
    newer = await _is_any(collection, span.account, "$gte", span.after)
    older = await _is_any(collection, span.account, "$lte", span.before)
    return DocumentPage(
        items=tuple((ids.encode("cursor", span.kind, str(each["_id"])), each) for each in shown),
        has_previous=newer or (has_more and direction == UP),
        has_next=older or (has_more and direction == DOWN),
        total=await collection.count_documents({"account": span.account}, hint=BY_OWNER),
    )


async def _is_any(collection: Collection, account: ObjectId, operator: str, place: ObjectId | None) -> bool:
    """Whether there is a document at a place or beyond it; not when there is no place."""
    if place is None:
        return False
    query = {"account": account, "_id": {operator: place}}
    return await collection.find_one(query, {"_id": 1}, hint=BY_OWNER) is not None


def _place(cursor: str | None, argument: str, kind: str) -> ObjectId | None:
    if cursor is None:
        return None
    found = ids.parts(cursor, "cursor", 2)
    if found is None or found[0] != kind or not ObjectId.is_valid(found[1]):
        raise bad_input(argument, "is not a cursor of this connection")
    return ObjectId(found[1])
