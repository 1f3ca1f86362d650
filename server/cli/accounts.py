"""`footfall account` and `footfall key`: tenants and their API keys, straight in the database."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from cyclopts import App, Parameter

from measure.accounts import Account, Plan, Role
from server.cli.database import DatabaseName, MongodbUrl, connected
from server.errors import UserError
from server.settings import DEFAULTS
from store.accounts import Accounts
from store.keys import Keys

# No config of the parent's: it would read FOOTFALL_KEY, an API key, into an argument shown as KEY.
account = App(name="account", config=())
key = App(name="key", config=())

AccountKey = Annotated[str, Parameter(name="KEY", help="The account's own key: 1 to 64 of A-Z a-z 0-9 . _ -")]
TimeZone = Annotated[
    str, Parameter(help="IANA name such as Europe/Paris; what its new automations start with.")
]
Currency = Annotated[str, Parameter(help="ISO 4217 code such as USD; fixed for ever.")]


@account.command
def create(
    account: AccountKey,
    /,
    *,
    plan: Plan,
    currency: Currency,
    time_zone: TimeZone,
    name: Annotated[str | None, Parameter(help="Shown to people; the key when left out.")] = None,
    mongodb_url: MongodbUrl,
    database: DatabaseName = DEFAULTS.database,
) -> None:
    """Create an account and print its first API key, of the role ADMIN. It is shown only this once."""

    async def work() -> str:
        async with _tenants(mongodb_url, database) as (accounts, keys):
            created = await accounts.create(
                account, name=name or account, plan=plan, currency=currency.upper(), time_zone=time_zone
            )
            return await keys.create(created, Role.ADMIN, "first")

    _show_once(asyncio.run(work()))


@account.command(name="set")
def change(
    account: AccountKey,
    /,
    *,
    plan: Plan | None = None,
    name: Annotated[str | None, Parameter(help="Shown to people.")] = None,
    time_zone: Annotated[TimeZone | None, Parameter()] = None,
    mongodb_url: MongodbUrl,
    database: DatabaseName = DEFAULTS.database,
) -> None:
    """Change an account; what is left out stays as it is."""

    async def work() -> Account:
        async with _tenants(mongodb_url, database) as (accounts, _):
            return _found(account, await accounts.change(account, name=name, plan=plan, time_zone=time_zone))

    if plan is None and name is None and time_zone is None:
        raise UserError("nothing to change: give --plan, --name or --time-zone")
    now = asyncio.run(work())
    print(f'{now.key}: "{now.name}", {now.plan}, {now.currency}, {now.time_zone}')


@key.command(name="create")
def create_key(
    account: AccountKey,
    /,
    *,
    role: Annotated[
        Role,
        Parameter(
            help="VIEWER reads, INGEST records, EDITOR does both and edits maps, ADMIN manages keys too."
        ),
    ],
    name: Annotated[str, Parameter(help="What it is for, to tell keys apart.")],
    mongodb_url: MongodbUrl,
    database: DatabaseName = DEFAULTS.database,
) -> None:
    """Create an API key of an account and print it. It is shown only this once."""

    async def work() -> str:
        async with _tenants(mongodb_url, database) as (accounts, keys):
            return await keys.create(_found(account, await accounts.by_key(account)), role, name)

    _show_once(asyncio.run(work()))


def _found(key: str, account: Account | None) -> Account:
    if account is None:
        raise UserError(f'there is no account "{key}": create it with `footfall account create`')
    return account


def _show_once(secret: str) -> None:
    """The key alone on stdout, so that a script can take it."""
    print("This API key is shown only now; what is kept is its hash.", file=sys.stderr)
    print(secret)


@asynccontextmanager
async def _tenants(mongodb_url: str, name: str) -> AsyncIterator[tuple[Accounts, Keys]]:
    async with connected(mongodb_url, name) as database:
        accounts = Accounts(database)
        yield accounts, Keys(database, accounts)
