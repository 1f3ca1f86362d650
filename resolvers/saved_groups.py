"""Saved groups: made, listed, found and deleted."""

from measure import ids
from measure.errors import ErrorCode, Refused, bad_input, limit_exceeded
from measure.group_ids import SAVED, group_id
from measure.groups import DEEPEST, Saved
from measure.instants import cut
from measure.paging import Window
from measure.saved_groups import Frozen, GroupMode, Live, SavedGroup, SavedGroupPage, checked_name
from measure.terms import term_key
from resolvers import groups
from resolvers.access import Right, require
from resolvers.context import Context
from resolvers.found_group import FoundGroup


async def save(context: Context, identifier: str, name: str, mode: GroupMode) -> SavedGroup:
    """Keep who is in a group (SNAPSHOT), or what it means (LIVE), under a name.

    Raises:
        Refused: FORBIDDEN; BAD_USER_INPUT for a bad name, what is no group, or a LIVE group that would
            contain itself; LIMIT_EXCEEDED for too many, or too deep ones; PLAN_REQUIRED.
    """
    require(context.caller.role, Right.ACT)
    checked = checked_name(name)
    found = await groups.find(context, identifier)
    if found is None:
        raise bad_input("group", groups.NO_GROUP)
    contents = _live(found, checked) if mode is GroupMode.LIVE else Frozen(found.members)
    now = cut(context.services.now())
    saved = await context.store.saved_groups.save(context.account.id, checked, contents, now)
    context.renew()
    return saved


async def delete(context: Context, identifier: str) -> bool:
    """Delete a saved group; whether there was one. Raises Refused (FORBIDDEN)."""
    require(context.caller.role, Right.ACT)
    saved = _id(identifier)
    if saved is None:
        return False
    was_there = await context.store.saved_groups.delete(context.account.id, saved)
    context.renew()
    return was_there


async def page(context: Context, window: Window) -> SavedGroupPage:
    """One page, the newest first; raises Refused (FORBIDDEN, BAD_USER_INPUT)."""
    require(context.caller.role, Right.READ)
    return await context.store.saved_groups.page(context.account.id, window)


async def by_id(context: Context, identifier: str) -> SavedGroup | None:
    """The saved group of this id; None for one that is malformed, unknown or another account's."""
    require(context.caller.role, Right.READ)
    saved = _id(identifier)
    return None if saved is None else await context.store.saved_groups.by_id(context.account.id, saved)


async def group_of(context: Context, saved: SavedGroup) -> FoundGroup | None:
    """Who is in a saved group; None when it cannot be read any more, or the plan has not what it asks for."""
    try:
        return await groups.find(context, group_id(Saved(saved.id)))
    except Refused as refused:
        if refused.code is ErrorCode.PLAN_REQUIRED:
            return None
        raise


def _live(found: FoundGroup, name: str) -> Live:
    """What stands for a group; raises Refused when that would contain itself, or nest too deep."""
    basis = found.basis
    for each in basis.saved.values():
        if isinstance(each, Live) and term_key(each.name) == term_key(name):
            rule = (
                f'contains the saved group "{each.name}" itself: '
                "a live group cannot contain itself; give it another name"
            )
            raise bad_input("group", rule)
    if basis.levels == DEEPEST:
        raise limit_exceeded("depth of saved groups", basis.levels + 1, DEEPEST)
    return Live(name, group_id(found.group))


def _id(identifier: str) -> str | None:
    found = ids.parts(identifier, "SavedGroup", 1)
    return found[0] if found is not None and SAVED.fullmatch(found[0]) else None
