"""Definitions of groups that are too long for an id: kept under their digest."""

from collections.abc import Iterable

from bson import ObjectId
from cachetools import LRUCache
from pymongo import UpdateOne

from store.availability import needs_database
from store.database import BY_DIGEST, Database
from store.last_known import Anywhere

REMEMBERED = 32_000_000
"Bytes of texts, or characters: most are ASCII."


class Definitions:
    """Keeps and finds texts by account and digest. What was kept never changes."""

    def __init__(self, database: Database) -> None:
        self._primary = database.primary
        self._definitions = database.definitions
        self._anywhere = Anywhere(database, self._definitions)
        self._texts: LRUCache[tuple[str, str], str] = LRUCache(REMEMBERED, getsizeof=len)

    @needs_database
    async def keep(self, account: str, texts: Iterable[tuple[str, str]]) -> None:
        """Keep what is not kept yet."""
        new = {digest: text for digest, text in texts if (account, digest) not in self._texts}
        if not new:
            return
        await self._primary.wait()
        await self._definitions.bulk_write(
            [
                UpdateOne(
                    {"account": ObjectId(account), "digest": digest},
                    {"$setOnInsert": {"text": text}},
                    upsert=True,
                    hint=BY_DIGEST,
                )
                for digest, text in new.items()
            ],
            ordered=False,
        )
        self._texts.update({(account, digest): text for digest, text in new.items()})

    async def text(self, account: str, digest: str) -> str | None:
        """The text kept under `digest`; None when this account has none.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE when nobody can tell.
        """
        known = self._texts.get((account, digest))
        if known is not None:
            return known
        query = {"account": ObjectId(account), "digest": digest}
        found = await self._anywhere.ask(
            lambda definitions: definitions.find_one(query, hint=BY_DIGEST),
            is_whole=lambda document: document is not None,
        )
        if found is None:
            return None
        self._texts[account, digest] = text = found["text"]
        return str(text)
