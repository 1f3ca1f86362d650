"""Saved groups: who is in a snapshot, or what a live group stands for.

The contacts of a snapshot stand in a document of their own, under the group's `_id`: lists need none of them.
Nothing of a saved group ever changes, so what was read of one is remembered; whether it is still there is
asked each time.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from bson import ObjectId
from cachetools import LRUCache

from measure.errors import limit_exceeded
from measure.paging import Window
from measure.saved_groups import Contents, Frozen, GroupMode, Live, SavedGroup, SavedGroupPage
from measure.sets import Set
from store.availability import Unavailable, needs_database
from store.database import BY_ID, BY_OWNER, IDS_AT_ONCE, Database, Document, Index, Session
from store.database import Collection as MongoCollection
from store.last_known import Anywhere
from store.newest_first import Span, read_page
from store.packing import pack_whole
from store.shapes import weigh_set

MOST: Final = 1_000
"In an account. Of two that are saved at the same moment both may be the last."
REMEMBERED: Final = 64 * 1024 * 1024
"Bytes of contents, about, that a process keeps."


class SavedGroups:
    """Saves, finds and deletes groups."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._groups = database.saved_groups
        self._members = database.saved_group_members
        self._anywhere = Anywhere(database, self._groups)
        self._members_anywhere = Anywhere(database, self._members)
        self._contents: LRUCache[tuple[str, str], Contents] = LRUCache(REMEMBERED, getsizeof=_weight)

    @needs_database
    async def save(self, account: str, name: str, contents: Contents, now: datetime) -> SavedGroup:
        """A new saved group.

        Raises:
            Refused: LIMIT_EXCEEDED when the account has too many, or a snapshot's contacts are too many.
        """
        await self._database.primary.wait()
        owner = {"account": ObjectId(account)}
        count = await self._groups.count_documents(owner, hint=BY_OWNER, limit=MOST)
        if count >= MOST:
            raise limit_exceeded("saved groups", count + 1, MOST)
        document: Document = {"_id": ObjectId(), **owner, "name": name, "createdAt": now}
        if isinstance(contents, Live):
            document |= {"mode": GroupMode.LIVE.value, "group": contents.group}
            await self._groups.insert_one(document)
        else:
            document |= {"mode": GroupMode.SNAPSHOT.value}
            await self._insert(
                document, {"_id": document["_id"], "members": pack_whole(contents.members, "a snapshot")}
            )
        return _saved(document)

    @needs_database
    async def delete(self, account: str, id: str) -> bool:
        """Delete a group of the account; whether there was one."""
        await self._database.primary.wait()
        self._forget(account, [id])
        named = {"_id": ObjectId(id)}

        async def write(session: Session) -> bool:
            group = {**named, "account": ObjectId(account)}
            gone = await self._groups.delete_one(group, hint=BY_ID, session=session)
            if gone.deleted_count:
                await self._members.delete_one(named, hint=BY_ID, session=session)
            return gone.deleted_count == 1

        return await self._database.transact(write)

    async def by_id(self, account: str, id: str) -> SavedGroup | None:
        """The account's saved group of this id; raises Refused when nobody can tell whether there is one."""
        query = {"_id": ObjectId(id), "account": ObjectId(account)}
        document = await self._anywhere.ask(
            lambda groups: groups.find_one(query, hint=BY_ID),
            is_whole=lambda document: document is not None,
        )
        return None if document is None else _saved(document)

    async def page(self, account: str, window: Window) -> SavedGroupPage:
        """One page, the newest first.

        Raises:
            Refused: BAD_USER_INPUT for a cursor that is none of this connection.
        """
        span = Span.of(account, window, "SAVED_GROUP")
        found = await self._anywhere.ask(
            lambda groups: read_page(groups, span, window), is_whole=lambda _: True
        )
        items = tuple((cursor, _saved(document)) for cursor, document in found.items)
        return SavedGroupPage(items, found.has_previous, found.has_next, found.total)

    async def contents(self, account: str, ids: frozenset[str]) -> Mapping[str, Contents]:
        """What the account's groups of these ids hold; those that are not there are left out.

        While nobody can be asked, those that are remembered are taken to be there.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE when nobody can tell.
        """
        owner = {"account": ObjectId(account)}
        try:
            there = await _found(self._anywhere, ids, BY_OWNER, owner)
        except Unavailable:
            known = self._remembered(account, ids)
            if len(known) < len(ids):
                raise
            return known
        self._forget(account, ids - there.keys())
        known = self._remembered(account, there)
        unknown = {each: document for each, document in there.items() if each not in known}
        return known | await self._read(account, unknown) if unknown else known

    async def _insert(self, group: Document, members: Document) -> None:
        async def write(session: Session) -> None:
            await self._groups.insert_one(group, session=session)
            await self._members.insert_one(members, session=session)

        await self._database.transact(write)

    async def _read(self, account: str, groups: Mapping[str, Document]) -> dict[str, Contents]:
        """What groups hold, by their documents; it is remembered."""
        snapshots = [each for each, group in groups.items() if group["mode"] == GroupMode.SNAPSHOT]
        members = await _found(self._members_anywhere, snapshots, BY_ID, {}) if snapshots else {}
        found: dict[str, Contents] = {
            each: Live(group["name"], group["group"]) for each, group in groups.items() if "group" in group
        }
        found |= {each: Frozen(Set.deserialize(held["members"])) for each, held in members.items()}
        self._contents.update({(account, each): contents for each, contents in found.items()})
        return found

    def _remembered(self, account: str, ids: Collection[str]) -> dict[str, Contents]:
        known = ((each, self._contents.get((account, each))) for each in ids)
        return {each: contents for each, contents in known if contents is not None}

    def _forget(self, account: str, ids: Collection[str]) -> None:
        for each in ids:
            self._contents.pop((account, each), None)


async def _found(
    anywhere: Anywhere, ids: Collection[str], index: Index, owner: Document
) -> dict[str, Document]:
    """The documents of these ids that are there, by id; raises Refused when nobody can tell."""
    wanted = [ObjectId(each) for each in ids]

    async def read(collection: MongoCollection) -> dict[str, Document]:
        found: dict[str, Document] = {}
        for start in range(0, len(wanted), IDS_AT_ONCE):
            query = {**owner, "_id": {"$in": wanted[start : start + IDS_AT_ONCE]}}
            async for document in collection.find(query, hint=index):
                found[str(document["_id"])] = document
        return found

    return await anywhere.ask(read, is_whole=lambda found: len(found) == len(wanted))


def _weight(contents: Contents) -> int:
    return len(contents.group) if isinstance(contents, Live) else weigh_set(contents.members)


def _saved(document: Document) -> SavedGroup:
    return SavedGroup(
        str(document["_id"]), document["name"], GroupMode(document["mode"]), document["createdAt"]
    )
