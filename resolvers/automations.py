"""Automations, their elements and connectors: by id, by key, and in pages."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from measure import ids
from measure.automations import Automation
from measure.errors import bad_input
from measure.graph import Connector, Element, Kind
from measure.history import Status
from measure.paging import Window
from measure.problems import Problem, problems
from resolvers import pins as pinning
from resolvers.context import Context
from resolvers.pins import MapConnector, MapElement, PinnedMap

LONGEST_SEARCH = 254


@dataclass(frozen=True, slots=True)
class MapPage:
    """Automations in the order of their keys, each with its cursor; `total` counts all pages."""

    items: tuple[tuple[str, PinnedMap], ...]
    has_previous: bool
    has_next: bool
    total: int


async def by_id(context: Context, identifier: str) -> PinnedMap | None:
    """The automation of this id; None for one that is malformed, unknown or another account's."""
    pins, found = context.pins, ids.parts(identifier, "Automation", 1)
    return None if found is None else await pins.map(found[0])


async def editable(context: Context, identifier: str) -> Automation | None:
    """The automation of this id as it is now, whatever the request has seen: what an edit is judged by."""
    found = ids.parts(identifier, "Automation", 1)
    automation = None if found is None else await context.store.automations.get(context.account.id, found[0])
    return None if found is None or automation is None or automation.id != found[0] else automation


async def existing(context: Context, identifier: str) -> PinnedMap:
    """The automation that an argument must name; raises Refused (BAD_USER_INPUT) when there is none."""
    pinned = await by_id(context, identifier)
    if pinned is None:
        raise bad_input("automation", "is not the id of an automation of this account")
    return pinned


def check_elements(pinned: PinnedMap, keys: Sequence[str]) -> None:
    """Raises Refused (BAD_USER_INPUT) when one of `keys`, an argument, was never an element's on the map."""
    for index, key in enumerate(keys):
        if key not in pinned.history.elements:
            rule = f'automation "{pinned.automation.key}" has no element "{key[:64]}"'
            raise bad_input(f"elements.{index}", rule)


async def by_key(context: Context, key: str) -> PinnedMap | None:
    return await context.pins.map_by_key(key)


async def page(context: Context, window: Window, statuses: Sequence[Status], search: str | None) -> MapPage:
    """One page in the order of keys.

    Raises:
        Refused: BAD_USER_INPUT for a cursor that is none of this connection, or a `search` that is none.
    """
    pins = context.pins
    if search is not None and (len(search) > LONGEST_SEARCH or "\0" in search):
        raise bad_input("search", f"must be a text of at most {LONGEST_SEARCH} characters without NUL")
    found = await context.store.automations.page(context.account.id, window, statuses, search)
    maps = await asyncio.gather(*(pins.pin(automation) for _, automation in found.items))
    cursors = (cursor for cursor, _ in found.items)
    return MapPage(tuple(zip(cursors, maps, strict=True)), found.has_previous, found.has_next, found.total)


async def element_by_id(context: Context, identifier: str) -> MapElement | None:
    """The element of this id, published or removed, if its map is the account's."""
    found = ids.parts(identifier, "Element", 2)
    pinned = None if found is None else await context.pins.map(found[0])
    if found is None or pinned is None:
        return None
    element = pinned.history.elements.get(found[1])
    return None if element is None else MapElement(pinned, element)


async def connector_by_id(context: Context, identifier: str) -> MapConnector | None:
    """The connector of this id, published or removed, if its map is the account's."""
    found = ids.parts(identifier, "Connector", 2)
    pinned = None if found is None else await context.pins.map(found[0])
    if found is None or pinned is None:
        return None
    connector = pinned.history.connectors.get(found[1])
    return None if connector is None else MapConnector(pinned, connector)


async def revision(context: Context, pinned: PinnedMap) -> str:
    """Changes whenever any number on the map may have changed."""
    return pinning.revision(pinned, await context.pins.account_knowing([pinned.state]))


def elements(pinned: PinnedMap, kinds: Collection[Kind], *, include_removed: bool) -> list[Element]:
    """Those of the published version in map order, then the removed ones; of `kinds`, if there are any."""
    history = pinned.history
    shown = history.elements.values() if include_removed else history.definition.elements
    return [element for element in shown if not kinds or element.kind in kinds]


def connectors(pinned: PinnedMap, *, include_removed: bool) -> list[Connector]:
    """Those of the published version in map order, then the removed ones."""
    history = pinned.history
    return list(history.connectors.values() if include_removed else history.definition.connectors)


def draft_problems(pinned: PinnedMap) -> tuple[Problem, ...]:
    """What is wrong with what was saved last, as the next version."""
    return problems(pinned.saved.definition, pinned.history)
