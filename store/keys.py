"""API keys: kept as a hash, bound to an account and a role."""

import secrets
from datetime import UTC, datetime
from hashlib import sha256

from bson import ObjectId
from cachetools import TTLCache
from pymongo.errors import DuplicateKeyError

from measure.accounts import Access, Account, Caller, Role
from measure.errors import ErrorCode, Refused
from store.accounts import Accounts
from store.availability import needs_database
from store.database import BY_HASH, Database, Document
from store.last_known import Anywhere, LastKnown

REMEMBERED_SECONDS = 2.0
REMEMBERED_KEYS = 10_000
UNREACHABLE_SECONDS = 3_600.0
"How long a key is still taken while MongoDB cannot be asked for it."


class Keys:
    """Makes keys and tells whose they are. A secret has 256 random bits, so a plain hash is enough."""

    def __init__(self, database: Database, accounts: Accounts) -> None:
        self._keys = database.keys
        self._accounts = accounts
        self._accesses: TTLCache[str, Access] = TTLCache(REMEMBERED_KEYS, REMEMBERED_SECONDS)
        self._last_known: LastKnown[Document] = LastKnown(
            Anywhere(database, self._keys),
            TTLCache(REMEMBERED_KEYS, UNREACHABLE_SECONDS),
            lambda key: [key["hash"]],
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
        known = self._accesses.get(digest)
        if known is not None:
            return known
        key = await self._last_known.get(digest, lambda keys: keys.find_one({"hash": digest}, hint=BY_HASH))
        account = None if key is None else await self._accounts.last_known(str(key["account"]))
        if key is None or account is None:
            return None
        self._accesses[digest] = access = Access(Caller(account, Role(key["role"])), str(key["_id"]))
        return access


def _is_of(caller: Caller, account: Account, role: Role) -> bool:
    return (caller.account.id, caller.role) == (account.id, role)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
