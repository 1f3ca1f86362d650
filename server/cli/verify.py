"""`footfall verify`: everything counted again from the log, straight in the database."""

import asyncio
from collections.abc import Iterable
from functools import partial
from itertools import islice

from measure.accounts import Account
from measure.recount.differences import Difference
from measure.sets import Set
from server.cli.database import DatabaseName, MongodbUrl, connected
from server.cli.streams import AccountKey, Chosen, MapKey, choose, progress
from server.settings import DEFAULTS
from store.contacts import Contacts
from store.verification import Verification, Verified

MOST_NAMED = 5
"Contacts that are named of each difference."


def verify(
    account: AccountKey,
    automation: MapKey = None,
    /,
    *,
    mongodb_url: MongodbUrl,
    database: DatabaseName = DEFAULTS.database,
) -> int:
    """Print a line for each stream that is right and for each difference; 1 when there is any, else 0."""

    async def work() -> int:
        async with connected(mongodb_url, database) as behind:
            chosen = await choose(behind, account, automation)
            return await _verify(chosen, Verification(behind, chosen.account.id), Contacts(behind))

    return asyncio.run(work())


async def _verify(chosen: Chosen, verification: Verification, contacts: Contacts) -> int:
    checks = [(key, partial(verification.map, identifier)) for key, identifier in chosen.maps.items()]
    if chosen.is_whole:
        checks.append((f"{chosen.account.key} (account)", partial(verification.account)))
    events = differences = 0
    for name, check in checks:
        with progress(name) as on_progress:
            verified = await check(on_progress)
        await _report(name, verified, chosen.account, contacts)
        events, differences = events + verified.events, differences + len(verified.differences)
    print(f"{chosen}, {events:,} events: {_conclusion(differences)}")
    return 1 if differences else 0


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
