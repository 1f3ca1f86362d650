"""Contact documents: key ↔ ordinal, email and name. Personal data lives here and nowhere else."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from bson import ObjectId
from pymongo import ReturnDocument, UpdateOne
from pymongo.errors import BulkWriteError

from measure.contacts import UNCHANGED, Contact, ContactUpsert
from store.availability import needs_database, unavailable
from store.bulks import refused_as_duplicates
from store.database import BY_ID, BY_KEY, BY_ORDINAL, IDS_AT_ONCE, Collection, Database, Document, Session
from store.folding import folded_email, folded_key, folded_name
from store.last_known import Anywhere

REMEMBERED = 500_000
"Keys whose ordinals a process remembers: they never change. Full, it starts anew."
POLL_SECONDS = 0.02
PATIENCE = 250
"Looks at a contact that another process is just inserting."
_TOLD = dict.fromkeys(("account", "n", "key", "email", "name"), 1)
"What a contact is made of; the rest is for searches."


class Contacts:
    """Finds and makes contacts. Ordinals ascend as the account first hears of them, and are never reused."""

    def __init__(self, database: Database) -> None:
        self._contacts = database.contacts
        self._anywhere = Anywhere(database, self._contacts)
        self._counters = database.counters
        self._ordinals: dict[tuple[str, str], int] = {}

    @needs_database
    async def by_ordinals(
        self, account: str, ordinals: Sequence[int], session: Session | None = None
    ) -> dict[int, Contact]:
        """The documents of these contacts, by ordinal; those without one are left out."""
        return await _by_ordinals(self._contacts, account, ordinals, session)

    async def last_known(self, account: str, ordinals: Sequence[int]) -> dict[int, Contact]:
        """The documents of these contacts, all of which have one, as they are or were a moment ago.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE when no server that answers has them all.
        """
        wanted = list(dict.fromkeys(ordinals))
        return await self._anywhere.ask(
            lambda contacts: _by_ordinals(contacts, account, wanted),
            is_whole=lambda contacts: len(contacts) == len(wanted),
        )

    async def last_known_by_key(self, account: str, key: str) -> Contact | None:
        """The contact of this key, as it is or was a moment ago; raises Refused when nobody can tell."""
        query = {"account": ObjectId(account), "key": key}
        document = await self._anywhere.ask(
            lambda contacts: contacts.find_one(query, hint=BY_KEY),
            is_whole=lambda document: document is not None,
        )
        return None if document is None else _contact(document)

    async def ordinals(self, account: str, keys: Iterable[str]) -> dict[str, int]:
        """The ordinals of those of `keys` that have a document."""
        wanted = dict.fromkeys(keys)
        known = ((key, self._ordinals.get((account, key))) for key in wanted)
        found = {key: ordinal for key, ordinal in known if ordinal is not None}
        unknown = [key for key in wanted if key not in found]
        for start in range(0, len(unknown), IDS_AT_ONCE):
            some = unknown[start : start + IDS_AT_ONCE]
            query = {"account": ObjectId(account), "key": {"$in": some}}
            async for document in self._contacts.find(query, {"key": 1, "n": 1}, hint=BY_KEY):
                found[document["key"]] = document["n"]
        return self._remember(account, found)

    async def create(self, account: str, keys: Sequence[str]) -> dict[str, int]:
        """The ordinals of `keys`, distinct and without a document so far, in this order.

        Of two processes that make the same contact at once the loser reads again; the ordinals it
        had taken stay holes.
        """
        if not keys:
            return {}
        first = await self._take_ordinals(account, len(keys))
        documents: list[Document] = [
            new_document(ObjectId(account), first + index, key) for index, key in enumerate(keys)
        ]
        try:
            await self._contacts.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            lost = {documents[index]["key"] for index in refused_as_duplicates(error)}
            made = {document["key"]: document["n"] for document in documents if document["key"] not in lost}
            return self._remember(account, made) | await self._won_by_others(account, lost)
        return self._remember(account, {document["key"]: document["n"] for document in documents})

    async def update(self, account: str, upserts: Mapping[int, ContactUpsert]) -> None:
        """Set email and name, by ordinal, where an upsert says something of them."""
        updates: list[UpdateOne] = []
        for ordinal, upsert in upserts.items():
            changed: Document = {}
            if upsert.email is not UNCHANGED:
                changed |= {"email": upsert.email} | folded_email(upsert.email)
            if upsert.name is not UNCHANGED:
                changed |= {"name": upsert.name} | folded_name(upsert.name)
            if changed:
                query = {"account": ObjectId(account), "n": ordinal}
                updates.append(UpdateOne(query, {"$set": changed}, hint=BY_ORDINAL))
        if updates:
            await self._contacts.bulk_write(updates, ordered=False)

    async def _take_ordinals(self, account: str, count: int) -> int:
        """The first of `count` ordinals that nobody else gets."""
        counter = await self._counters.find_one_and_update(
            {"_id": ObjectId(account)},
            {"$inc": {"contacts": count}},
            upsert=True,
            hint=BY_ID,
            return_document=ReturnDocument.AFTER,
        )
        return int(counter["contacts"]) - count

    async def _won_by_others(self, account: str, keys: set[str]) -> dict[str, int]:
        """The ordinals others gave to `keys`, as soon as a majority holds their documents."""
        for _ in range(PATIENCE):
            found = await self.ordinals(account, keys)
            if len(found) == len(keys):
                return found
            await asyncio.sleep(POLL_SECONDS)
        raise unavailable()

    def _remember(self, account: str, ordinals: dict[str, int]) -> dict[str, int]:
        if len(self._ordinals) + len(ordinals) > REMEMBERED:
            self._ordinals.clear()
        self._ordinals.update({(account, key): ordinal for key, ordinal in ordinals.items()})
        return ordinals


def new_document(account: ObjectId, ordinal: int, key: str) -> Document:
    """Of a contact without email and name."""
    made: Document = {"_id": ObjectId(), "account": account, "n": ordinal, "key": key}
    return made | folded_key(key) | folded_name(None)


async def _by_ordinals(
    contacts: Collection, account: str, ordinals: Sequence[int], session: Session | None = None
) -> dict[int, Contact]:
    found: dict[int, Contact] = {}
    for start in range(0, len(ordinals), IDS_AT_ONCE):
        some = ordinals[start : start + IDS_AT_ONCE]
        query = {"account": ObjectId(account), "n": {"$in": list(some)}}
        cursor = contacts.find(query, _TOLD, hint=BY_ORDINAL, batch_size=IDS_AT_ONCE + 1, session=session)
        for document in await cursor.to_list(len(some)):
            found[document["n"]] = _contact(document)
    return found


def _contact(document: Document) -> Contact:
    return Contact(
        account=str(document["account"]),
        ordinal=document["n"],
        key=document["key"],
        email=document.get("email"),
        name=document.get("name"),
    )
