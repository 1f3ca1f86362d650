"""`footfall import`: a file's rows become events."""

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from server.cli.connection import LOCAL, Key, Url
from server.client import Client
from server.errors import UserError
from server.importing.events import Recipe
from server.importing.mapping import load_mapping
from server.importing.maps import ensure_published, load_map
from server.importing.sending import RejectedFile, Tally, recipe_for, send_file

FIRST_PATIENCE = 5.0
"""Seconds: an address where nobody answers at the start is more likely wrong than busy."""
COLUMNS = (BarColumn(), DownloadColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))


def import_file(
    file: Annotated[
        Path, Parameter(help="Named .csv, .ndjson or .jsonl, or any of them with .gz.", show_env_var=False)
    ],
    /,
    *,
    mapping: Annotated[Path, Parameter(help="TOML file that says which events a row becomes.")],
    url: Url = LOCAL,
    key: Key = "",
    rejected: Annotated[
        Path | None, Parameter(help="Where rejected rows go; FILE.rejected.ndjson when left out.")
    ] = None,
) -> None:
    """Publish the mapping's map if need be, send the file, and say what became of it."""
    started = time.monotonic()
    read = load_mapping(mapping)
    automation = None if read.map is None else load_map(read.map)
    recipe = recipe_for(file, read, None if automation is None else str(automation["key"]))
    target = rejected or file.with_name(f"{file.name}.rejected.ndjson")
    if target.resolve() in (file.resolve(), mapping.resolve()):
        raise UserError(f"--rejected would overwrite {target}: name another file.")
    console = Console(stderr=True)

    def say(line: str) -> None:
        console.print(escape(line))

    if automation is not None:
        asyncio.run(_publish(Client(url, key, patience=FIRST_PATIENCE), automation, say))
    with Progress(*COLUMNS, console=console) as progress:
        task = progress.add_task(counts(Tally()), total=file.stat().st_size)

        def show(tally: Tally) -> None:
            progress.update(task, completed=tally.position, description=counts(tally))

        client = Client(url, key, on_wait=lambda why: say(f"Trying again: {why}"))
        tally = asyncio.run(_send(client, file, recipe, RejectedFile(target), show))
    print(summary(tally, time.monotonic() - started))
    if tally.rejected:
        print(f"What was rejected, and why: {target}")
        sys.exit(1)


async def _publish(client: Client, automation: dict[str, object], say: Callable[[str], None]) -> None:
    async with client:
        for problem in await ensure_published(client, automation):
            say(f"Warning about the map: {problem.message}")


async def _send(
    client: Client, file: Path, recipe: Recipe, rejected: RejectedFile, show: Callable[[Tally], None]
) -> Tally:
    async with client:
        return await send_file(client, file, recipe, rejected, show)


def counts(tally: Tally) -> str:
    """The counts beside the progress bar."""
    return f"{tally.accepted:,} accepted, {tally.duplicates:,} duplicates, {tally.rejected:,} rejected"


def summary(tally: Tally, seconds: float) -> str:
    """The last line: rows, events, time and rate."""
    events = tally.accepted + tally.duplicates + tally.rejected
    rate = events / seconds if seconds > 0 else 0.0
    return (
        f"{tally.rows:,} rows, {events:,} events in {seconds:.1f} s ({rate:,.0f} a second): {counts(tally)}."
    )
