"""Filters: from what was asked to who is counted."""

from collections.abc import Mapping
from datetime import date

from measure.days import Days, preset_days
from measure.errors import bad_input, limit_exceeded
from measure.features import Feature
from measure.graph import Kind
from measure.groups import Filter, Tracked
from resolvers.context import Context
from resolvers.found_group import FoundGroup
from resolvers.groups import NO_GROUP, find
from resolvers.pins import PinnedMap
from resolvers.reading import AskedDays, AskedTracking, Conditions

MOST_TRACKING = 5
MOST_VALUES = 50
LONGEST_VALUE = 255
MOST_TRIGGERS = 50


async def found_groups(context: Context, conditions: Conditions) -> list[FoundGroup]:
    """The groups that conditions name; raises Refused for one that is none of the account's."""
    named = {"filter.group": conditions.group, "within": conditions.within}
    found = []
    for argument, identifier in named.items():
        if identifier is None:
            continue
        group = await find(context, identifier)
        if group is None:
            raise bad_input(argument, NO_GROUP)
        found.append(group)
    return found


def filter_of(
    context: Context, pinned: PinnedMap, conditions: Conditions
) -> tuple[Filter, Mapping[str, date]]:
    """What is asked beside groups, and the day by which presets were read, by time zone; none without one.

    Raises:
        Refused: BAD_USER_INPUT with the argument that breaks a rule, LIMIT_EXCEEDED for lists too long,
            PLAN_REQUIRED.
    """
    today = context.today(pinned.time_zone) if conditions.has_preset else None
    if conditions.tracking:
        context.require_feature(Feature.TRACKING)
    counted = Filter(
        added=_days("filter.added", conditions.added, today),
        created=_days("filter.created", conditions.created, today),
        tracking=_tracking(conditions.tracking),
        triggers=_triggers(pinned, conditions.triggers),
    )
    return counted, {} if today is None else {pinned.time_zone: today}


def _days(argument: str, asked: AskedDays | None, today: date | None) -> Days | None:
    """`today` is None only when there is no preset."""
    if asked is None:
        return None
    if asked.preset is not None and not (asked.first is None and asked.last is None):
        raise bad_input(f"{argument}.preset", "give a preset or days, not both")
    if asked.first is not None and asked.last is not None and asked.first > asked.last:
        raise bad_input(f"{argument}.from", f"must not be after to, {asked.last}, but is {asked.first}")
    days = preset_days(asked.preset, today) if asked.preset and today else Days(asked.first, asked.last)
    return None if days.is_open else days


def _tracking(asked: tuple[AskedTracking, ...]) -> tuple[Tracked, ...]:
    if len(asked) > MOST_TRACKING:
        raise limit_exceeded("filter.tracking", len(asked), MOST_TRACKING)
    return tuple(sorted({_tracked(f"filter.tracking.{index}", each) for index, each in enumerate(asked)}))


def _tracked(argument: str, asked: AskedTracking) -> Tracked:
    if not asked.values and not asked.includes_none:
        raise bad_input(f"{argument}.values", "must name a value, or includeNone must be true")
    if len(asked.values) > MOST_VALUES:
        raise limit_exceeded(f"{argument}.values", len(asked.values), MOST_VALUES)
    for index, value in enumerate(asked.values):
        if len(value) > LONGEST_VALUE:
            rule = f"must be at most {LONGEST_VALUE} characters, not {len(value)}"
            raise bad_input(f"{argument}.values.{index}", rule)
    return Tracked.of(asked.model, asked.dimension, asked.values, includes_none=asked.includes_none)


def _triggers(pinned: PinnedMap, asked: tuple[str, ...]) -> tuple[str, ...]:
    if len(asked) > MOST_TRIGGERS:
        raise limit_exceeded("filter.triggers", len(asked), MOST_TRIGGERS)
    for index, key in enumerate(asked):
        element = pinned.history.elements.get(key)
        if element is None or element.kind is not Kind.TRIGGER:
            rule = f'automation "{pinned.automation.key}" has no trigger "{key[:64]}"'
            raise bad_input(f"filter.triggers.{index}", rule)
    return tuple(sorted(set(asked)))
