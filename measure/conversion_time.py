"""How long contacts take from an element to a goal (semantics.md, "Reports"): exact, off the columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from measure.columns import Column, Values
from measure.goal_conversion import upstream
from measure.graph import Element
from measure.scans import Reader
from measure.scope import Counted, ElementRow, Figures, Scope
from measure.sets import Set
from measure.stats import Stat, first_achieved_name, first_reached_name


@dataclass(frozen=True, slots=True)
class Spread:
    """Of durations, in seconds."""

    mean: float
    median: float
    fastest: int
    slowest: int


class Achievers:
    """Those who achieved a goal, of whoever is counted, and when: read once for all elements before it."""

    def __init__(self, scope: Scope, goal: str) -> None:
        self.goal = goal
        self._scope = scope

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self._scope.counted(Stat.ACHIEVED, self.goal).members)

    @cached_property
    def _achieved_at(self) -> Values:
        return self._reader.values(self._achieved)

    @property
    def _achieved(self) -> Column:
        return self._scope.state.column(first_achieved_name(self.goal))

    def durations(self, element: str, converted: Set) -> Values:
        """Seconds from first reaching `element` to first achieving the goal, of all the `converted`."""
        # By every row, not only by the one that has it read: each is made of it (`measure/tracing.py`).
        achieved = self._achieved
        reached = self._scope.state.column(first_reached_name(element))
        reached_at = self._reader.values(reached)
        in_time = reached_at <= self._achieved_at
        # The column may show who reached the element later than this state: then these are too many.
        if np.count_nonzero(in_time) == len(converted):
            durations = self._achieved_at - reached_at
            # Nobody came by another way, mostly; and to compress is thrice as fast as to index.
            return durations if len(converted) == len(durations) else np.compress(in_time, durations)
        reader = Reader(converted)
        return reader.values(achieved) - reader.values(reached)


@dataclass(frozen=True)  # without slots, so that what several fields show is computed once
class GoalConversionTime(ElementRow):
    """One element's row."""

    scope: Scope
    element: Element
    achievers: Achievers

    @cached_property
    def converted(self) -> Counted:
        return self.scope.counted(Stat.CONVERTED, self.element.key, self.achievers.goal)

    @cached_property
    def spread(self) -> Spread | None:
        """None when nobody converted."""
        members = self.converted.members
        return _spread(self.achievers.durations(self.element.key, members)) if members else None

    def figures(self) -> Figures:
        return (self.converted.count, self.spread)


def conversion_times(scope: Scope, goal: str) -> Iterator[GoalConversionTime]:
    """Rows of the elements upstream of the goal, in map order."""
    achievers = Achievers(scope, goal)
    return (GoalConversionTime(scope, element, achievers) for element in upstream(scope, goal))


def _spread(durations: Values) -> Spread:
    total = int(durations.sum(dtype=np.uint64))
    return Spread(
        mean=total / len(durations),
        median=_median(durations),
        fastest=int(durations.min()),
        slowest=int(durations.max()),
    )


def _median(durations: Values) -> float:
    """The mean of the middle two, or the middle one.

    Of one place at a time: numpy partitions around one with vector instructions, around two without.
    """
    middle = len(durations) // 2
    parted = np.partition(durations, middle)
    upper = int(parted[middle])
    lower = upper if len(durations) % 2 else int(parted[:middle].max())
    return (lower + upper) / 2
