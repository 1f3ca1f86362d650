"""Contacts by the start of their texts: ranges of covered indexes, of which only ordinals are read."""

import asyncio

from bson import ObjectId

from measure.folding import end_of, folded
from measure.sets import Set, union
from store.availability import needs_database
from store.database import BY_FOLDED_EMAIL, BY_FOLDED_KEY, BY_FOLDED_NAME, Database, Index
from store.folding import Folding

AT_ONCE = 10_000
"Ordinals read from MongoDB in one answer."
TEXTS = {"foldedKey": BY_FOLDED_KEY, "foldedEmail": BY_FOLDED_EMAIL, "foldedName": BY_FOLDED_NAME}


class ContactSearch:
    """Finds the contacts of which a text starts with another one, without case."""

    def __init__(self, database: Database) -> None:
        self._contacts = database.contacts
        self._folding = Folding(database)

    @needs_database
    async def starting_with(self, account: str, start: str) -> Set:
        """The ordinals of all contacts of the account whose key, email or name starts with `start`."""
        await self._folding.finish_account(account)
        found = await asyncio.gather(
            *(self._in_range(account, field, index, folded(start)) for field, index in TEXTS.items())
        )
        return union(found)

    async def _in_range(self, account: str, field: str, index: Index, start: str) -> Set:
        end = end_of(start)
        within = {"$gte": start} if end is None else {"$gte": start, "$lt": end}
        query = {"account": ObjectId(account), field: within}
        cursor = self._contacts.find(query, {"_id": 0, "n": 1}, hint=index, batch_size=AT_ONCE)
        members = Set()
        while some := await cursor.to_list(AT_ONCE):
            members |= Set([document["n"] for document in some])
        return members
