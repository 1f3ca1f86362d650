"""`footfall watch`: a map's live numbers in the terminal."""

import asyncio
import random
from collections.abc import Callable
from contextlib import aclosing, suppress
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.live import Live
from rich.markup import escape

from server.cli.connection import LOCAL, Key, Url
from server.client import FIRST_PAUSE, LONGEST_PAUSE, Client
from server.errors import UserError
from server.watching.board import WATCH, Board, Update, Watched
from server.watching.subscription import ConnectionLostError, subscribe
from server.watching.table import line, table

FIND = """query Find($key: String!) {
  automationByKey(key: $key) { id name }
  automations(first: 20) { edges { node { key } } }
}"""


class Automation(msgspec.Struct, frozen=True):
    id: str
    name: str


class Named(msgspec.Struct, frozen=True):
    key: str


class Edge(msgspec.Struct, frozen=True):
    node: Named


class Automations(msgspec.Struct, frozen=True):
    edges: list[Edge]


class Found(msgspec.Struct, frozen=True, rename="camel"):
    automation_by_key: Automation | None
    automations: Automations


def watch(
    automation: Annotated[str, Parameter(name="MAP", help="Key of the automation.", show_env_var=False)],
    /,
    *,
    url: Url = LOCAL,
    key: Key = "",
) -> None:
    """Show a live table, or in a pipe one line per update."""
    with suppress(KeyboardInterrupt):
        asyncio.run(_watch(url, key, automation))


async def _watch(url: str, key: str, automation: str) -> None:
    async with Client(url, key, patience=5.0) as client:
        found = await client.query(FIND, Found, key=automation)
    if found.automation_by_key is None:
        known = ", ".join(edge.node.key for edge in found.automations.edges) or "none yet"
        raise UserError(f'There is no map "{automation}" in this account; its maps: {known}.')
    map_id, board = found.automation_by_key.id, Board(found.automation_by_key.name, {})
    console = Console()
    if not console.is_terminal:
        await _follow(client, map_id, lambda update: print(line(update), flush=True), Console(stderr=True))
        return
    with Live(table(board), console=console, auto_refresh=False) as live:

        def show(update: Update) -> None:
            nonlocal board
            board = board.after(update)
            live.update(table(board), refresh=True)

        await _follow(client, map_id, show, console)


async def _follow(client: Client, map_id: str, show: Callable[[Update], None], console: Console) -> None:
    """Shows every update; a lost connection is opened again, for ever, and each new reason said once."""
    pause, said = FIRST_PAUSE, ""
    while True:
        try:
            async with aclosing(
                subscribe(client.url, client.key, WATCH, Watched, automation=map_id)
            ) as updates:
                async for watched in updates:
                    show(watched.map_updates)
                    pause, said = FIRST_PAUSE, ""
        except ConnectionLostError as lost:
            if str(lost) != said:
                console.print(escape(f"Connecting again: {lost}"))
            said = str(lost)
        await asyncio.sleep(pause * random.uniform(0.75, 1.25))
        pause = min(pause * 2, LONGEST_PAUSE)
