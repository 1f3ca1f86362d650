"""`footfall rebuild`: snapshots and paths made anew from the log, straight in the database."""

import asyncio
from functools import partial

from server.cli.database import DatabaseName, MongodbUrl, connected
from server.cli.streams import AccountKey, Chosen, MapKey, choose, progress
from server.settings import DEFAULTS
from store.rebuilding import Rebuilding


def rebuild(
    account: AccountKey,
    automation: MapKey = None,
    /,
    *,
    mongodb_url: MongodbUrl,
    database: DatabaseName = DEFAULTS.database,
) -> None:
    """Print a line for each stream that was made anew."""

    async def work() -> None:
        async with connected(mongodb_url, database) as behind:
            chosen = await choose(behind, account, automation)
            await _rebuild(chosen, Rebuilding(behind, chosen.account.id))

    asyncio.run(work())


async def _rebuild(chosen: Chosen, rebuilding: Rebuilding) -> None:
    works = [(key, partial(rebuilding.map, identifier)) for key, identifier in chosen.maps.items()]
    if chosen.is_whole:
        works.append((f"{chosen.account.key} (account)", partial(rebuilding.account)))
    for name, work in works:
        with progress(name) as on_progress:
            rebuilt = await work(on_progress)
        paths = "" if rebuilt.paths is None else f", {rebuilt.paths:,} paths"
        made = f"{rebuilt.parts:,} snapshot parts{paths}"
        print(f"{name}  revision {rebuilt.rev:,}  {rebuilt.events:,} events  {made}  rebuilt", flush=True)
    print(f"{chosen}: made anew; servers load it within ten seconds")
