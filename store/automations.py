"""Automations beside their streams: who they are, their drafts, and what lists are filtered by."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import bson
from bson import ObjectId
from cachetools import LRUCache
from pymongo import ReturnDocument

from measure import ids
from measure.automations import Automation, Draft
from measure.errors import bad_input, limit_exceeded
from measure.graph import Definition
from measure.history import History, Status
from measure.paging import Window
from store.availability import needs_database
from store.database import BY_ID, BY_KEY, IDS_AT_ONCE, Database, Document, Index
from store.database import Collection as MongoCollection
from store.definition_documents import definition_document, read_definition
from store.last_known import Anywhere, LastKnown

REMEMBERED = 10_000
REMEMBERED_PIECES = 400_000
"Elements and connectors of drafts that are kept for when MongoDB cannot be asked, of about 0.4 kB each."
LARGEST_DEFINITION = 4 * 1024 * 1024
"Bytes: a commit has to hold it beside everything else, in 16 MiB."
IDENTITY = {"account": 1, "key": 1, "createdAt": 1}
"The fields that never change."
DRAFT = {"draft": 1, "savedAt": 1}


@dataclass(frozen=True, slots=True)
class AutomationPage:
    """Automations in the order of their keys, each with its cursor and its draft."""

    items: tuple[tuple[str, Automation, Draft], ...]
    has_previous: bool
    has_next: bool
    total: int


@dataclass(frozen=True, slots=True)
class _Saved:
    """An automation's draft, by the automation's id."""

    automation: str
    draft: Draft


class Automations:
    """Saves drafts and finds automations. Whoever was found once is remembered: none is ever deleted."""

    def __init__(self, database: Database) -> None:
        self._primary = database.primary
        self._automations = database.automations
        self._by_id: LRUCache[tuple[str, str], Automation] = LRUCache(REMEMBERED)
        self._by_key: LRUCache[tuple[str, str], Automation] = LRUCache(REMEMBERED)
        self._anywhere = Anywhere(database, self._automations)
        self._last_known: LastKnown[_Saved] = LastKnown(
            self._anywhere, LRUCache(REMEMBERED_PIECES, getsizeof=_pieces), lambda saved: [saved.automation]
        )

    async def by_id(self, account: str, id: str) -> Automation | None:
        """The account's automation of this id; raises Refused when nobody can tell whether there is one."""
        # An ObjectId may be written in capitals too; ours never is, and one thing has one id.
        if not ObjectId.is_valid(id) or str(ObjectId(id)) != id:
            return None
        known = self._by_id.get((account, id))
        return known or await self._find({"_id": ObjectId(id), "account": ObjectId(account)}, BY_ID)

    async def by_key(self, account: str, key: str) -> Automation | None:
        """The account's automation of this key; raises as `by_id` does."""
        known = self._by_key.get((account, key))
        return known or await self._find({"account": ObjectId(account), "key": key}, BY_KEY)

    @needs_database
    async def draft(self, automation: Automation) -> Draft:
        """What was saved last, as the primary has it; raises Refused when it does not answer."""
        async with self._primary.guard():
            return _present(await _read_saved(self._automations, automation))

    async def last_known_draft(self, automation: Automation) -> Draft:
        """As `draft`, but it may have changed a moment ago; raises Refused when nobody can tell."""
        return _present(
            await self._last_known.get(
                automation.id, lambda automations: _read_saved(automations, automation)
            )
        )

    @needs_database
    async def ids_of(self, account: str, keys: Collection[str]) -> dict[str, str]:
        """The ids behind those of `keys` that are automations' keys."""
        known = ((key, self._by_key.get((account, key))) for key in keys)
        found = {key: automation.id for key, automation in known if automation is not None}
        unknown = [key for key in keys if key not in found]
        for start in range(0, len(unknown), IDS_AT_ONCE):
            query = {"account": ObjectId(account), "key": {"$in": unknown[start : start + IDS_AT_ONCE]}}
            async for document in self._automations.find(query, IDENTITY, hint=BY_KEY):
                found[document["key"]] = self._remember(document).id
        return found

    @needs_database
    async def all_ids(self, account: str) -> dict[str, str]:
        """The ids of all automations, by key, in the order of keys."""
        found = self._automations.find({"account": ObjectId(account)}, {"key": 1}, hint=BY_KEY, sort=BY_KEY)
        return {document["key"]: str(document["_id"]) async for document in found}

    @needs_database
    async def save(self, account: str, key: str, definition: Definition, now: datetime) -> Automation:
        """Create the automation or replace its draft.

        Raises:
            Refused: LIMIT_EXCEEDED when the drawing is larger than the log can hold.
        """
        await self._primary.wait()
        drawn = definition_document(definition)
        size = len(bson.encode(drawn))
        if size > LARGEST_DEFINITION:
            raise limit_exceeded("bytes of a map's drawing", size, LARGEST_DEFINITION)
        document = await self._automations.find_one_and_update(
            {"account": ObjectId(account), "key": key},
            {
                "$set": {"draft": drawn, "savedAt": now},
                "$setOnInsert": {"createdAt": now, "status": Status.DRAFT.value, "version": 0},
            },
            IDENTITY,
            upsert=True,
            hint=BY_KEY,
            return_document=ReturnDocument.AFTER,
        )
        return self._remember(document)

    @needs_database
    async def note(self, id: str, rev: int, history: History) -> None:
        """Note what lists are filtered by, as it is at `rev`; older news changes nothing."""
        noted = {
            "noted": rev,
            "status": history.status.value,
            "version": history.version,
            "publishedName": history.definition.name if history.is_published else None,
        }
        older = {"$or": [{"noted": {"$exists": False}}, {"noted": {"$lt": rev}}]}
        await self._automations.update_one({"_id": ObjectId(id), **older}, {"$set": noted}, hint=BY_ID)

    async def page(
        self, account: str, window: Window, statuses: Sequence[Status], search: str | None
    ) -> AutomationPage:
        """One page in the order of keys; `search` is a text in the key or the name, without case.

        Raises:
            Refused: BAD_USER_INPUT for a cursor that is none of this connection.
        """
        matching = _matching(account, statuses, search)
        after, before = _key_of(window.after, "after"), _key_of(window.before, "before")
        order = [("account", 1), ("key", 1)]

        async def read(automations: MongoCollection) -> AutomationPage:
            listed = automations.find(matching, {"key": 1}, hint=BY_KEY, sort=order)
            keys = [document["key"] async for document in listed]
            start, end = window.cut(
                0 if after is None else bisect_right(keys, after),
                len(keys) if before is None else bisect_left(keys, before),
            )
            query = {"account": ObjectId(account), "key": {"$in": keys[start:end]}}
            found = automations.find(query, hint=BY_KEY, sort=order)
            return AutomationPage(
                items=tuple(
                    [
                        (_cursor(document["key"]), self._remember(document), _draft(document))
                        async for document in found
                    ]
                ),
                has_previous=start > 0,
                has_next=end < len(keys),
                total=len(keys),
            )

        return await self._anywhere.ask(read, is_whole=lambda _: True)

    async def _find(self, query: Document, index: Index) -> Automation | None:
        async def read(automations: MongoCollection) -> Document | None:
            return await automations.find_one(query, IDENTITY, hint=index)

        document = await self._anywhere.ask(read, is_whole=lambda found: found is not None)
        return None if document is None else self._remember(document)

    def _remember(self, document: Document) -> Automation:
        automation = Automation(
            id=str(document["_id"]),
            account=str(document["account"]),
            key=document["key"],
            created_at=document["createdAt"],
        )
        self._by_id[automation.account, automation.id] = automation
        self._by_key[automation.account, automation.key] = automation
        return automation


