"""Groups by id: found, confined to the caller's account, combined, and kept where their ids need it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measure import groups
from measure.errors import bad_input, limit_exceeded
from measure.groups import Combined, Group, StatGroup, UnknownDefinition
from measure.sets import Set
from resolvers.context import Context
from resolvers.pins import PinnedMap

MOST_COMBINED = 20
NO_GROUP = "is not the id of a group of this account"


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """A group of the caller's account, and the pins of all its automations."""

    group: Group
    maps: Mapping[str, PinnedMap]

    @property
    def members(self) -> Set:
        return groups.members(self.group, {key: pinned.state for key, pinned in self.maps.items()})


async def find(context: Context, identifier: str) -> FoundGroup | None:
    """The group of this id; None for one that is malformed, unknown or another account's.

    A definition that is too deep or too large was never given an id: it is unknown, too.
    """
    pins = context.pins
    group = await _parsed(context, identifier)
    if group is None or groups.depth(group) > groups.DEEPEST or groups.size(group) > groups.MOST_NESTED:
        return None
    named = sorted(groups.automations(group))
    pinned = await asyncio.gather(*(pins.map(automation) for automation in named))
    maps = {each.id: each for each in pinned if each is not None}
    return FoundGroup(group, maps) if len(maps) == len(named) and _is_counted(group, maps) else None


async def combine(
    context: Context, every: Sequence[str], some: Sequence[str], none: Sequence[str]
) -> FoundGroup:
    """Those in all of `every`, in one of `some` when there are any, and in none of `none`.

    Raises:
        Refused: BAD_USER_INPUT when `every` and `some` are empty or an id is no group's,
            LIMIT_EXCEEDED when there are too many, or they nest too deep.
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
    for each in (*found["all"], *found["any"], *found["none"]):
        maps.update(each.maps)
    return FoundGroup(group, maps)


async def keep(context: Context, group: Group) -> None:
    """Keep what the group's id names by digests only: ask this before a new group's id goes out."""
    account, definitions = context.account.id, context.store.definitions
    if texts := tuple(groups.kept_texts(group)):
        await context.kept.get(group, lambda: definitions.keep(account, texts))


async def _find_all(context: Context, argument: str, identifiers: Sequence[str]) -> list[FoundGroup]:
    found = await asyncio.gather(*(find(context, identifier) for identifier in identifiers))
    for index, each in enumerate(found):
        if each is None:
            raise bad_input(f"{argument}.{index}", NO_GROUP)
    return [each for each in found if each is not None]


async def _parsed(context: Context, identifier: str) -> Group | None:
    texts: dict[str, str] = {}
    while True:
        try:
            return groups.parse(identifier, texts)
        except UnknownDefinition as missing:
            text = await context.store.definitions.text(context.account.id, missing.digest)
            if text is None:
                return None
            texts[missing.digest] = text


def _is_counted(group: Group, maps: Mapping[str, PinnedMap]) -> bool:
    """Whether the maps have, or had, everything the group and those in it count at."""
    if isinstance(group, StatGroup) and not groups.is_countable(group, maps[group.automation].state):
        return False
    return all(_is_counted(inner, maps) for inner in groups.nested(group))
