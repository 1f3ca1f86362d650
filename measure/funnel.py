"""The funnel: from triggers to goals, and from goals to the next goals (semantics.md, "Reports")."""

from collections.abc import Iterator
from dataclasses import dataclass

from measure.graph import Element, Kind
from measure.scope import Counted, Figures, Place, Scope, ratio
from measure.stats import Stat
from measure.topology import Topology


def _contacts(scope: Scope, stage: Element) -> Counted:
    """Who entered by a trigger, or achieved a goal."""
    return scope.counted(Stat.ACHIEVED if stage.kind is Kind.GOAL else Stat.REACHED, stage.key)


@dataclass(frozen=True, slots=True)
class FunnelStage:
    """A trigger or a goal."""

    scope: Scope
    element: Element

    @property
    def contacts(self) -> Counted:
        return _contacts(self.scope, self.element)

    @property
    def overall_rate(self) -> float | None:
        return ratio(self.contacts.count, self.scope.count(Stat.COHORT))

    @property
    def place(self) -> Place:
        return Place("stages", self.element.key)

    @property
    def about(self) -> tuple[str, ...]:
        return (self.element.key,)

    def figures(self) -> Figures:
        return (self.contacts.count, self.overall_rate)


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """From a trigger or goal to a goal below it with no other goal between."""

    scope: Scope
    source: Element
    target: Element

    @property
    def eligible(self) -> Counted:
        return _contacts(self.scope, self.source)

    @property
    def converted(self) -> Counted:
        stat = Stat.GOAL_CONVERTED if self.source.kind is Kind.GOAL else Stat.CONVERTED
        return self.scope.counted(stat, self.source.key, self.target.key)

    @property
    def rate(self) -> float | None:
        return ratio(self.converted.count, self.eligible.count)

    @property
    def place(self) -> Place:
        return Place("steps", f"{self.source.key}>{self.target.key}")

    @property
    def about(self) -> tuple[str, ...]:
        return (self.source.key, self.target.key)

    def figures(self) -> Figures:
        return (self.eligible.count, self.converted.count)


def funnel(scope: Scope) -> Iterator[FunnelStage | FunnelStep]:
    """The stages in map order, then the steps, by their source and then their target in map order."""
    history = scope.state.history
    stages = [element for element in history.definition.elements if element.kind in (Kind.TRIGGER, Kind.GOAL)]
    goals = [stage for stage in stages if stage.kind is Kind.GOAL]
    for stage in stages:
        yield FunnelStage(scope, stage)
    for stage in stages:
        below = _next_goals(history.topology, stage.key, {goal.key for goal in goals})
        for goal in goals:
            if goal.key in below:
                yield FunnelStep(scope, stage, goal)


def _next_goals(topology: Topology, stage: str, goals: set[str]) -> set[str]:
    """The goals that can be reached from `stage` without passing another one; never itself."""
    met, found, waiting = {stage}, set(), [stage]
    while waiting:
        for connector in topology.outgoing[waiting.pop()]:
            key = connector.target
            if key in met:
                continue
            met.add(key)
            if key in goals:
                found.add(key)
            else:
                waiting.append(key)
    return found