def _matching(account: str, statuses: Sequence[Status], search: str | None) -> Document:
    query: Document = {"account": ObjectId(account)}
    if statuses:
        query["status"] = {"$in": [status.value for status in statuses]}
    if search:
        text = {"$regex": re.escape(search), "$options": "i"}
        names = [{"publishedName": text}, {"publishedName": None, "draft.name": text}]
        query["$or"] = [{"key": text}, *names]
    return query


def _cursor(key: str) -> str:
    return ids.encode("cursor", "KEY", key)


def _key_of(cursor: str | None, argument: str) -> str | None:
    if cursor is None:
        return None
    found = ids.parts(cursor, "cursor", 2)
    if found is None or found[0] != "KEY":
        raise bad_input(argument, "is not a cursor of this connection")
    return found[1]


async def _read_saved(automations: MongoCollection, automation: Automation) -> _Saved | None:
    query = {"_id": ObjectId(automation.id), "account": ObjectId(automation.account)}
    document = await automations.find_one(query, DRAFT, hint=BY_ID)
    return None if document is None else _Saved(automation.id, _draft(document))


def _present(saved: _Saved | None) -> Draft:
    if saved is None:
        raise LookupError("the document of an automation was deleted, which Footfall never does")
    return saved.draft


def _pieces(saved: _Saved) -> int:
    drawn = saved.draft.definition
    return 1 + len(drawn.elements) + len(drawn.connectors)


def _draft(document: Document) -> Draft:
    return Draft(read_definition(document["draft"]), document["savedAt"])
