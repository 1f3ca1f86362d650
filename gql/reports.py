"""The six reports, whole or only some rows of them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from gql.contact_flow import ConnectorFlow, ContactFlow
from gql.enums import ReportType
from gql.fields import described
from gql.funnel import FunnelStage, FunnelStep
from gql.goal_conversion import GoalConversionPoint, GoalConversionRate, GoalConversionTime
from gql.groups import ContactGroup
from gql.info import Info
from gql.lifetime_value import LifetimeValue
from gql.rows import LazyElement, row_element
from measure import contact_flow, conversion_time, funnel, goal_conversion, lifetime_value
from measure.stats import Stat
from resolvers import reports
from resolvers.reports import rows_of

if TYPE_CHECKING:
    from gql.automation import Automation


@strawberry.interface
class Report:
    report: strawberry.Private[reports.Report]
    type: ReportType
    version: int = strawberry.field(
        description="The published version it was read off; when it changes, read the map again."
    )
    revision: str

    @classmethod
    def of(cls, report: reports.Report) -> "Report":
        reading = report.reading
        return _TYPES[report.type](
            report=report,
            type=report.type,
            version=reading.map.history.version,
            revision=reading.revision,
        )

    @described("When the log's end was last seen to be this revision.")
    def as_of(self, info: Info) -> datetime:
        return reports.as_of(info.context, self.report)

    @strawberry.field
    def automation(self) -> Annotated["Automation", strawberry.lazy("gql.automation")]:
        from gql.automation import Automation

        return Automation.of(self.report.reading.map)

    @described("The contacts that pass the filter and were ever added to this automation.")
    def cohort(self) -> ContactGroup:
        return ContactGroup.of(self.report.reading.scope.counted(Stat.COHORT))


@strawberry.type
class ContactFlowReport(Report):
    @strawberry.field
    def elements(self) -> list[ContactFlow]:
        return [
            ContactFlow.of(self.report.reading, row) for row in rows_of(self.report, contact_flow.ElementFlow)
        ]

    @strawberry.field
    def connectors(self) -> list[ConnectorFlow]:
        return [
            ConnectorFlow.of(self.report.reading, row)
            for row in rows_of(self.report, contact_flow.ConnectorFlow)
        ]


@strawberry.type
class FunnelConversionReport(Report):
    @strawberry.field
    def stages(self) -> list[FunnelStage]:
        return [FunnelStage.of(self.report.reading, row) for row in rows_of(self.report, funnel.FunnelStage)]

    @strawberry.field
    def steps(self) -> list[FunnelStep]:
        return [FunnelStep.of(self.report.reading, row) for row in rows_of(self.report, funnel.FunnelStep)]


@strawberry.type
class LifetimeValueReport(Report):
    @strawberry.field
    def elements(self) -> list[LifetimeValue]:
        rows = rows_of(self.report, lifetime_value.LifetimeValue)
        return [LifetimeValue.of(self.report.reading, row) for row in rows]


def _goal(self: Report) -> LazyElement:
    reading = self.report.reading
    return row_element(reading, reading.map.history.elements[self.report.goal])


@strawberry.type
class GoalConversionRateReport(Report):
    goal: LazyElement = strawberry.field(resolver=_goal)

    @described("Elements upstream of the goal.")
    def elements(self) -> list[GoalConversionRate]:
        rows = rows_of(self.report, goal_conversion.GoalConversionRate)
        return [GoalConversionRate.of(self.report.reading, row) for row in rows]


@strawberry.type
class GoalConversionPointReport(Report):
    goal: LazyElement = strawberry.field(resolver=_goal)

    @strawberry.field
    def achieved(self) -> ContactGroup:
        return ContactGroup.of(self.report.reading.scope.counted(Stat.ACHIEVED, self.report.goal))

    @described(
        "Where contacts were when they first achieved the goal; each once, so the shares sum to 1. "
        "element null: nowhere on the map."
    )
    def points(self) -> list[GoalConversionPoint]:
        return self._split(Stat.CONVERSION_POINT)

    @described("The email each had last been sent on this map before that; element null: none.")
    def emails(self) -> list[GoalConversionPoint]:
        return self._split(Stat.CONVERSION_EMAIL)

    def _split(self, stat: Stat) -> list[GoalConversionPoint]:
        rows = rows_of(self.report, goal_conversion.GoalConversionPoint)
        return [GoalConversionPoint.of(self.report.reading, row) for row in rows if row.stat is stat]


@strawberry.type
class GoalConversionTimeReport(Report):
    goal: LazyElement = strawberry.field(resolver=_goal)

    @strawberry.field
    def elements(self) -> list[GoalConversionTime]:
        rows = rows_of(self.report, conversion_time.GoalConversionTime)
        return [GoalConversionTime.of(self.report.reading, row) for row in rows]


_TYPES: dict[ReportType, type[Report]] = {
    ReportType.CONTACT_FLOW: ContactFlowReport,
    ReportType.FUNNEL_CONVERSION: FunnelConversionReport,
    ReportType.LIFETIME_VALUE: LifetimeValueReport,
    ReportType.GOAL_CONVERSION_RATE: GoalConversionRateReport,
    ReportType.GOAL_CONVERSION_POINT: GoalConversionPointReport,
    ReportType.GOAL_CONVERSION_TIME: GoalConversionTimeReport,
}
REPORTS = list(_TYPES.values())
