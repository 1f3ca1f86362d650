"""`footfall verify`: everything counted again from the log, straight in the database."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn

from measure.accounts import Account
from measure.recount.differences import Difference
from measure.sets import Set
from server.cli.database import DatabaseName, MongodbUrl, connected
from server.errors import UserError
from server.settings import DEFAULTS
from store.accounts import Accounts
from store.contacts import Contacts
from store.verification import OnProgress, Verification, Verified, Walked

MOST_LISTED = 20
"Accounts or maps that are listed when there is none of a name."
MOST_NAMED = 5
"Contacts that are named of each difference."
COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    TextColumn("{task.completed:,} of {task.total:,} commits"),
)


def verify(
    account: Annotated[str, Parameter(name="ACCOUNT", help="Key of the account.", show_env_var=False)],
    automation: Annotated[
        str | None,
        Parameter(
            name="MAP", help="Key of an automation; the whole account when left out.", show_env_var=False
        ),
    ] = None,
    /,
    *,
    mongodb_url: MongodbUrl,
    database: DatabaseName = DEFAULTS.database,
) -> int:
    """Print a line for each stream that is right and for each difference; 1 when there is any, else 0."""

    async def work() -> int:
        async with connected(mongodb_url, database) as behind:
            found = await _found(Accounts(behind), account)
            return await _verify(found, automation, Verification(behind, found.id), Contacts(behind))

    return asyncio.run(work())


async def _found(accounts: Accounts, key: str) -> Account:
    account = await accounts.by_key(key)
    if account is None:
        known = _listed(await accounts.keys(MOST_LISTED + 1))
        raise UserError(f'there is no account "{key}" in this database; its accounts: {known}')
    return account


async def _verify(
    account: Account, automation: str | None, verification: Verification, contacts: Contacts
) -> int:
    maps = _chosen(await verification.maps(), automation)
    checks = [(key, partial(verification.map, identifier)) for key, identifier in maps.items()]
    what = "1 map" if len(maps) == 1 else f"{len(maps):,} maps"
    if automation is None:
        checks.append((f"{account.key} (account)", partial(verification.account)))
        what += " and the account"
    events = differences = 0
    for name, check in checks:
        with _progress(name) as on_progress:
            verified = await check(on_progress)
        await _report(name, verified, account, contacts)
        events, differences = events + verified.events, differences + len(verified.differences)
    print(f"{what}, {events:,} events: {_conclusion(differences)}")
    return 1 if differences else 0


def _chosen(maps: dict[str, str], automation: str | None) -> dict[str, str]:
    if automation is None:
        return maps
    if automation not in maps:
        raise UserError(f'there is no map "{automation}" in this account; its maps: {_listed(list(maps))}')
    return {automation: maps[automation]}


def _listed(keys: list[str]) -> str:
    shown = keys[:MOST_LISTED] + ["…"] * (len(keys) > MOST_LISTED)
    return ", ".join(shown) or "none yet"


@contextmanager
def _progress(what: str) -> Iterator[OnProgress]:
    """A bar on a terminal, gone at the end; stdout is left alone, since it may go elsewhere."""
    console = Console(stderr=True)
    bar = Progress(
        *COLUMNS,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with bar:
        task = bar.add_task(escape(what), total=0)

        def show(walked: Walked) -> None:
            described = f"{escape(what)}: {walked.events:,} events"
            bar.update(task, completed=walked.rev, total=walked.of, description=described)

        yield show


async def _report(name: str, verified: Verified, account: Account, contacts: Contacts) -> None:
    if not verified.differences:
        compared = ", ".join(f"{count:,} {what}" for what, count in verified.compared.items())
        print(f"{name}  revision {verified.rev:,}  {verified.events:,} events  {compared}  ok", flush=True)
    for difference in verified.differences:
        print(f"{name}  {difference.what}  {await _told(difference, account, contacts)}", flush=True)


async def _told(difference: Difference, account: Account, contacts: Contacts) -> str:
    kinds = {"too many": difference.too_many, "missing": difference.missing, "wrong": difference.wrong}
    told = [
        f"{len(who):,} {kind} ({', '.join(await _names(who, account, contacts))})"
        for kind, who in kinds.items()
        if who
    ]
    return difference.says or ", ".join(told)


async def _names(who: Set, account: Account, contacts: Contacts) -> Iterable[str]:
    """Keys of the first contacts; # and the ordinal of one without a document."""
    first = list(islice(who, MOST_NAMED))
    documents = await contacts.by_ordinals(account.id, first)
    keys = [documents[ordinal].key if ordinal in documents else f"#{ordinal}" for ordinal in first]
    shown = [key if key.isprintable() else repr(key) for key in keys]
    return shown + ["…"] * (len(who) > MOST_NAMED)


def _conclusion(differences: int) -> str:
    if not differences:
        return "nothing differs"
    return "1 difference" if differences == 1 else f"{differences:,} differences"
