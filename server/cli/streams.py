"""Commands on an account's streams: which account and maps they are about, and how far they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn

from measure.accounts import Account
from server.errors import UserError
from store.accounts import Accounts
from store.automations import Automations
from store.database import Database
from store.log_walk import OnProgress, Walked

MOST_LISTED = 20
"Accounts or maps that are listed when there is none of a name."
COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    TextColumn("{task.completed:,} of {task.total:,} commits"),
)

AccountKey = Annotated[str, Parameter(name="ACCOUNT", help="Key of the account.", show_env_var=False)]
MapKey = Annotated[
    str | None,
    Parameter(name="MAP", help="Key of an automation; the whole account when left out.", show_env_var=False),
]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a command is about: some of an account's maps by key, or all of them and the account itself."""

    account: Account
    maps: dict[str, str]
    is_whole: bool

    def __str__(self) -> str:
        maps = "1 map" if len(self.maps) == 1 else f"{len(self.maps):,} maps"
        return f"{maps} and the account" if self.is_whole else maps


async def choose(database: Database, account: str, automation: str | None) -> Chosen:
    """Raises UserError when there is no such account or map, naming those that there are."""
    accounts = Accounts(database)
    found = await accounts.by_key(account)
    if found is None:
        known = _listed(await accounts.keys(MOST_LISTED + 1))
        raise UserError(f'there is no account "{account}" in this database; its accounts: {known}')
    maps = await Automations(database).all_ids(found.id)
    if automation is None:
        return Chosen(found, maps, is_whole=True)
    if automation not in maps:
        raise UserError(f'there is no map "{automation}" in this account; its maps: {_listed(list(maps))}')
    return Chosen(found, {automation: maps[automation]}, is_whole=False)


@contextmanager
def progress(what: str) -> Iterator[OnProgress]:
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


def _listed(keys: list[str]) -> str:
    shown = keys[:MOST_LISTED] + ["…"] * (len(keys) > MOST_LISTED)
    return ", ".join(shown) or "none yet"
