"""The folded texts of contact documents, by which contacts are searched and sorted; nobody else sees them."""

import logging
from contextlib import suppress

from bson import ObjectId
from pymongo import UpdateOne

from measure.folding import folded
from store.availability import Unavailable, needs_database
from store.database import BY_ID, UNFOLDED, Database, Document

NAMELESS = False
"The folded name of a contact without a name: in an index it stands behind every text."
AT_ONCE = 1_000
"Documents in one bulk."

log = logging.getLogger(__name__)


def folded_key(key: str) -> Document:
    return {"foldedKey": folded(key)}


def folded_email(email: str | None) -> Document:
    return {"foldedEmail": None if email is None else folded(email)}


def folded_name(name: str | None) -> Document:
    return {"foldedName": NAMELESS if name is None else folded(name)}


class Folding:
    """Gives folded texts to contact documents that were written by a version without them.

    Any number of processes may do so at once, and others may write: a document is given the folds of
    what it holds, or is looked at again.
    """

    def __init__(self, database: Database) -> None:
        self._primary = database.primary
        self._contacts = database.contacts

    async def finish(self) -> None:
        """Returns when every document has them: at once when that is so already."""
        count = await self._fold({})
        if count:
            log.info("%d contacts of a version before can be searched now", count)

    async def finish_account(self, account: str) -> None:
        """Returns when every document of the account has them, or when there is no primary to write to."""
        with suppress(Unavailable):
            await self._primary.wait()
            await self._fold({"account": ObjectId(account)})

    @needs_database
    async def _fold(self, among: Document) -> int:
        count = 0
        query = among | {"foldedKey": None}
        while found := await self._contacts.find(query, hint=UNFOLDED, limit=AT_ONCE).to_list(AT_ONCE):
            result = await self._contacts.bulk_write([_update(each) for each in found], ordered=False)
            count += result.modified_count
        return count


def _update(document: Document) -> UpdateOne:
    key, email, name = document["key"], document.get("email"), document.get("name")
    as_read = {"_id": document["_id"], "foldedKey": None, "email": email, "name": name}
    folds = folded_key(key) | folded_email(email) | folded_name(name)
    return UpdateOne(as_read, {"$set": folds}, hint=BY_ID)
