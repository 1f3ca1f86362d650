"""What an open map sends: every asked number at one revision, and the difference between two of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from measure.contact_flow import ConnectorFlow, ElementFlow, Scope, connector_flows, element_flows
from measure.graph import Connector, Element
from measure.stats import Stat

DEFAULT_STATS = (Stat.REACHED, Stat.WERE_HERE, Stat.HERE_NOW, Stat.ACHIEVED, Stat.PASSED)
"The stats of the increments when none are asked for."


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows and bare numbers: `elements` are keys, None for all; `stats` are those of increments."""

    elements: frozenset[str] | None = None
    stats: tuple[Stat, ...] = DEFAULT_STATS

    def includes(self, element: Element) -> bool:
        return self.elements is None or element.key in self.elements

    def joins(self, connector: Connector) -> bool:
        """Whether the connector lies between two of the asked elements."""
        return self.elements is None or self.elements.issuperset((connector.source, connector.target))


@dataclass(frozen=True, slots=True)
class Number:
    """The place of one bare number: an element's or a connector's key, never both, and a stat."""

    stat: Stat
    element: str | None = None
    connector: str | None = None


Figures = tuple[float | None, ...]
"Every number of one row."


@dataclass(frozen=True, slots=True)
class Board:
    """What is asked of a map, at one revision: whole rows by key, in map order, and bare numbers."""

    version: int
    cohort: int
    elements: Mapping[str, Figures]
    connectors: Mapping[str, Figures]
    numbers: Mapping[Number, int]


@dataclass(frozen=True, slots=True)
class Increment:
    """A bare number now: what it was before, plus `delta`."""

    number: Number
    delta: int
    value: int


@dataclass(frozen=True, slots=True)
class Update:
    """What to send: everything asked (`is_snapshot`), or the rows and numbers that are others now.

    `elements` and `connectors` are keys of rows, in map order.
    """

    is_snapshot: bool
    elements: tuple[str, ...]
    connectors: tuple[str, ...]
    increments: tuple[Increment, ...]


def board(scope: Scope, asked: Asked) -> Board:
    """Count everything asked of a map."""
    elements = [flow for flow in element_flows(scope) if asked.includes(flow.element)]
    connectors = [flow for flow in connector_flows(scope) if asked.joins(flow.connector)]
    return Board(
        version=scope.state.history.version,
        cohort=scope.count(Stat.COHORT),
        elements={flow.element.key: flow.figures() for flow in elements},
        connectors={flow.connector.key: flow.figures() for flow in connectors},
        numbers=dict(_numbers(elements, connectors, asked.stats)),
    )


def update(before: Board | None, now: Board) -> Update | None:
    """What someone who was sent `before` needs to see `now`; None when that is nothing.

    A snapshot is sent first, and again when another version was published.
    """
    if before is None or before.version != now.version:
        return Update(
            is_snapshot=True,
            elements=tuple(now.elements),
            connectors=tuple(now.connectors),
            increments=tuple(Increment(number, 0, value) for number, value in now.numbers.items()),
        )
    if before == now:
        return None
    return Update(
        is_snapshot=False,
        elements=tuple(_changed(before.elements, now.elements)),
        connectors=tuple(_changed(before.connectors, now.connectors)),
        increments=tuple(
            Increment(number, value - before.numbers[number], value)
            for number, value in now.numbers.items()
            if value != before.numbers[number]
        ),
    )


def _numbers(
    elements: Iterable[ElementFlow], connectors: Iterable[ConnectorFlow], stats: Iterable[Stat]
) -> Iterator[tuple[Number, int]]:
    for row in elements:
        for stat in stats:
            if (value := row.value(stat)) is not None:
                yield Number(stat, element=row.element.key), value
    for way in connectors:
        for stat in stats:
            if (value := way.value(stat)) is not None:
                yield Number(stat, connector=way.connector.key), value


def _changed(before: Mapping[str, Figures], now: Mapping[str, Figures]) -> Iterator[str]:
    return (key for key, figures in now.items() if figures != before[key])
