"""Reports: what they share, and the contact flow."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from gql.contact_flow import ConnectorFlow, ContactFlow
from gql.enums import ReportType
from gql.fields import described
from gql.groups import ContactGroup
from measure import contact_flow
from measure.stats import Stat
from resolvers.reading import Reading

if TYPE_CHECKING:
    from gql.automation import Automation


@strawberry.interface
class Report:
    reading: strawberry.Private[Reading]
    type: ReportType
    version: int = strawberry.field(
        description="The published version it was read off; when it changes, read the map again."
    )
    revision: str
    as_of: datetime = strawberry.field(description="When the log's end was last seen to be this revision.")

    @strawberry.field
    def automation(self) -> Annotated["Automation", strawberry.lazy("gql.automation")]:
        from gql.automation import Automation

        return Automation.of(self.reading.map)

    @described("The contacts that pass the filter and were ever added to this automation.")
    def cohort(self) -> ContactGroup:
        return ContactGroup.of(self.reading.scope.counted(Stat.COHORT))


@strawberry.type
class ContactFlowReport(Report):
    element_flows: strawberry.Private[Iterable[contact_flow.ElementFlow]]
    connector_flows: strawberry.Private[Iterable[contact_flow.ConnectorFlow]]

    @classmethod
    def of(cls, reading: Reading) -> "ContactFlowReport":
        scope = reading.scope
        return cls.of_rows(reading, contact_flow.element_flows(scope), contact_flow.connector_flows(scope))

    @classmethod
    def of_rows(
        cls,
        reading: Reading,
        elements: Iterable[contact_flow.ElementFlow],
        connectors: Iterable[contact_flow.ConnectorFlow],
    ) -> "ContactFlowReport":
        """With these rows only."""
        return cls(
            reading=reading,
            type=ReportType.CONTACT_FLOW,
            version=reading.map.history.version,
            revision=reading.revision,
            as_of=reading.map.stream.as_of,
            element_flows=elements,
            connector_flows=connectors,
        )

    @strawberry.field
    def elements(self) -> list[ContactFlow]:
        return [ContactFlow.of(self.reading, flow) for flow in self.element_flows]

    @strawberry.field
    def connectors(self) -> list[ConnectorFlow]:
        return [ConnectorFlow.of(self.reading, flow) for flow in self.connector_flows]
