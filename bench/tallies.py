"""The reports' numbers once more, counted over flat arrays of all contacts: what answers must say.

Slow and plain on purpose; it shares nothing with the reports but the names of sets and columns.
"""

from collections.abc import Callable, Mapping
from itertools import pairwise

import numpy as np

from bench.arrays import Mask, Ordinals, Seconds, as_mask, as_values
from bench.planting import Planted
from bench.questions import (
    FLOW,
    FUNNEL,
    PLACES,
    POINT,
    RATE,
    TIME,
    TRACKING,
    VALUE,
    Number,
    Numbers,
    Question,
    mean,
)
from bench.touching import spelling
from bench.visits import set_names
from measure.graph import Kind
from measure.sets import Set
from measure.stats import (
    COHORT,
    Stat,
    conversion_email_name,
    conversion_point_name,
    first_achieved_name,
    first_reached_name,
    set_name,
)
from measure.touches import Model

ROWS = 100
"Of the breakdown, as many as it has unless asked otherwise."
NEVER = 1 << 40


class Tally:
    """What a planted map's reports on `goal` must say of the contacts in `who`."""

    def __init__(self, planted: Planted, contacts: int, goal: str, who: Mask) -> None:
        self._state, self._account = planted.state, planted.account_state
        self._contacts, self._goal, self._who = contacts, goal, who
        self._history = planted.state.history
        self._upstream = self._history.topology.upstream[goal]
        money = self._account.money
        spent = sum(
            as_mask(members, contacts).astype(np.int64) << bit for bit, members in enumerate(money.slices)
        )
        self._money: Seconds = np.where(as_mask(money.negative, contacts), -spent, spent)
        self._goals = [each.key for each in self._history.definition.elements if each.kind is Kind.GOAL]

    def of(self, question: Question) -> Numbers:
        return _TALLIES[question.name](self)

    def flow(self) -> Numbers:
        counts = {key: self._count(name) for key, name in set_names(self._history).items()}
        return {key: (count,) for key, count in counts.items() if count}

    def funnel(self) -> Numbers:
        """The map of `bench/drawing.py` is a chain: its trigger, one goal, another goal."""
        stages = {"form": self._entered("form")} | {goal: self._at(goal) for goal in self._goals}
        numbers: dict[tuple[str, str], tuple[Number, ...]] = {}
        for key, at in stages.items():
            numbers["stages", key] = (int(np.count_nonzero(self._who & (at < NEVER))),)
        keys = list(stages)
        for source, target in pairwise(keys):
            eligible = self._who & (stages[source] < NEVER)
            converted = eligible & (stages[target] < NEVER) & (stages[source] <= stages[target])
            numbers["steps", f"{source}>{target}"] = (
                int(np.count_nonzero(eligible)),
                int(np.count_nonzero(converted)),
            )
        return numbers

    def values(self) -> Numbers:
        numbers: dict[tuple[str, str], tuple[Number, ...]] = {}
        for element in self._history.definition.elements:
            money = self._money[self._who & self._mask(set_name(Stat.REACHED, element.key))]
            spent = money[money > 0]
            numbers["elements", element.key] = (
                len(money),
                len(spent),
                int(money.sum()),
                mean(int(spent.sum()), len(spent)),
            )
        return numbers

    def rates(self) -> Numbers:
        numbers: dict[tuple[str, str], tuple[Number, ...]] = {}
        for element in self._upstream:
            reached = self._who & self._mask(set_name(Stat.REACHED, element))
            numbers["elements", element] = (int(np.count_nonzero(reached)), len(self._durations(element)))
        return numbers

    def points(self) -> Numbers:
        achieved = self._who & self._mask(set_name(Stat.ACHIEVED, self._goal))
        emails = [each.key for each in self._history.definition.elements if each.kind is Kind.EMAIL]
        numbers: dict[tuple[str, str], tuple[Number, ...]] = {}
        for rows, keys, name in (
            ("points", self._history.elements, conversion_point_name),
            ("emails", emails, conversion_email_name),
        ):
            left = achieved
            for key in keys:
                inside = achieved & self._mask(name(self._goal, key))
                numbers[rows, key] = (int(np.count_nonzero(inside)),)
                left = left & ~inside
            numbers[rows, ""] = (int(np.count_nonzero(left)),)
        return {place: row for place, row in numbers.items() if row != (0,)}

    def times(self) -> Numbers:
        return {("elements", key): time_figures(self._durations(key)) for key in self._upstream}

    def breakdown(self) -> Numbers:
        cohort = self._who & self._mask(COHORT)
        touched = self._account.touches.touched[Model.FIRST, "source"]
        has_value = cohort & as_mask(touched.who, self._contacts)
        codes = as_values(touched.codes, self._contacts, -1)
        found = {
            spelling("source", code): _row(self._money[has_value & (codes == code)])
            for code in np.unique(codes[has_value]).tolist()
        }
        return shown_rows(found, _row(self._money[cohort & ~has_value]))

    def _entered(self, element: str) -> Seconds:
        return as_values(self._state.column(first_reached_name(element)), self._contacts, NEVER)

    def _at(self, goal: str) -> Seconds:
        return as_values(self._state.column(first_achieved_name(goal)), self._contacts, NEVER)

    def _durations(self, element: str) -> Seconds:
        reached, achieved = self._entered(element), self._at(self._goal)
        converted = self._who & (achieved < NEVER) & (reached <= achieved)
        durations: Seconds = (achieved - reached)[converted]
        return durations

    def _mask(self, name: str) -> Mask:
        return as_mask(self._state.set(name), self._contacts)

    def _count(self, name: str) -> int:
        members: Set = self._state.set(name)
        ordinals: Ordinals = np.frombuffer(members.to_array(), np.uint32)
        return int(np.count_nonzero(self._who[ordinals]))


def time_figures(durations: Seconds) -> tuple[Number, ...]:
    if not len(durations):
        return (0, None, None, None, None)
    return (
        len(durations),
        round(int(durations.sum()) / len(durations), PLACES),
        float(np.median(durations)),
        int(durations.min()),
        int(durations.max()),
    )


def shown_rows(values: Mapping[str, tuple[int, int]], none: tuple[int, int]) -> Numbers:
    """The rows and the others of a breakdown, of the (contacts, minor units) of all values."""
    largest = sorted(values, key=lambda value: (-values[value][0], value))
    numbers: dict[tuple[str, str], tuple[Number, ...]] = {
        ("rows", key): values[key] for key in largest[:ROWS]
    }
    numbers["rows", ""] = none
    numbers["others", ""] = (sum(values[key][0] for key in largest[ROWS:]),)
    return numbers


def _row(money: Seconds) -> tuple[int, int]:
    return len(money), int(money.sum())


_TALLIES: Mapping[str, Callable[[Tally], Numbers]] = {
    FLOW.name: Tally.flow,
    FUNNEL.name: Tally.funnel,
    VALUE.name: Tally.values,
    RATE.name: Tally.rates,
    POINT.name: Tally.points,
    TIME.name: Tally.times,
    TRACKING.name: Tally.breakdown,
}
