"""The contact flow report: every stat of every element and connector (semantics.md, "Reports")."""

from collections.abc import Iterator
from dataclasses import dataclass

from measure.graph import MESSAGES, VISITABLE, Connector, Element, Kind
from measure.scope import Counted, ElementRow, Figures, Place, Scope, ratio
from measure.sets import union
from measure.stats import Stat, applies, clicks_name, set_name, visits_name


@dataclass(frozen=True, slots=True)
class LinkFlow:
    """One link of a message. `url` is None when the published version has no link at `index`."""

    scope: Scope
    element: Element
    index: int

    @property
    def url(self) -> str | None:
        return self.element.links[self.index] if self.index < len(self.element.links) else None

    @property
    def clicked(self) -> Counted:
        return self.scope.counted(Stat.CLICKED_LINK, self.element.key, self.index)

    @property
    def total_clicks(self) -> int:
        return self.scope.state.counters(clicks_name(self.element.key)).get(self.index, 0)


@dataclass(frozen=True, slots=True)
class MessageFlow:
    """What became of an EMAIL or SMS."""

    scope: Scope
    element: Element

    def rate(self, part: Stat, whole: Stat) -> float | None:
        return ratio(self.scope.count(part, self.element.key), self.scope.count(whole, self.element.key))

    @property
    def links(self) -> list[LinkFlow]:
        known = self.scope.state.history.links[self.element.key]
        return [LinkFlow(self.scope, self.element, index) for index in range(len(known))]


@dataclass(frozen=True, slots=True)
class ElementFlow(ElementRow):
    """One element's row."""

    scope: Scope
    element: Element

    def counted(self, stat: Stat) -> Counted:
        return self.scope.counted(stat, self.element.key)

    def counted_if_applies(self, stat: Stat) -> Counted | None:
        return self.counted(stat) if applies(stat, self.element) else None

    @property
    def message(self) -> MessageFlow | None:
        return MessageFlow(self.scope, self.element) if self.element.kind in MESSAGES else None

    @property
    def conversion_rate(self) -> float | None:
        """achieved(g) / (reached(g) ∪ reached of every element upstream of g)."""
        if self.element.kind is not Kind.GOAL:
            return None
        goal, state = self.element.key, self.scope.state
        near = (goal, *state.history.topology.upstream.get(goal, ()))
        reached = union(state.set(set_name(Stat.REACHED, key)) for key in near)
        return ratio(self.scope.count(Stat.ACHIEVED, goal), self.scope.size(reached))

    @property
    def total_visitors(self) -> int | None:
        """Visits on the days that contacts are filtered by, by whomever."""
        if self.element.kind not in VISITABLE:
            return None
        visits = self.scope.state.counters(visits_name(self.element.key))
        days = self.scope.filter.added
        if days is None:
            return sum(visits.values())
        first, last = days.bounds
        return sum(count for day, count in visits.items() if first <= day <= last)

    def value(self, stat: Stat) -> int | None:
        """The bare number of a stat; None where it does not apply."""
        if stat is Stat.TOTAL_VISITORS:
            return self.total_visitors
        return self.scope.count(stat, self.element.key) if applies(stat, self.element) else None

    def figures(self) -> Figures:
        counts = (self.value(stat) for stat in _ROW_STATS)
        links = self.message.links if self.message else []
        clicks = (number for link in links for number in (link.clicked.count, link.total_clicks))
        return (*counts, self.conversion_rate, *clicks)


_ROW_STATS = (
    Stat.REACHED,
    Stat.WERE_HERE,
    Stat.HERE_NOW,
    Stat.WAITING,
    Stat.ACHIEVED,
    Stat.SENT,
    Stat.DELIVERED,
    Stat.OPENED,
    Stat.CLICKED,
    Stat.BOUNCED,
    Stat.UNSUBSCRIBED,
    Stat.COMPLAINED,
    Stat.FAILED,
    Stat.SKIPPED,
    Stat.TOTAL_VISITORS,
)


@dataclass(frozen=True, slots=True)
class ConnectorFlow:
    """One connector's row."""

    scope: Scope
    connector: Connector

    @property
    def passed(self) -> Counted:
        return self.scope.counted(Stat.PASSED, self.connector.key)

    @property
    def share(self) -> float | None:
        """passed(k) / union of passed over all connectors of the same source; None for a removed one.

        Shares are read off the current version: set against its connectors, a removed one's could be above 1.
        """
        state = self.scope.state
        if state.history.is_removed_connector(self.connector):
            return None
        ways = state.history.topology.outgoing.get(self.connector.source, ())
        passed = union(state.set(set_name(Stat.PASSED, way.key)) for way in ways)
        return ratio(self.scope.count(Stat.PASSED, self.connector.key), self.scope.size(passed))

    def value(self, stat: Stat) -> int | None:
        return self.scope.count(stat, self.connector.key) if stat is Stat.PASSED else None

    @property
    def place(self) -> Place:
        return Place("connectors", self.connector.key)

    @property
    def about(self) -> tuple[str, ...]:
        return (self.connector.source, self.connector.target)

    def figures(self) -> Figures:
        """The share changes when only a sibling did."""
        return (self.value(Stat.PASSED), self.share)


def element_flows(scope: Scope) -> Iterator[ElementFlow]:
    """Rows of the published version's elements, in map order."""
    return (ElementFlow(scope, element) for element in scope.state.history.definition.elements)


def connector_flows(scope: Scope) -> Iterator[ConnectorFlow]:
    """Rows of the published version's connectors, in map order."""
    return (ConnectorFlow(scope, connector) for connector in scope.state.history.definition.connectors)
