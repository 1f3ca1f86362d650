"""API keys: kept as a hash, bound to an account and a role."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from bson import ObjectId
from cachetools import TTLCache
from pymongo.errors import DuplicateKeyError

from measure.accounts import Access, Account, ApiKey, Caller, Role
from measure.errors import ErrorCode, Refused
from store.accounts import Accounts
from store.availability import needs_database
from store.database import BY_HASH, BY_ID, BY_OWNER, IDS_AT_ONCE, Collection, Database, Document
from store.last_known import Anywhere, LastKnown

REMEMBERED_SECONDS = 2.0
REMEMBERED_KEYS = 10_000
UNREACHABLE_SECONDS = 3_600.0
"How long a key is still taken while MongoDB cannot be asked for it."


class Keys:
    """Makes keys and tells whose they are. A secret has 256 random bits, so a plain hash is enough."""

    def __init__(self, database: Database, accounts: Accounts) -> None:
        self._keys = database.keys
        self._primary = database.primary
        self._accounts = accounts
        self._accesses: TTLCache[str, Access] = TTLCache(REMEMBERED_KEYS, REMEMBERED_SECONDS)
        self._last_known: LastKnown[Document] = LastKnown(
            Anywhere(database, self._keys),
            TTLCache(REMEMBERED_KEYS, UNREACHABLE_SECONDS),
            lambda key: [key["hash"], str(key["_id"])],
        )

    @needs_database
    async def create(self, account: Account, role: Role, name: str, secret: str | None = None) -> str:
        """A new key's secret, or the given one once it opens the account; it is kept nowhere.

        Raises:
            Refused: CONFLICT when the given secret is a key of another account or role.
        """
        secret = secret or f"ff_{secrets.token_urlsafe(32)}"
        document = {
            "_id": ObjectId(),
            "account": ObjectId(account.id),
            "hash": _hash(secret),
            "role": role.value,
            "name": name,
            "createdAt": datetime.now(UTC),
        }
        try:
            await self._keys.insert_one(document)
        except DuplicateKeyError as error:
            access = await self.access(secret)
            if access is None or not _is_of(access.caller, account, role):
                raise Refused(ErrorCode.CONFLICT, "this key belongs to another account or role") from error
        return secret

    async def access(self, secret: str) -> Access | None:
        """What this secret opens; None when it is no key. Remembered for two seconds.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE for one that was not seen lately when nobody can be asked.
        """
        digest = _hash(secret)
        return await self._access(digest, lambda keys: keys.find_one({"hash": digest}, hint=BY_HASH))

    async def access_by_id(self, id: str) -> Access | None:
        """What the key of this id opens; None when there is none any more. As `access` otherwise."""
        return await self._access(id, lambda keys: keys.find_one({"_id": ObjectId(id)}, hint=BY_ID))

    @needs_database
    async def still_there(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of these keys that have not been revoked, as only the primary can tell.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE.
        """
        found: set[str] = set()
        async with self._primary.guard():
            for start in range(0, len(ids), IDS_AT_ONCE):
                some = [ObjectId(each) for each in ids[start : start + IDS_AT_ONCE]]
                there = self._keys.find({"_id": {"$in": some}}, {"_id": 1}, hint=BY_ID)
                found.update(str(key["_id"]) for key in await there.to_list(len(some)))
        return frozenset(found)

    @needs_database
    async def of_account(self, account: Account) -> list[ApiKey]:
        """The account's keys, the oldest first."""
        found = self._keys.find({"account": ObjectId(account.id)}, hint=BY_OWNER, sort=BY_OWNER)
        return [_api_key(document) async for document in found]

    @needs_database
    async def revoke(self, account: Account, id: str) -> ApiKey | None:
        """Delete a key of the account; what it was, None when there is no such key.

        It opens nothing more within two seconds, and nor do tokens that were made with it.
        """
        if not ObjectId.is_valid(id):
            return None
        query = {"_id": ObjectId(id), "account": ObjectId(account.id)}
        document = await self._keys.find_one_and_delete(query, hint=BY_ID)
        return None if document is None else _api_key(document)

    async def _access(
        self, name: str, read: Callable[[Collection], Awaitable[Document | None]]
    ) -> Access | None:
        known = self._accesses.get(name)
        if known is not None:
            return known
        key = await self._last_known.get(name, read)
        account = None if key is None else await self._accounts.last_known(str(key["account"]))
        if key is None or account is None:
            return None
        self._accesses[name] = access = Access(Caller(account, Role(key["role"])), str(key["_id"]))
        return access


def _api_key(document: Document) -> ApiKey:
    return ApiKey(str(document["_id"]), document["name"], Role(document["role"]), document["createdAt"])


def _is_of(caller: Caller, account: Account, role: Role) -> bool:
    return (caller.account.id, caller.role) == (account.id, role)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
