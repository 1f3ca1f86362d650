"""Groups: definitions of sets of contacts, and the filters in them.

Their ids are in `measure/group_ids.py`, who is in them at a pinned state in `measure/membership.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Self

from measure.days import Days
from measure.errors import limit_exceeded
from measure.stats import OF_ACCOUNTS, Stat
from measure.terms import term_key
from measure.touches import Model

DEEPEST = 5
MOST_NESTED = 50

Detail = str | int | None
"What a stat's name needs beside its subject: a goal's key, the index of a link, or a number of values."


@dataclass(frozen=True, slots=True, order=True)
class Tracked:
    """Contacts by their first or last value of a dimension, as `measure.events.DIMENSIONS` has them.

    Those with one of `values` (keys, as `measure.terms` compares them), and with `includes_none` those
    without any value.
    """

    model: Model
    dimension: str
    values: tuple[str, ...] = ()
    includes_none: bool = False

    @classmethod
    def of(cls, model: Model, dimension: str, values: Iterable[str], *, includes_none: bool) -> Self:
        """In the one form that a meaning has, whatever the order, case and spaces of `values`."""
        return cls(model, dimension, tuple(sorted({term_key(value) for value in values})), includes_none)


@dataclass(frozen=True, slots=True)
class Filter:
    """Who is counted: all conditions hold together; without conditions: everybody.

    `added` and `triggers` (keys; ever reached one of these) are read on the map that is counted, days in its
    time zone.
    """

    group: "Group | None" = None
    added: Days | None = None
    created: Days | None = None
    tracking: tuple[Tracked, ...] = ()
    triggers: tuple[str, ...] = ()

    @property
    def asks_account(self) -> bool:
        """Whether its own conditions, those of groups in it aside, are about the account's state."""
        return self.created is not None or bool(self.tracking)


EVERYBODY = Filter()


@dataclass(frozen=True, slots=True)
class StatGroup:
    """The contacts behind one number of a map, of those who pass `filter`.

    `subject` is an element or connector key (a connector's for PASSED, none for COHORT; none, too, for the
    conversion point or email that there was not). `detail` is the index of CLICKED_LINK, the goal of
    CONVERTED, GOAL_CONVERTED, CONVERSION_POINT and CONVERSION_EMAIL, how many values OTHER_VALUES leaves out.
    """

    automation: str
    stat: Stat
    subject: str = ""
    detail: Detail = None
    filter: Filter = EVERYBODY


@dataclass(frozen=True, slots=True)
class Combined:
    """In all of `all`, in one of `any` when there are some, and in none of `none`."""

    all: tuple["Group", ...] = ()
    any: tuple["Group", ...] = ()
    none: tuple["Group", ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """The contacts of a saved group of the account, by its id (`measure/saved_groups.py`)."""

    id: str


Group = StatGroup | Combined | Saved


def nested(group: Group) -> tuple[Group, ...]:
    """The groups a definition is made of."""
    if isinstance(group, Combined):
        return group.all + group.any + group.none
    inner = group.filter.group if isinstance(group, StatGroup) else None
    return () if inner is None else (inner,)


def with_nested(group: Group, change: Callable[[Group], Group]) -> Group:
    """`group`, made of what `change` makes of the groups that it is made of."""
    if isinstance(group, Combined):
        return Combined(*(tuple(map(change, part)) for part in (group.all, group.any, group.none)))
    if isinstance(group, StatGroup) and group.filter.group is not None:
        return replace(group, filter=replace(group.filter, group=change(group.filter.group)))
    return group


def depth(group: Group) -> int:
    return 1 + max((depth(inner) for inner in nested(group)), default=0)


def size(group: Group) -> int:
    return 1 + sum(size(inner) for inner in nested(group))


def is_within_limits(group: Group) -> bool:
    """Whether a definition is neither nested too deep nor holds too many groups."""
    return depth(group) <= DEEPEST and size(group) <= MOST_NESTED


def check_limits(group: Group) -> None:
    """Raises Refused (LIMIT_EXCEEDED) when a definition is nested too deep or holds too many groups."""
    if depth(group) > DEEPEST:
        raise limit_exceeded("depth of a group", depth(group), DEEPEST)
    if size(group) > MOST_NESTED:
        raise limit_exceeded("groups in a group", size(group), MOST_NESTED)


def automations(group: Group) -> frozenset[str]:
    """The automations whose states decide who is in the group."""
    own = frozenset({group.automation}) if isinstance(group, StatGroup) else frozenset()
    return own.union(*(automations(inner) for inner in nested(group)))


def saved_in(group: Group) -> frozenset[str]:
    """The ids of the saved groups that a definition names."""
    own = frozenset({group.id}) if isinstance(group, Saved) else frozenset()
    return own.union(*(saved_in(inner) for inner in nested(group)))


def asks_account(group: Group) -> bool:
    """Whether the account's state, too, decides who is in the group."""
    own = isinstance(group, StatGroup) and (group.stat in OF_ACCOUNTS or group.filter.asks_account)
    return own or any(asks_account(inner) for inner in nested(group))


def asks_tracking(group: Group) -> bool:
    """Whether tracking decides who is in the group."""
    own = isinstance(group, StatGroup) and (group.stat is Stat.OTHER_VALUES or bool(group.filter.tracking))
    return own or any(asks_tracking(inner) for inner in nested(group))


def within(filter: Filter, inside: Iterable[Group]) -> Filter:
    """`filter`, and in all groups of `inside`."""
    narrowed = filter
    for each in inside:
        group = each if narrowed.group is None else Combined((narrowed.group, each))
        narrowed = replace(narrowed, group=group)
    return narrowed
