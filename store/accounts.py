"""Accounts: the tenants."""

import re

from bson import ObjectId
from cachetools import LRUCache
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from measure.accounts import Account, Plan
from measure.errors import ErrorCode, Refused, bad_input
from measure.money import decimals
from measure.zones import zone_names
from store.availability import needs_database
from store.database import BY_ACCOUNT_KEY, BY_ID, Collection, Database, Document
from store.last_known import Anywhere, LastKnown

REMEMBERED = 10_000
KEY = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Accounts:
    """Creates, changes and finds accounts."""

    def __init__(self, database: Database) -> None:
        self._accounts = database.accounts
        self._last_known: LastKnown[Account] = LastKnown(
            Anywhere(database, self._accounts), LRUCache(REMEMBERED), lambda account: [account.id]
        )

    async def last_known(self, id: str) -> Account | None:
        """The account, which may have changed a moment ago; raises Refused when nobody can tell."""

        async def read(accounts: Collection) -> Account | None:
            return _read(await accounts.find_one({"_id": ObjectId(id)}, hint=BY_ID))

        return await self._last_known.get(id, read)

    @needs_database
    async def by_key(self, key: str) -> Account | None:
        return _read(await self._accounts.find_one({"key": key}, hint=BY_ACCOUNT_KEY))

    @needs_database
    async def keys(self, most: int) -> list[str]:
        """The keys of the first accounts, in their order."""
        found = self._accounts.find({}, {"key": 1}, hint=BY_ACCOUNT_KEY, sort=BY_ACCOUNT_KEY, limit=most)
        return [document["key"] async for document in found]

    @needs_database
    async def create(self, key: str, *, name: str, plan: Plan, currency: str, time_zone: str) -> Account:
        """A new account.

        Raises:
            Refused: BAD_USER_INPUT for a bad key, currency or time zone; CONFLICT when the key is taken.
        """
        if not KEY.fullmatch(key):
            raise bad_input("key", f'must match {KEY.pattern}, not "{key}"')
        check_currency(currency)
        check_time_zone("timeZone", time_zone)
        document: Document = {
            "_id": ObjectId(),
            "key": key,
            "name": name,
            "plan": plan.value,
            "currency": currency,
            "timeZone": time_zone,
        }
        try:
            await self._accounts.insert_one(document)
        except DuplicateKeyError as error:
            raise Refused(ErrorCode.CONFLICT, f'there is an account "{key}" already') from error
        return _account(document)

    @needs_database
    async def change(
        self, key: str, *, name: str | None = None, plan: Plan | None = None, time_zone: str | None = None
    ) -> Account | None:
        """The account as it is after what is given was changed; None when there is no such account."""
        if time_zone is not None:
            check_time_zone("timeZone", time_zone)
        wanted = {"name": name, "plan": plan and plan.value, "timeZone": time_zone}
        changes = {field: value for field, value in wanted.items() if value is not None}
        if not changes:
            return await self.by_key(key)
        document = await self._accounts.find_one_and_update(
            {"key": key}, {"$set": changes}, hint=BY_ACCOUNT_KEY, return_document=ReturnDocument.AFTER
        )
        return _read(document)


def check_currency(currency: str) -> None:
    """Raises Refused (BAD_USER_INPUT) when `currency` is no ISO 4217 code."""
    try:
        decimals(currency)
    except ValueError as error:
        raise bad_input("currency", f'must be an ISO 4217 code such as USD, not "{currency}"') from error


def check_time_zone(argument: str, time_zone: str) -> None:
    """Raises Refused (BAD_USER_INPUT) when `time_zone` is no IANA name."""
    if time_zone not in zone_names():
        raise bad_input(argument, f'must be an IANA time zone such as Europe/Paris, not "{time_zone}"')


def _read(document: Document | None) -> Account | None:
    return None if document is None else _account(document)


def _account(document: Document) -> Account:
    return Account(
        id=str(document["_id"]),
        key=document["key"],
        name=document["name"],
        plan=Plan(document["plan"]),
        currency=document["currency"],
        time_zone=document["timeZone"],
    )
