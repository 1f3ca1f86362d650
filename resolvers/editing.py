"""Saving, publishing, pausing, resuming and archiving automations."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from measure.automations import Automation, Draft
from measure.graph import Definition
from measure.history import Status
from measure.instants import cut
from measure.problems import ELEMENT_KEY, Problem, ProblemCode
from resolvers import automations
from resolvers.access import Right, require
from resolvers.context import Context
from resolvers.pins import PinnedMap
from store.accounts import check_time_zone


@dataclass(frozen=True, slots=True)
class Edited:
    """An automation after an edit, and what is wrong with it; no map: there is no such automation."""

    map: PinnedMap | None
    problems: tuple[Problem, ...] = ()


async def save(context: Context, key: str, drawn: Definition, time_zone: str | None) -> Edited:
    """Create or replace the draft, whatever its problems.

    `time_zone` stands in for that of `drawn`; None is the published one, before that the account's.

    Raises:
        Refused: FORBIDDEN; BAD_USER_INPUT for a time zone that is none; LIMIT_EXCEEDED when the drawing
            is larger than can be kept.
    """
    require(context.caller.role, Right.EDIT)
    if not ELEMENT_KEY.fullmatch(key):
        message = f'the automation\'s key must match {ELEMENT_KEY.pattern}, not "{key[:64]}"'
        return Edited(None, (Problem(ProblemCode.BAD_KEY, message),))
    if time_zone is not None:
        check_time_zone("input.timeZone", time_zone)
    definition = replace(drawn, time_zone=time_zone or await _time_zone(context, key))
    draft = Draft(definition, cut(context.services.now()))
    automation = await context.store.automations.save(context.account.id, key, definition, draft.saved_at)
    context.renew()
    pinned = await context.pins.pin(automation, draft)
    return Edited(pinned, automations.draft_problems(pinned, definition))


async def publish(context: Context, identifier: str) -> Edited:
    """Make the draft the next version; with an ERROR among the problems nothing changes."""
    publisher, now = context.store.publisher, context.services.now()
    return await _edit(context, identifier, lambda automation: publisher.publish(automation, now))


async def change_status(context: Context, identifier: str, to: Status) -> Edited:
    """Pause (PAUSED), resume (PUBLISHED) or archive (ARCHIVED)."""
    publisher, now = context.store.publisher, context.services.now()
    return await _edit(context, identifier, lambda automation: publisher.change_status(automation, to, now))


async def _edit(
    context: Context, identifier: str, edit: Callable[[Automation], Awaitable[tuple[Problem, ...]]]
) -> Edited:
    require(context.caller.role, Right.EDIT)
    automation = await automations.editable(context, identifier)
    if automation is None:
        return Edited(None)
    problems = await edit(automation)
    context.renew()
    return Edited(await automations.by_id(context, identifier), problems)


async def _time_zone(context: Context, key: str) -> str:
    store, account = context.store, context.account
    automation = await store.automations.by_key(account.id, key)
    if automation is None:
        return account.time_zone
    stream = await store.streams.map(account.id, automation.id)
    history = (await stream.pin()).state.history
    return history.definition.time_zone if history.is_published else account.time_zone
