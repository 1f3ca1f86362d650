"""The six reports: which rows each has."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import chain

from measure.contact_flow import connector_flows, element_flows
from measure.conversion_time import conversion_times
from measure.funnel import funnel
from measure.goal_conversion import GoalConversionPoint, conversion_points, conversion_rates
from measure.lifetime_value import lifetime_values
from measure.scope import Row, Scope


class ReportType(StrEnum):
    CONTACT_FLOW = "CONTACT_FLOW"
    FUNNEL_CONVERSION = "FUNNEL_CONVERSION"
    LIFETIME_VALUE = "LIFETIME_VALUE"
    GOAL_CONVERSION_RATE = "GOAL_CONVERSION_RATE"
    GOAL_CONVERSION_POINT = "GOAL_CONVERSION_POINT"
    GOAL_CONVERSION_TIME = "GOAL_CONVERSION_TIME"


ON_A_GOAL = frozenset(
    {ReportType.GOAL_CONVERSION_RATE, ReportType.GOAL_CONVERSION_POINT, ReportType.GOAL_CONVERSION_TIME}
)
"The reports on one goal."

_ROWS: dict[ReportType, Callable[[Scope, str], Iterator[Row]]] = {
    ReportType.CONTACT_FLOW: lambda scope, _: chain(element_flows(scope), connector_flows(scope)),
    ReportType.FUNNEL_CONVERSION: lambda scope, _: funnel(scope),
    ReportType.LIFETIME_VALUE: lambda scope, _: lifetime_values(scope),
    ReportType.GOAL_CONVERSION_RATE: conversion_rates,
    ReportType.GOAL_CONVERSION_POINT: conversion_points,
    ReportType.GOAL_CONVERSION_TIME: conversion_times,
}


def rows(report: ReportType, scope: Scope, goal: str) -> Iterator[Row]:
    """The rows of a report, list after list; `goal` is the key of a goal, of whichever for those on none."""
    return _ROWS[report](scope, goal)


def full_rows(report: ReportType, scope: Scope, goal: str) -> Iterator[Row]:
    """The rows that the whole report shows: places from which nobody converted are not among them."""
    return (row for row in rows(report, scope, goal) if not is_empty(row))


def is_empty(row: Row) -> bool:
    """Whether a row is shown only to say that there is nobody any more."""
    return isinstance(row, GoalConversionPoint) and not row.contacts.count
