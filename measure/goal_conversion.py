"""Who converts to a goal: after which element, from where, through which email (semantics.md, "Reports")."""

from collections.abc import Iterator
from dataclasses import dataclass

from measure.graph import Element, Kind
from measure.scope import Counted, ElementRow, Figures, Place, Scope, ratio
from measure.stats import Stat


def upstream(scope: Scope, goal: str) -> list[Element]:
    """The elements from which the goal can be reached on the published version, in map order."""
    history = scope.state.history
    above = set(history.topology.upstream.get(goal, ()))
    return [element for element in history.definition.elements if element.key in above]


@dataclass(frozen=True, slots=True)
class GoalConversionRate(ElementRow):
    """Of those who reached an element, who first achieved the goal no earlier than that."""

    scope: Scope
    element: Element
    goal: str

    @property
    def reached(self) -> Counted:
        return self.scope.counted(Stat.REACHED, self.element.key)

    @property
    def converted(self) -> Counted:
        return self.scope.counted(Stat.CONVERTED, self.element.key, self.goal)

    @property
    def rate(self) -> float | None:
        return ratio(self.converted.count, self.reached.count)

    def figures(self) -> Figures:
        return (self.reached.count, self.converted.count)


@dataclass(frozen=True, slots=True)
class GoalConversionPoint:
    """Those who achieved the goal from one place, or through one email; `element` None: from none.

    `stat` is CONVERSION_POINT or CONVERSION_EMAIL.
    """

    scope: Scope
    stat: Stat
    element: Element | None
    goal: str

    @property
    def key(self) -> str:
        return "" if self.element is None else self.element.key

    @property
    def contacts(self) -> Counted:
        return self.scope.counted(self.stat, self.key, self.goal)

    @property
    def share(self) -> float | None:
        return ratio(self.contacts.count, self.scope.count(Stat.ACHIEVED, self.goal))

    @property
    def place(self) -> Place:
        return Place("points" if self.stat is Stat.CONVERSION_POINT else "emails", self.key)

    @property
    def about(self) -> tuple[str, ...]:
        return (self.key,)

    def figures(self) -> Figures:
        return (self.contacts.count, self.share)


def conversion_rates(scope: Scope, goal: str) -> Iterator[GoalConversionRate]:
    """Rows of the elements upstream of the goal, in map order."""
    return (GoalConversionRate(scope, element, goal) for element in upstream(scope, goal))


def conversion_points(scope: Scope, goal: str) -> Iterator[GoalConversionPoint]:
    """Rows of all places and all emails, removed ones too, in map order; those of none last.

    Everyone who achieved the goal is in exactly one row of either kind; most rows may have nobody.
    """
    elements = scope.state.history.elements.values()
    emails = (element for element in elements if element.kind is Kind.EMAIL)
    for stat, places in ((Stat.CONVERSION_POINT, elements), (Stat.CONVERSION_EMAIL, emails)):
        for element in (*places, None):
            yield GoalConversionPoint(scope, stat, element, goal)
