"""The keys that sign tokens and links: one a day, made by whichever process needs it first.

Documents `{_id: day, secret, overAt}`: the day makes all processes agree on one key. MongoDB deletes it when
the last of what it signed is over, so who finds a backup cannot sign anything after two days.
"""

import secrets
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Final

from cachetools import LRUCache, TLRUCache
from pymongo import ReturnDocument

from measure.signatures import SigningKey, over_at
from store.availability import needs_database
from store.database import BY_ID, Collection, Database, Document
from store.last_known import Anywhere, LastKnown

SECRET_BYTES = 32
REMEMBERED_SECONDS = 30.0
"With what `store/tokens.py` remembers: deleting the documents voids all tokens within a minute."
MISSED_SECONDS = 1.0
"How often at most somebody's invented tokens make us look for a key that is not there."
REMEMBERED_KEYS = 8
"Of yesterday, today and tomorrow, and those that an outage makes us keep."
_CLOCKS_APART: Final = timedelta(days=1)
"Tomorrow's key may have signed where a clock is ahead of ours."


class SigningKeys:
    """Finds the key of a day, and makes today's."""

    def __init__(self, database: Database) -> None:
        self._keys = database.signing_keys
        self._found: TLRUCache[date, SigningKey | None] = TLRUCache(REMEMBERED_KEYS, _until, monotonic)
        self._last_known: LastKnown[SigningKey] = LastKnown(
            Anywhere(database, self._keys), LRUCache(REMEMBERED_KEYS), lambda key: [key.day]
        )

    async def current(self, now: datetime) -> SigningKey:
        """The key that signs at `now`, in UTC; it is made if there is none.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE.
        """
        day = now.date()
        return await self.of(day) or await self._made(day)

    async def of(self, day: date) -> SigningKey | None:
        """The key of a day. Remembered for a while; that there is none, for a second.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE for one that was not seen when nobody can be asked.
        """

        async def read(keys: Collection) -> SigningKey | None:
            found = await keys.find_one({"_id": day.isoformat()}, hint=BY_ID)
            return None if found is None else _key(found)

        try:
            return self._found[day]
        except KeyError:
            self._found[day] = found = await self._last_known.get(day, read)
            return found

    async def that_signs(self, day: date, now: datetime) -> SigningKey | None:
        """As `of`; None for a day on which nobody can have signed what is read at `now`."""
        return await self.of(day) if day <= (now + _CLOCKS_APART).date() else None

    @needs_database
    async def _made(self, day: date) -> SigningKey:
        """A key of that day, or the one that another process has just made."""
        made = {"secret": secrets.token_bytes(SECRET_BYTES), "overAt": over_at(day)}
        document = await self._keys.find_one_and_update(
            {"_id": day.isoformat()},
            {"$setOnInsert": made},
            upsert=True,
            hint=BY_ID,
            return_document=ReturnDocument.AFTER,
        )
        self._found[day] = key = _key(document)
        return key


def _until(_: date, key: SigningKey | None, now: float) -> float:
    return now + (MISSED_SECONDS if key is None else REMEMBERED_SECONDS)


def _key(document: Document) -> SigningKey:
    return SigningKey(date.fromisoformat(document["_id"]), document["secret"])
