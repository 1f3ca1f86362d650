"""`footfall account` and `footfall key`: tenants and their API keys, straight in the database."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from measure.accounts import Account, ApiKey, Plan, Role
from server.cli.database import DatabaseName, MongodbUrl, connected
from server.errors import UserError
from server.settings import DEFAULTS
from store.accounts import Accounts
from store.keys import Keys

# No config of the parent's: it would read FOOTFALL_KEY, an API key, into an argument shown as KEY.
account = App(name="account", config=())
key = App(name="key", config=())

AccountKey = Annotated[str, Parameter(name="KEY", help="The account's own key: 1 to 64 of A-Z a-z 0-9 . _ -")]
OwnerKey = Annotated[str, Parameter(name="ACCOUNT", help="Key of the account.")]
TimeZone = Annotated[
    str, Parameter(help="IANA name such as Europe/Paris; what its new automations start with.")
]
Currency = Annotated[str, Parameter(help="ISO 4217 code such as USD; fixed for ever.")]


_PIPE_WIDTH = 1_000
"Columns: a line a key, however long its name."


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


@key.command(name="list")
def list_keys(
    account: OwnerKey, /, *, mongodb_url: MongodbUrl, database: DatabaseName = DEFAULTS.database
) -> None:
    """List the API keys of an account, the oldest first: what tells them apart, not the keys themselves."""

    async def work() -> Sequence[ApiKey]:
        async with _tenants(mongodb_url, database) as (accounts, keys):
            return await keys.of_account(_found(account, await accounts.by_key(account)))

    console = Console()
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    console.print(_table(asyncio.run(work())))


@key.command(name="revoke")
def revoke_key(
    account: OwnerKey,
    id: Annotated[str, Parameter(name="ID", help="Of the API key, as `footfall key list` shows it.")],
    /,
    *,
    mongodb_url: MongodbUrl,
    database: DatabaseName = DEFAULTS.database,
) -> None:
    """Revoke an API key of an account for good.

    Within five seconds it opens nothing more, nor do tokens made with it, and what they have open is closed.
    """

    async def work() -> ApiKey | None:
        async with _tenants(mongodb_url, database) as (accounts, keys):
            return await keys.revoke(_found(account, await accounts.by_key(account)), id)

    gone = asyncio.run(work())
    if gone is None:
        raise UserError(
            f'the account "{account}" has no API key of the id "{id}": see `footfall key list {account}`'
        )
    print(f'revoked: "{gone.name}", {gone.role}')


def _table(keys: Sequence[ApiKey]) -> Table:
    shown = Table(box=None, pad_edge=False)
    for heading in ("Id", "Name", "Role", "Created"):
        shown.add_column(heading, no_wrap=heading != "Name")
    for each in keys:
        shown.add_row(each.id, Text(each.name), each.role, f"{each.created_at:%Y-%m-%d %H:%M} UTC")
    return shown


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
