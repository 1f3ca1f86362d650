"""Jobs: actions on everybody in a group, and files of them."""

from collections.abc import Mapping
from typing import Final

import orjson

from measure import ids
from measure.actions import entry_hindrance, triggers
from measure.errors import bad_input
from measure.events import LONGEST_TAG
from measure.features import Feature
from measure.jobs import LONGEST_KEY, Action, Export, ExportFormat, Job, JobKind, JobPage
from measure.paging import Window
from resolvers.access import Right, require
from resolvers.context import Context
from resolvers.found_group import FoundGroup
from resolvers.groups import NO_GROUP, find
from resolvers.pins import PinnedMap
from store.jobs import Wanted

NO_JOB: Final = "is not the id of a job of this account"
_ARGUMENTS: Final[Mapping[JobKind, str]] = {
    JobKind.ADD_TAG: "action.addTag",
    JobKind.REMOVE_TAG: "action.removeTag",
    JobKind.ADD_TO_AUTOMATION: "action.addToAutomation.automation",
    JobKind.REMOVE_FROM_AUTOMATION: "action.removeFromAutomation",
}


async def run_action(context: Context, group: str, asked: Action, key: str) -> Job:
    """Start an action on everybody who is in a group (its id) now; or the job that `key` has started before.

    Without a trigger contacts enter by the first one that the map has now.

    Raises:
        Refused: BAD_USER_INPUT for a group, an automation, a trigger, a tag or a key that cannot be;
            CONFLICT when the key has started something else; FORBIDDEN, PLAN_REQUIRED, LIMIT_EXCEEDED.
    """
    require(context.caller.role, Right.ACT)
    context.require_feature(Feature.ACTIONS)
    if not 1 <= len(key) <= LONGEST_KEY or "\0" in key:
        raise bad_input("idempotencyKey", f"must be a text of 1 to {LONGEST_KEY} characters without NUL")
    canonical = orjson.dumps([group, asked.kind, asked.subject, asked.trigger]).decode()
    if started := await context.store.jobs.by_key(context.account.id, key, canonical):
        return started
    found = await _existing(context, group)
    action = await _checked(context, asked)
    return await _start(context, Wanted(action, group, found.members, key, canonical))


async def export(context: Context, group: str, format: ExportFormat) -> Job:
    """Start writing a file of everybody who is in a group (its id) now; raises as `run_action` does."""
    require(context.caller.role, Right.ACT)
    context.require_feature(Feature.EXPORT)
    found = await _existing(context, group)
    return await _start(context, Wanted(Export(format), group, found.members))


async def cancel(context: Context, identifier: str) -> Job:
    """Have a job end: at once if nobody works on it yet, else after the step that is under way.

    Raises:
        Refused: BAD_USER_INPUT when the account has no such job; FORBIDDEN, TEMPORARILY_UNAVAILABLE.
    """
    require(context.caller.role, Right.ACT)
    job = await existing(context, identifier)
    if job.status.has_ended:
        return job
    store = context.store
    await store.jobs.ask_to_cancel(context.account.id, job.id)
    await store.job_runner.end_cancelled(job.id)
    return await existing(context, identifier)


async def by_id(context: Context, identifier: str) -> Job | None:
    """The job of this id; None for one that is malformed, unknown or another account's."""
    require(context.caller.role, Right.READ)
    found = ids.parts(identifier, "Job", 1)
    return None if found is None else await context.store.jobs.by_id(context.account.id, found[0])


async def existing(context: Context, identifier: str) -> Job:
    """The job that an argument must name; raises Refused (BAD_USER_INPUT) when there is none."""
    job = await by_id(context, identifier)
    if job is None:
        raise bad_input("id", NO_JOB)
    return job


async def page(context: Context, window: Window) -> JobPage:
    """One page, the newest first; raises Refused (BAD_USER_INPUT) for a cursor of another connection."""
    require(context.caller.role, Right.READ)
    return await context.store.jobs.page(context.account.id, window)


async def _existing(context: Context, group: str) -> FoundGroup:
    found = await find(context, group)
    if found is None:
        raise bad_input("group", NO_GROUP)
    return found


async def _start(context: Context, wanted: Wanted) -> Job:
    store = context.store
    job = await store.jobs.start(context.account.id, wanted, context.services.now())
    store.job_runner.look_soon()
    return job


async def _checked(context: Context, asked: Action) -> Action:
    """The action with its trigger named; raises Refused (BAD_USER_INPUT)."""
    argument = _ARGUMENTS[asked.kind]
    if asked.kind in (JobKind.ADD_TAG, JobKind.REMOVE_TAG):
        if not 1 <= len(asked.subject) <= LONGEST_TAG or "\0" in asked.subject:
            raise bad_input(argument, f"must be a text of 1 to {LONGEST_TAG} characters without NUL")
        return asked
    pinned = await context.pins.map_by_key(asked.subject)
    if pinned is None:
        raise bad_input(argument, f'the account has no automation "{asked.subject[:64]}"')
    if asked.kind is JobKind.REMOVE_FROM_AUTOMATION:
        return asked
    return _entering(pinned, asked)


def _entering(pinned: PinnedMap, asked: Action) -> Action:
    history = pinned.history
    trigger = next(iter(triggers(history)), "") if asked.trigger is None else asked.trigger
    if hindrance := entry_hindrance(history, asked.subject, trigger):
        code, rule = hindrance
        field = "trigger" if code == "UNKNOWN_ELEMENT" else "automation"
        raise bad_input(f"action.addToAutomation.{field}", rule)
    return Action(asked.kind, asked.subject, trigger)
