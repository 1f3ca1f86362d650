"""Groups by id: found, confined to the caller's account, combined, and kept where their ids need it."""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import chain

from measure import groups
from measure.account_state import AccountState
from measure.errors import bad_input, limit_exceeded
from measure.features import Feature
from measure.group_ids import UnknownDefinition, kept_texts, parse
from measure.groups import Combined, Group, StatGroup
from measure.membership import States, is_countable, members
from measure.overlaps import Overlap, overlaps
from resolvers.context import Context
from resolvers.found_group import FoundGroup
from resolvers.pins import PinnedMap

MOST_COMBINED = 20
FEWEST_COMPARED = 2
MOST_COMPARED = 6
NO_GROUP = "is not the id of a group of this account"


async def find(context: Context, identifier: str) -> FoundGroup | None:
    """The group of this id; None for one that is malformed, unknown or another account's.

    It is found once a request. A definition that is too deep or too large was never given an id: it is
    unknown, too.

    Raises:
        Refused: PLAN_REQUIRED when it asks for what the account's plan has not.
    """
    return await context.groups.get(identifier, lambda: _find(context, identifier))


async def _find(context: Context, identifier: str) -> FoundGroup | None:
    pins = context.pins
    group = await _parsed(context, identifier)
    if group is None or not groups.is_within_limits(group):
        return None
    named = sorted(groups.automations(group))
    pinned = await asyncio.gather(*(pins.map(automation) for automation in named))
    maps = {each.id: each for each in pinned if each is not None}
    if len(maps) < len(named) or not _is_counted(group, maps):
        return None
    context.require_feature(Feature.REPORTS)
    if groups.asks_tracking(group):
        context.require_feature(Feature.TRACKING)
    return await _read(context, group, maps)


async def combine(
    context: Context, every: Sequence[str], some: Sequence[str], none: Sequence[str]
) -> FoundGroup:
    """Those in all of `every`, in one of `some` when there are any, and in none of `none`.

    Raises:
        Refused: BAD_USER_INPUT when `every` and `some` are empty or an id is no group's,
            LIMIT_EXCEEDED when there are too many, or they nest too deep, PLAN_REQUIRED.
    """
    if not every and not some:
        raise bad_input("all", "all or any must name a group")
    count = len(every) + len(some) + len(none)
    if count > MOST_COMBINED:
        raise limit_exceeded("groups to combine", count, MOST_COMBINED)
    parts = {"all": every, "any": some, "none": none}
    found = {argument: await _find_all(context, argument, named) for argument, named in parts.items()}
    group = Combined(*(tuple(each.group for each in part) for part in found.values()))
    groups.check_limits(group)
    await keep(context, group)
    maps: dict[str, PinnedMap] = {}
    for each in chain.from_iterable(found.values()):
        maps.update(each.maps)
    return await _read(context, group, maps)


async def overlap(context: Context, identifiers: Sequence[str]) -> tuple[list[Overlap], AccountState]:
    """Every exact combination of these groups that has anyone, and the account of their contacts.

    Raises:
        Refused: BAD_USER_INPUT for fewer than 2 or an id that is no group's, LIMIT_EXCEEDED for more than 6
            or when they nest too deep, PLAN_REQUIRED.
    """
    if len(identifiers) < FEWEST_COMPARED:
        raise bad_input("groups", f"must name at least {FEWEST_COMPARED} groups")
    if len(identifiers) > MOST_COMPARED:
        raise limit_exceeded("groups", len(identifiers), MOST_COMPARED)
    found = await _find_all(context, "groups", identifiers)
    rows = overlaps([(each.group, each.members) for each in found])
    for row in rows:
        groups.check_limits(row.group)
    await keep(context, *(row.group for row in rows))
    states = [pinned.state for each in found for pinned in each.maps.values()]
    return rows, (await context.pins.account_knowing(states)).state


async def keep(context: Context, *new: Group) -> None:
    """Keep what the groups' ids name by digests only: ask this before a new group's id goes out."""
    account, definitions = context.account.id, context.definitions
    if texts := tuple(chain.from_iterable(kept_texts(group) for group in new)):
        await context.kept.get(new, lambda: definitions.keep(account, texts))


async def _find_all(context: Context, argument: str, identifiers: Sequence[str]) -> list[FoundGroup]:
    found = await asyncio.gather(*(find(context, identifier) for identifier in identifiers))
    for index, each in enumerate(found):
        if each is None:
            raise bad_input(f"{argument}.{index}", NO_GROUP)
    return [each for each in found if each is not None]


async def _read(context: Context, group: Group, maps: Mapping[str, PinnedMap]) -> FoundGroup:
    """Who is in the group."""
    states = {key: pinned.state for key, pinned in maps.items()}
    account = (await context.pins.account_knowing(states.values())).state
    found = FoundGroup(group, maps, account, members(group, States(states, account, scans=context.scans)))
    await asyncio.sleep(0)  # a large group takes long: others have their turn before the next one
    return found


async def _parsed(context: Context, identifier: str) -> Group | None:
    texts: dict[str, str] = {}
    while True:
        try:
            return parse(identifier, texts)
        except UnknownDefinition as missing:
            text = await context.definitions.text(context.account.id, missing.digest)
            if text is None:
                context.reads.other()  # it may be kept later
                return None
            texts[missing.digest] = text


def _is_counted(group: Group, maps: Mapping[str, PinnedMap]) -> bool:
    """Whether the maps have, or had, everything the group and those in it count at."""
    if isinstance(group, StatGroup) and not is_countable(group, maps[group.automation].state):
        return False
    return all(_is_counted(inner, maps) for inner in groups.nested(group))
