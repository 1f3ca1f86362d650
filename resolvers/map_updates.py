"""An open map: a snapshot, then what changes, no more often than asked."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

from measure import map_updates
from measure.contact_flow import ConnectorFlow, ElementFlow, connector_flows, element_flows
from measure.errors import bad_input
from measure.map_updates import DEFAULT_STATS, Asked, Board, Update
from measure.stats import Stat
from resolvers import automations
from resolvers.context import Context
from resolvers.filters import read
from resolvers.reading import Conditions, Reading

SHORTEST_INTERVAL = 50
LONGEST_INTERVAL = 60_000


@dataclass(frozen=True, slots=True)
class OpenMap:
    """A checked subscription.

    `depends_on` are the automations whose changes may change a number, `interval` is in seconds.
    """

    automation: str
    depends_on: frozenset[str]
    conditions: Conditions
    asked: Asked
    interval: float


@dataclass(frozen=True, slots=True)
class MapUpdate:
    """One message: what changed, and the reading it was counted in."""

    reading: Reading
    update: Update

    @property
    def elements(self) -> list[ElementFlow]:
        keys = set(self.update.elements)
        return [flow for flow in element_flows(self.reading.scope) if flow.element.key in keys]

    @property
    def connectors(self) -> list[ConnectorFlow]:
        keys = set(self.update.connectors)
        return [flow for flow in connector_flows(self.reading.scope) if flow.connector.key in keys]


async def open_map(
    context: Context,
    identifier: str,
    conditions: Conditions,
    elements: Sequence[str],
    stats: Sequence[Stat],
    interval: int,
) -> OpenMap:
    """Check what is asked; `interval` is in milliseconds, no `elements` are all, no `stats` the usual ones.

    Raises:
        Refused: BAD_USER_INPUT for an automation, an element or a group that does not exist, or an
            interval out of bounds.
    """
    if not SHORTEST_INTERVAL <= interval <= LONGEST_INTERVAL:
        rule = f"must be {SHORTEST_INTERVAL} to {LONGEST_INTERVAL}, not {interval}"
        raise bad_input("minIntervalMs", rule)
    pinned = await automations.existing(context, identifier)
    automations.check_elements(pinned, elements)
    reading = await read(context, pinned, conditions)
    asked = Asked(frozenset(elements) or None, tuple(dict.fromkeys(stats)) or DEFAULT_STATS)
    return OpenMap(pinned.id, reading.depends_on, conditions, asked, interval / 1000)


async def follow(context: Context, map: OpenMap) -> AsyncGenerator[MapUpdate, None]:
    """The messages, until the caller stops; before each one the context's pins are renewed.

    The first change after a quiet time goes out at once.
    """
    loop = asyncio.get_running_loop()
    before: Board | None = None
    async with context.services.feed.watch(context.account.id, sorted(map.depends_on)) as watch:
        while True:
            reading = await _read(context, map)
            now = map_updates.board(reading.scope, map.asked)
            update = map_updates.update(before, now)
            if update is not None:
                before = now
                yield MapUpdate(reading, update)
            # Counts are paced, not only messages: changes that show nowhere cost no more than others.
            due = loop.time() + map.interval
            await watch.changed()
            await asyncio.sleep(due - loop.time())


async def _read(context: Context, map: OpenMap) -> Reading:
    context.renew()
    pinned = await context.pins.map(map.automation)
    if pinned is None:
        raise bad_input("automation", "is not the id of an automation of this account")
    return await read(context, pinned, map.conditions)
