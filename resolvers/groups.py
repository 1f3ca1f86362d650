"""Groups by id: found, confined to the caller's account, combined and compared."""

import asyncio
from collections.abc import Mapping, Sequence

from measure import groups, ids
from measure.account_state import AccountState
from measure.errors import bad_input, limit_exceeded
from measure.features import Feature
from measure.group_ids import SAVED
from measure.groups import Combined, Group, Saved, StatGroup
from measure.membership import States, is_countable, members
from measure.overlaps import Overlap, overlaps
from resolvers.access import Right, require
from resolvers.context import Context
from resolvers.definitions import keep, meaning, parsed
from resolvers.found_group import Basis, FoundGroup
from resolvers.pins import PinnedMap

MOST_COMBINED = 20
FEWEST_COMPARED = 2
MOST_COMPARED = 6
NO_GROUP = "is not the id of a group of this account"


async def find(context: Context, identifier: str) -> FoundGroup | None:
    """The group of this id, or that of a saved group; None for a malformed, unknown or another account's id.

    It is found once a request. A definition that is too deep or too large was never given an id: it is
    unknown, too.

    Raises:
        Refused: FORBIDDEN; PLAN_REQUIRED when it asks for what the account's plan has not.
    """
    return await context.groups.get(identifier, lambda: _find(context, identifier))


async def _find(context: Context, identifier: str) -> FoundGroup | None:
    require(context.caller.role, Right.READ)
    group = await _named(context, identifier)
    if group is None or not groups.is_within_limits(group):
        return None
    meant = await meaning(context, group)
    if meant is None or not groups.is_within_limits(meant.group):
        return None
    if not _is_counted(meant.group, meant.basis.maps):
        return None
    context.require_feature(Feature.REPORTS)
    if groups.asks_tracking(meant.group):
        context.require_feature(Feature.TRACKING)
    return await _read(context, group, meant.group, meant.basis)


async def _named(context: Context, identifier: str) -> Group | None:
    kind, saved = ids.decode(identifier)
    if kind == "SavedGroup":
        return Saved(saved) if SAVED.fullmatch(saved) else None
    return await parsed(context, identifier)


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
    meant = Combined(*(tuple(each.meaning for each in part) for part in found.values()))
    groups.check_limits(meant)
    await keep(context, group)
    basis = Basis.joined(each.basis for part in found.values() for each in part)
    return await _read(context, group, meant, basis)


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
    groups.check_limits(Combined(tuple(each.meaning for each in found)))  # of every row's size
    rows = overlaps([(each.group, each.members) for each in found])
    await keep(context, *(row.group for row in rows))
    states = [pinned.state for each in found for pinned in each.basis.maps.values()]
    return rows, (await context.pins.account_knowing(states)).state


async def _find_all(context: Context, argument: str, identifiers: Sequence[str]) -> list[FoundGroup]:
    found = await asyncio.gather(*(find(context, identifier) for identifier in identifiers))
    for index, each in enumerate(found):
        if each is None:
            raise bad_input(f"{argument}.{index}", NO_GROUP)
    return [each for each in found if each is not None]


async def _read(context: Context, group: Group, meant: Group, basis: Basis) -> FoundGroup:
    """Who is in the group, which is the same as in `meant`."""
    states = {key: pinned.state for key, pinned in basis.maps.items()}
    account = (await context.pins.account_knowing(states.values())).state
    who = members(meant, States(states, account, frozen=basis.frozen, scans=context.scans))
    await asyncio.sleep(0)  # a large group takes long: others have their turn before the next one
    return FoundGroup(group, meant, basis, account, who)


def _is_counted(group: Group, maps: Mapping[str, PinnedMap]) -> bool:
    """Whether the maps have, or had, everything the group and those in it count at."""
    if isinstance(group, StatGroup) and not is_countable(group, maps[group.automation].state):
        return False
    return all(_is_counted(inner, maps) for inner in groups.nested(group))
