"""Automations, their elements and connectors: by id, by key, and in pages."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from measure import ids
from measure.automations import Automation, Draft
from measure.errors import bad_input
from measure.graph import Connector, Definition, Element, Kind
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
    """The automation of this id, not pinned: an edit is judged by the present, not by what was seen."""
    found = ids.parts(identifier, "Automation", 1)
    return None if found is None else await context.store.automations.by_id(context.account.id, found[0])


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
    maps = await asyncio.gather(*(pins.pin(automation, saved) for _, automation, saved in found.items))
    cursors = (cursor for cursor, _, _ in found.items)
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


async def draft(context: Context, pinned: PinnedMap) -> Draft | None:
    """What was saved last; None when that is what is published.

    Raises:
        Refused: TEMPORARILY_UNAVAILABLE when nobody can tell.
    """
    saved, history = await context.pins.saved(pinned), pinned.history
    return None if history.is_published and saved.definition == history.definition else saved


def draft_problems(pinned: PinnedMap, drawn: Definition) -> tuple[Problem, ...]:
    """What is wrong with a drawing as the map's next version."""
    return problems(drawn, pinned.history)
