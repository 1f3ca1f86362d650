"""What an open map sends: every asked number at one revision, and the difference between two of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from measure.contact_flow import ConnectorFlow, ElementFlow, connector_flows, element_flows
from measure.lifetime_value import LifetimeValue
from measure.reports import ReportType, rows
from measure.scope import Figures, Place, Row, Scope
from measure.stats import Stat
from measure.tallies import Tallies
from measure.tracing import Trace, changed

R = TypeVar("R", bound=Row)

DEFAULT_STATS = (Stat.REACHED, Stat.WERE_HERE, Stat.HERE_NOW, Stat.ACHIEVED, Stat.PASSED)
"The stats of the increments when none are asked for."
NO_DAYS: Mapping[str, date] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Parts:
    """What of a board somebody looks at: nothing else is counted, and what changes elsewhere is not sent."""

    cohort: bool = True
    rows: bool = True
    numbers: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows and bare numbers: `elements` are keys, None for all; `stats` are those of increments.

    `goal` is the key of a goal, or empty when neither the report nor a stat is about one.
    """

    report: ReportType = ReportType.CONTACT_FLOW
    goal: str = ""
    elements: frozenset[str] | None = None
    stats: tuple[Stat, ...] = DEFAULT_STATS
    parts: Parts = field(default_factory=Parts)

    def of(self, rows: Iterator[R]) -> Iterator[R]:
        """The rows that are about asked elements only: a connector's about both its ends."""
        elements = self.elements
        return rows if elements is None else (row for row in rows if elements.issuperset(row.about))


class Number(NamedTuple):
    """The place of one bare number: an element's or a connector's key, never both, and a stat."""

    stat: Stat
    element: str | None = None
    connector: str | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """What is asked of a map, at one revision: whole rows by place, in their order, and bare numbers.

    `days` are the days, by time zone, by which presets were read.
    """

    version: int
    days: Mapping[str, date]
    cohort: int
    rows: Mapping[Place, Figures]
    numbers: Mapping[Number, int]
    made: "Made" = field(compare=False, repr=False)


Numbers = tuple[tuple[Number, int], ...]
"Of one row."


@dataclass(frozen=True, slots=True)
class Made:
    """How a board was counted, which the next one is made from."""

    scope: Scope
    asked: Asked
    places: tuple[Place, ...]
    rows: Tallies[Figures]
    numbers: Tallies[Numbers]

    def leads_to(self, scope: Scope, asked: Asked) -> bool:
        """Whether the same rows are asked for there, under the same filter."""
        mine = self.scope
        return mine.state.history is scope.state.history and (mine.automation, mine.filter, self.asked) == (
            scope.automation,
            scope.filter,
            asked,
        )


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
    return asked.of(rows(asked.report, scope, asked.goal)) if asked.parts.rows else iter(())


def board(
    scope: Scope, asked: Asked, days: Mapping[str, date] = NO_DAYS, before: Board | None = None
) -> Board:
    """Everything asked of a map: counted, or as on the board `before` where that cannot have changed."""
    known = None if before is None or not before.made.leads_to(scope, asked) else before.made
    made = _counted(scope, asked) if known is None else _recounted(known, scope)
    return Board(
        version=scope.state.history.version,
        days=days,
        cohort=scope.count(Stat.COHORT) if asked.parts.cohort else 0,
        rows=dict(zip(made.places, made.rows.values, strict=True)),
        numbers=dict(chain.from_iterable(made.numbers.values)),
        made=made,
    )


def _counted(scope: Scope, asked: Asked) -> Made:
    trace = Trace(scope)
    return Made(
        scope=scope,
        asked=asked,
        places=tuple(row.place for row in asked_rows(scope, asked)),
        rows=Tallies.of(trace, asked_rows(trace.scope, asked), _figures),
        numbers=Tallies.of(trace, _flows(trace.scope, asked), partial(_numbers, asked)),
    )


def _recounted(made: Made, scope: Scope) -> Made:
    """The same rows in another scope."""
    asked, trace = made.asked, Trace(scope)
    new = changed(made.scope, scope, chain(made.rows.readers, made.numbers.readers))
    return replace(
        made,
        scope=scope,
        rows=made.rows.again(trace, asked_rows(trace.scope, asked), _figures, new),
        numbers=made.numbers.again(trace, _flows(trace.scope, asked), partial(_numbers, asked), new),
    )


def _figures(row: Row) -> Figures:
    return row.figures()


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
    if (before.version, before.days) != (now.version, now.days):
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


def sent_rows(now: Board, update: Update) -> list[Row]:
    """The rows of an update that made the board what it is `now`, in the scope that they were counted in."""
    sent, rows = set(update.rows), asked_rows(now.made.scope, now.made.asked)
    return [row for place, row in zip(now.made.places, rows, strict=True) if place in sent]


def _flows(scope: Scope, asked: Asked) -> Iterator[ElementFlow | ConnectorFlow]:
    """The rows that have bare numbers, whatever the report."""
    flows: Iterator[ElementFlow | ConnectorFlow] = chain(element_flows(scope), connector_flows(scope))
    return asked.of(flows) if asked.parts.numbers else iter(())


def _numbers(asked: Asked, row: ElementFlow | ConnectorFlow) -> Numbers:
    values = ((_number(row, stat), _value(row, stat, asked.goal)) for stat in asked.stats)
    return tuple((number, value) for number, value in values if value is not None)


def _number(row: ElementFlow | ConnectorFlow, stat: Stat) -> Number:
    if isinstance(row, ElementFlow):
        return Number(stat, element=row.element.key)
    return Number(stat, connector=row.connector.key)


def _value(row: ElementFlow | ConnectorFlow, stat: Stat, goal: str) -> int | None:
    """A row's number; None where the stat does not apply."""
    if isinstance(row, ConnectorFlow):
        return row.value(stat)
    scope, element = row.scope, row.element
    if stat is Stat.LIFETIME_VALUE:
        return LifetimeValue(scope, element).total
    if stat is not Stat.CONVERTED:
        return row.value(stat)
    is_above = element.key in scope.state.history.topology.upstream.get(goal, ())
    return scope.count(stat, element.key, goal) if is_above else None
