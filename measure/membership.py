"""Who is in a group, and who passes a filter, at pinned states (semantics.md, "Stats" and "Filters")."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from measure.account_state import AccountState
from measure.days import Days, seconds_within
from measure.dimensions import MOST_SHOWN, split
from measure.events import DIMENSIONS
from measure.graph import Kind
from measure.groups import Detail, Filter, Group, Saved, StatGroup, Tracked
from measure.map_state import MapState
from measure.rescans import Scans
from measure.sets import Set, intersection, union
from measure.stats import (
    ADDED,
    COHORT,
    Stat,
    applies,
    conversion_email_name,
    conversion_point_name,
    converted_name,
    goal_converted_name,
    link_set_name,
    set_name,
    values_subject,
)
from measure.touches import Model, Touched
from measure.zones import zone


@dataclass(frozen=True, slots=True)
class States:
    """The pinned states that groups are read off: every automation they name, and the account.

    `known` are groups that were read off them already, `frozen` the contacts of saved groups by id, `scans`
    those of earlier states of the same streams.
    """

    maps: Mapping[str, MapState]
    account: AccountState = field(default_factory=AccountState)
    known: Mapping[Group, Set] = field(default_factory=dict)
    frozen: Mapping[str, Set] = field(default_factory=dict)
    scans: Scans = field(default_factory=Scans)


def members(group: Group, states: States) -> Set:
    """Who is in the group, in which LIVE saved groups are spelled out."""
    if (found := states.known.get(group)) is not None:
        return found
    if isinstance(group, StatGroup):
        state = states.maps[group.automation]
        who = passing(group.filter, group.automation, states)
        return stat_members(state, states.account, group.stat, group.subject, group.detail, who)
    if isinstance(group, Saved):
        return states.frozen[group.id] & states.account.contacts
    parts = [members(inner, states) for inner in group.all]
    if group.any:
        parts.append(union(members(inner, states) for inner in group.any))
    return intersection(parts) - union(members(inner, states) for inner in group.none)


def passing(filter: Filter, automation: str, states: States) -> Set | None:
    """Who passes a filter on an automation; None: everybody."""
    parts = list(_conditions(filter, automation, states))
    if filter.group is not None:
        parts.append(members(filter.group, states))
    return intersection(parts) if parts else None


def _conditions(filter: Filter, automation: str, states: States) -> Iterator[Set]:
    state, account, scans = states.maps[automation], states.account, states.scans
    if filter.added is not None:
        runs = _seconds(filter.added, state)
        yield scans.between((automation, ADDED), state.column(ADDED), state.set(COHORT), runs)
    if filter.created is not None:
        yield scans.between("created", account.created, account.contacts, _seconds(filter.created, state))
    for tracked in filter.tracking:
        yield _tracked(tracked, account, scans)
    if filter.triggers:
        yield union(state.set(set_name(Stat.REACHED, trigger)) for trigger in filter.triggers)


def _seconds(days: Days, state: MapState) -> tuple[tuple[int, int], ...]:
    return seconds_within(days, zone(state.history.definition.time_zone))


def _tracked(tracked: Tracked, account: AccountState, scans: Scans) -> Set:
    place = tracked.model, tracked.dimension
    terms = account.touches.terms.get(tracked.dimension)
    touched = account.touches.touched.get(place, Touched())
    codes = [terms.code(value) for value in tracked.values] if terms else []
    found = scans.among(place, touched.codes, touched.who, [code for code in codes if code is not None])
    return found | (account.contacts - touched.who) if tracked.includes_none else found


def stat_members(
    state: MapState,
    account: AccountState,
    stat: Stat,
    subject: str,
    detail: Detail = None,
    who: Set | None = None,
) -> Set:
    """The set behind a stat, cut with `who` unless that is everybody; `detail` as `StatGroup` has it."""
    if stat not in _MADE:
        return _cut(_kept(state, stat, subject, detail), who)

    def those(stat: Stat) -> Set:
        """Cut first: what is made of few is made fast."""
        return _cut(state.set(set_name(stat, subject)), who)

    match stat:
        case Stat.WERE_HERE:
            return those(Stat.REACHED) - state.set(set_name(Stat.HERE_NOW, subject))
        case Stat.WAITING:
            return those(Stat.HERE_NOW) - state.set(set_name(Stat.ACHIEVED, subject))
        case Stat.BUYERS:
            return those(Stat.REACHED) & account.money.positive
    return _other_values(account, subject, detail, _cut(state.set(COHORT), who))


_MADE: Final = frozenset({Stat.WERE_HERE, Stat.WAITING, Stat.BUYERS, Stat.OTHER_VALUES})
"Stats of which no set is kept."


def _cut(found: Set, who: Set | None) -> Set:
    return found if who is None else found & who


def _other_values(account: AccountState, subject: str, detail: Detail, contacts: Set) -> Set:
    model, _, dimension = subject.partition("/")
    return split(account.touches, Model(model), dimension, contacts, int(detail or 0)).others


def _kept(state: MapState, stat: Stat, subject: str, detail: Detail) -> Set:
    """The set behind a stat that one is kept for."""
    if detail is None:  # most numbers of a report
        return state.set(COHORT if stat is Stat.COHORT else set_name(stat, subject))
    if isinstance(detail, int):
        return state.set(link_set_name(subject, detail))
    return _of_goal(state, stat, subject, detail)


def _of_goal(state: MapState, stat: Stat, subject: str, goal: str) -> Set:
    if stat is Stat.CONVERTED:
        return state.set(converted_name(subject, goal))
    if stat is Stat.GOAL_CONVERTED:
        return state.set(goal_converted_name(subject, goal))
    part_name = _PARTS[stat]
    if subject:
        return state.set(part_name(goal, subject))
    parts = union(state.set(part_name(goal, element)) for element in state.history.elements)
    return state.set(set_name(Stat.ACHIEVED, goal)) - parts


_PARTS: dict[Stat, Callable[[str, str], str]] = {
    Stat.CONVERSION_POINT: conversion_point_name,
    Stat.CONVERSION_EMAIL: conversion_email_name,
}
"How the sets are named into which those fall who achieved a goal, but for those who are in none of them."


def is_countable(group: StatGroup, state: MapState) -> bool:
    """Whether the map has, or had, all that the group and its filter count at."""
    history = state.history
    triggers = (history.elements.get(key) for key in group.filter.triggers)
    if not all(trigger is not None and trigger.kind is Kind.TRIGGER for trigger in triggers):
        return False
    if group.stat is Stat.COHORT:
        return group.subject == "" and group.detail is None
    if group.stat is Stat.OTHER_VALUES:
        is_number = type(group.detail) is int and 1 <= group.detail <= MOST_SHOWN
        return is_number and group.subject in _VALUES
    if group.stat is Stat.PASSED:
        return group.subject in history.connectors and group.detail is None
    if group.stat in _PARTS and group.subject == "":
        return _is_goal(state, group.detail)
    element = history.elements.get(group.subject)
    if element is None or group.stat in _NO_SETS or not applies(group.stat, element):
        return False
    if group.stat is Stat.CLICKED_LINK:
        return type(group.detail) is int and 0 <= group.detail < len(history.links[group.subject])
    return _is_goal(state, group.detail) if group.stat in _ABOUT_GOALS else group.detail is None


_VALUES = frozenset(values_subject(model, dimension) for model in Model for dimension in DIMENSIONS)
_ABOUT_GOALS = frozenset({Stat.CONVERTED, Stat.GOAL_CONVERTED, *_PARTS})
_NO_SETS = frozenset({Stat.TOTAL_VISITORS, Stat.LIFETIME_VALUE})


def _is_goal(state: MapState, key: Detail) -> bool:
    goal = state.history.elements.get(key) if isinstance(key, str) else None
    return goal is not None and goal.kind is Kind.GOAL
