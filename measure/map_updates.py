"""What an open map sends: every asked number at one revision, and the difference between two of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from measure.contact_flow import ElementFlow, connector_flows, element_flows
from measure.lifetime_value import LifetimeValue
from measure.reports import ReportType, rows
from measure.scope import Figures, Place, Row, Scope
from measure.stats import Stat

DEFAULT_STATS = (Stat.REACHED, Stat.WERE_HERE, Stat.HERE_NOW, Stat.ACHIEVED, Stat.PASSED)
"The stats of the increments when none are asked for."


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows and bare numbers: `elements` are keys, None for all; `stats` are those of increments.

    `goal` is the key of a goal, or empty when neither the report nor a stat is about one.
    """

    report: ReportType = ReportType.CONTACT_FLOW
    goal: str = ""
    elements: frozenset[str] | None = None
    stats: tuple[Stat, ...] = DEFAULT_STATS

    def includes(self, row: Row) -> bool:
        """Whether the row is about asked elements only: a connector's about both its ends."""
        return self.elements is None or self.elements.issuperset(row.about)


@dataclass(frozen=True, slots=True)
class Number:
    """The place of one bare number: an element's or a connector's key, never both, and a stat."""

    stat: Stat
    element: str | None = None
    connector: str | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """What is asked of a map, at one revision: whole rows by place, in their order, and bare numbers.

    `day` is the day by which presets were read, None without one.
    """

    version: int
    day: date | None
    cohort: int
    rows: Mapping[Place, Figures]
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

    `rows` are places of rows, in their order.
    """

    is_snapshot: bool
    rows: tuple[Place, ...]
    increments: tuple[Increment, ...]


def asked_rows(scope: Scope, asked: Asked) -> Iterator[Row]:
    """The rows of the asked report that are about asked elements."""
    return filter(asked.includes, rows(asked.report, scope, asked.goal))


def board(scope: Scope, asked: Asked, day: date | None = None) -> Board:
    """Count everything asked of a map."""
    return Board(
        version=scope.state.history.version,
        day=day,
        cohort=scope.count(Stat.COHORT),
        rows={row.place: row.figures() for row in asked_rows(scope, asked)},
        numbers=dict(_numbers(scope, asked)),
    )


def snapshot(now: Board) -> Update:
    """Everything, for someone who has seen nothing."""
    return Update(
        is_snapshot=True,
        rows=tuple(now.rows),
        increments=tuple(Increment(number, 0, value) for number, value in now.numbers.items()),
    )


def update(before: Board, now: Board) -> Update | None:
    """What someone who was sent `before` needs to see `now`; None when that is nothing.

    A snapshot when another version was published or, under a preset, another day began.
    """
    if (before.version, before.day) != (now.version, now.day):
        return snapshot(now)
    if before == now:
        return None
    return Update(
        is_snapshot=False,
        rows=tuple(place for place, figures in now.rows.items() if figures != before.rows[place]),
        increments=tuple(
            Increment(number, value - before.numbers[number], value)
            for number, value in now.numbers.items()
            if value != before.numbers[number]
        ),
    )


def _numbers(scope: Scope, asked: Asked) -> Iterator[tuple[Number, int]]:
    for row in filter(asked.includes, element_flows(scope)):
        for stat in asked.stats:
            if (value := _value(row, stat, asked.goal)) is not None:
                yield Number(stat, element=row.element.key), value
    for way in filter(asked.includes, connector_flows(scope)):
        for stat in asked.stats:
            if (value := way.value(stat)) is not None:
                yield Number(stat, connector=way.connector.key), value


def _value(row: ElementFlow, stat: Stat, goal: str) -> int | None:
    """An element's number; None where the stat does not apply."""
    scope, element = row.scope, row.element
    if stat is Stat.LIFETIME_VALUE:
        return LifetimeValue(scope, element).total
    if stat is not Stat.CONVERTED:
        return row.value(stat)
    is_above = element.key in scope.state.history.topology.upstream.get(goal, ())
    return scope.count(stat, element.key, goal) if is_above else None
