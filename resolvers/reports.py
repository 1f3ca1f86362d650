"""Reports: a map read under a filter, and rows of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from measure import reports
from measure.reports import ReportType
from measure.scope import Row
from resolvers.context import Context
from resolvers.goals import goal_of
from resolvers.pins import PinnedMap
from resolvers.reading import Conditions, Reading
from resolvers.readings import read

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Report:
    """Rows of one of the six reports; `goal` is the key of the one it is about, or empty."""

    reading: Reading
    type: ReportType
    goal: str
    rows: Sequence[Row]


async def report(
    context: Context, pinned: PinnedMap, type: ReportType, goal: str | None, conditions: Conditions
) -> Report:
    """The whole report.

    Raises:
        Refused: as `read` does, and BAD_USER_INPUT for a goal that is missing, or that is none.
    """
    about = goal_of(pinned, type, goal)
    reading = await read(context, pinned, conditions)
    return Report(reading, type, about, list(reports.full_rows(type, reading.scope, about)))


def as_of(context: Context, report: Report) -> datetime:
    """When the log's end was last seen to be the report's revision."""
    context.reads.other()  # it moves on while the revision stays
    return report.reading.as_of


def rows_of(report: Report, kind: type[R]) -> list[R]:
    """The report's rows of one kind, in their order."""
    return [row for row in report.rows if isinstance(row, kind)]
