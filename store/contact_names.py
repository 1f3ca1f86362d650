"""Contacts by name: pages of any set of them, which no state in memory can answer."""

from bson import ObjectId

from measure import names
from measure.names import NamePlace, Span
from measure.paging import Page, Window
from measure.sets import Set
from store.database import BY_ORDINAL, IDS_AT_ONCE, Collection, Database
from store.folding import Folding
from store.last_known import Anywhere
from store.name_walk import NameWalk, place

MOST_SORTED = 5_000
"Members whose names are all read for a page. Of more the index of names is walked, until the page is full."


class ContactNames:
    """Pages in the order of names."""

    def __init__(self, database: Database) -> None:
        self._anywhere = Anywhere(database, database.contacts)
        self._folding = Folding(database)

    async def page(self, account: str, members: Set, window: Window) -> Page:
        """One page of `members`; raises Refused when a cursor is of another order, or none at all."""
        span = Span.of(window)

        async def read(contacts: Collection) -> Page:
            if len(members) <= MOST_SORTED:
                return names.page(await _sorted(contacts, account, members), span, window)
            walk = NameWalk(contacts, ObjectId(account), members)
            if window.first is not None:
                return await _forward(walk, span, window.first)
            return await _backward(walk, span, window.last or 0)

        await self._folding.finish_account(account)
        return await self._anywhere.ask(read, is_whole=lambda _: True)


async def _sorted(contacts: Collection, account: str, members: Set) -> list[NamePlace]:
    places: list[NamePlace] = []
    for start in range(0, len(members), IDS_AT_ONCE):
        some = list(members[start : start + IDS_AT_ONCE])
        query = {"account": ObjectId(account), "n": {"$in": some}}
        found = contacts.find(query, {"_id": 0, "n": 1, "foldedName": 1}, hint=BY_ORDINAL)
        places += map(place, await found.to_list(IDS_AT_ONCE))
    return sorted(places)


async def _forward(walk: NameWalk, span: Span, first: int) -> Page:
    found = await walk.up(span.start, first + 1)
    shown = [each for each in found[:first] if span.end is None or each < span.end]
    has_previous = span.start is not None and bool(await walk.down(span.start, 1))
    return names.page_of(shown, has_previous=has_previous, has_next=len(shown) < len(found))


async def _backward(walk: NameWalk, span: Span, last: int) -> Page:
    found = await walk.down(span.end, last + 1)
    shown = [each for each in found[:last] if span.start is None or each >= span.start]
    has_next = span.end is not None and bool(await walk.up(span.end, 1))
    return names.page_of(shown[::-1], has_previous=len(shown) < len(found), has_next=has_next)
