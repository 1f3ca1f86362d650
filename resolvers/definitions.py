"""Definitions of groups: read off ids and off what saved groups hold, and kept where ids need it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from measure.group_ids import UnknownDefinition, kept_texts, parse
from measure.groups import DEEPEST, Group, automations, saved_in
from measure.saved_groups import Contents, Live, meanings, on_days, read_by_today, spelled_out
from resolvers.context import Context
from resolvers.found_group import Basis


@dataclass(frozen=True, slots=True)
class Meaning:
    """A group with LIVE saved groups in it spelled out, and what it is read off."""

    group: Group
    basis: Basis


@dataclass(frozen=True, slots=True)
class _Saved:
    """The saved groups in a group, as `Basis` has them, and the definitions of the LIVE ones."""

    contents: Mapping[str, Contents]
    definitions: Mapping[str, Group]
    levels: int


async def parsed(context: Context, identifier: str) -> Group | None:
    """The definition behind a group's id; None for what is no such id of the account."""
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


async def keep(context: Context, *new: Group) -> None:
    """Keep what the groups' ids name by digests only: ask this before a new group's id goes out."""
    account, definitions = context.account.id, context.definitions
    if texts := tuple(chain.from_iterable(kept_texts(group) for group in new)):
        await context.kept.get(new, lambda: definitions.keep(account, texts))


async def meaning(context: Context, group: Group) -> Meaning | None:
    """What a group means today; None when an automation or a saved group that it is made of is not there.

    In LIVE saved groups presets are read by the day that it is where they count; everywhere else by the days
    that stand beside them.
    """
    pins = context.pins
    saved = await _saved(context, group)
    if saved is None:
        return None
    named = sorted(automations(group).union(*map(automations, saved.definitions.values())))
    pinned = await asyncio.gather(*(pins.map(automation) for automation in named))
    maps = {each.id: each for each in pinned if each is not None}
    if len(maps) < len(named):
        return None
    presets = frozenset[str]().union(*map(read_by_today, saved.definitions.values()))
    today = {each: context.today(maps[each].time_zone) for each in sorted(presets)}
    found = meanings({each: on_days(definition, today) for each, definition in saved.definitions.items()})
    if found is None:
        return None
    days = {maps[each].time_zone: day for each, day in today.items()}
    return Meaning(spelled_out(group, found), Basis(maps, saved.contents, days, saved.levels))


async def _saved(context: Context, group: Group) -> _Saved | None:
    """All saved groups that a group is made of, level by level; None when one is not there."""
    contents: dict[str, Contents] = {}
    definitions: dict[str, Group] = {}
    wanted, levels = saved_in(group), 0
    while wanted:
        found = await context.store.saved_groups.contents(context.account.id, wanted)
        levels += 1
        if len(found) < len(wanted) or levels > DEEPEST:
            return None
        contents |= found
        for each, held in found.items():
            if isinstance(held, Live):
                definition = await parsed(context, held.group)
                if definition is None:
                    return None
                definitions[each] = definition
        wanted = frozenset[str]().union(*map(saved_in, definitions.values())) - contents.keys()
    return _Saved(contents, definitions, levels)
