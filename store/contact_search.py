"""Contacts by the start of their texts: ranges of covered indexes, of which only ordinals are read."""

import asyncio

from bson import ObjectId
from cachetools import LRUCache

from measure.folding import end_of, folded
from measure.sets import Set, union
from store.database import BY_FOLDED_EMAIL, BY_FOLDED_KEY, BY_FOLDED_NAME, Collection, Database, Index
from store.folding import Folding
from store.last_known import Anywhere

AT_ONCE = 10_000
"Ordinals read from MongoDB in one answer."
AT_A_TIME = 2
"Searches of one process; a wide one reads an index for a second and more."
REMEMBERED = 200
"Answers that are kept: of up to 130 kB each for a million contacts."
TEXTS = {"foldedKey": BY_FOLDED_KEY, "foldedEmail": BY_FOLDED_EMAIL, "foldedName": BY_FOLDED_NAME}


class ContactSearch:
    """Finds the contacts of which a text starts with another one, without case."""

    def __init__(self, database: Database) -> None:
        self._contacts = database.contacts
        self._anywhere = Anywhere(database, self._contacts)
        self._folding = Folding(database)
        self._turns = asyncio.Semaphore(AT_A_TIME)
        self._found: LRUCache[tuple[str, int, str], Set] = LRUCache(REMEMBERED)

    async def starting_with(self, account: str, rev: int, start: str) -> Set:
        """The ordinals of all contacts of the account whose key, email or name starts with `start`.

        `rev` is the account's revision, which every change of a contact moves: pages of one search cost no
        more than the first while nothing changes.
        """
        asked = (account, rev, folded(start))
        if (found := self._found.get(asked)) is not None:
            return found
        async with self._turns:
            if (found := self._found.get(asked)) is None:  # nobody has found it meanwhile
                found = await self._find(asked, account, folded(start))
            return found

    async def _find(self, asked: tuple[str, int, str], account: str, start: str) -> Set:
        async def read(contacts: Collection) -> Set:
            found = (_in_range(contacts, account, field, index, start) for field, index in TEXTS.items())
            members = union(await asyncio.gather(*found))
            if contacts is self._contacts:  # others may not have all of that revision yet
                self._found[asked] = members
            return members

        await self._folding.finish_account(account)
        return await self._anywhere.ask(read, is_whole=lambda _: True)


async def _in_range(contacts: Collection, account: str, field: str, index: Index, start: str) -> Set:
    end = end_of(start)
    within = {"$gte": start} if end is None else {"$gte": start, "$lt": end}
    query = {"account": ObjectId(account), field: within}
    cursor = contacts.find(query, {"_id": 0, "n": 1}, hint=index, batch_size=AT_ONCE)
    members = Set()
    while some := await cursor.to_list(AT_ONCE):
        members |= Set([document["n"] for document in some])
    return members
