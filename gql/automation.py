"""Automations, and pages of them."""

from datetime import datetime
from typing import Annotated

import strawberry

from gql.arguments import given, listed
from gql.connections import PageInfo
from gql.contact_paths import ContactPath
from gql.draft import Draft
from gql.element import Connector, Element
from gql.enums import AttributionModel, AutomationStatus, ElementKind, ReportType, TrackingDimension
from gql.fields import described
from gql.filters import ReportFilter, conditions
from gql.info import Info
from gql.node import Node
from gql.reports import Report
from gql.tracking import TrackingBreakdown
from measure import ids
from resolvers import automations, contact_paths, reports, tracking
from resolvers.automations import MapPage
from resolvers.pins import PinnedMap


@strawberry.type
class Automation(Node):
    map: strawberry.Private[PinnedMap]
    id: strawberry.ID
    key: str = strawberry.field(
        description="The customer's own name for it: unique in the account, `[A-Za-z0-9._-]{1,64}`."
    )
    name: str
    status: AutomationStatus
    version: int = strawberry.field(description="Counts up at every publish; 0 before the first.")
    time_zone: str = strawberry.field(
        description="IANA name; the date-range filter and every per-day figure are read in it."
    )
    created_at: datetime
    published_at: datetime | None

    @classmethod
    def of(cls, map: PinnedMap) -> "Automation":
        return cls(
            map=map,
            id=strawberry.ID(ids.encode("Automation", map.id)),
            key=map.automation.key,
            name=map.name,
            status=map.history.status,
            version=map.history.version,
            time_zone=map.time_zone,
            created_at=map.automation.created_at,
            published_at=map.history.published_at,
        )

    @classmethod
    def of_optional(cls, map: PinnedMap | None) -> "Automation | None":
        return None if map is None else cls.of(map)

    @described("Changes whenever any number on this map may have changed. Opaque; equal means unchanged.")
    async def revision(self, info: Info) -> str:
        return await automations.revision(info.context, self.map)

    @described("Of the published version, in map order; empty before the first publish.")
    def elements(
        self, kinds: list[ElementKind] | None = strawberry.UNSET, include_removed: bool = False
    ) -> list[Element]:
        found = automations.elements(self.map, listed(kinds), include_removed=include_removed)
        return [Element.of(self.map, element) for element in found]

    @strawberry.field
    def element(self, key: str) -> Element | None:
        found = self.map.history.elements.get(key)
        return None if found is None else Element.of(self.map, found)

    @strawberry.field
    def connectors(self, include_removed: bool = False) -> list[Connector]:
        found = automations.connectors(self.map, include_removed=include_removed)
        return [Connector.of(self.map, connector) for connector in found]

    @described(
        "What saveAutomation stored and publishAutomation would publish; null when nothing is unpublished."
    )
    async def draft(self, info: Info) -> Draft | None:
        draft = await automations.draft(info.context, self.map)
        return None if draft is None else Draft.of(self.map, draft)

    @described(
        "One of the six reports, over the published version's elements in map order. `goal` (an "
        "element key) is required by the three GOAL_CONVERSION_* reports and ignored by the "
        "others."
    )
    async def report(
        self,
        info: Info,
        type: ReportType = ReportType.CONTACT_FLOW,
        goal: str | None = strawberry.UNSET,
        filter: ReportFilter | None = strawberry.UNSET,
    ) -> Report | None:
        asked = conditions(filter)
        return Report.of(await reports.report(info.context, self.map, type, given(goal), asked))

    @described(
        "Who brought these contacts: one row per value of a tracking dimension, largest first, the `first` "
        "(1 to 500) largest, plus one for contacts with none."
    )
    async def tracking(
        self,
        info: Info,
        model: AttributionModel = AttributionModel.FIRST,
        dimension: TrackingDimension = TrackingDimension.SOURCE,
        within: Annotated[
            strawberry.ID | None,
            strawberry.argument(
                description="Only the contacts of this group (a ContactGroup.id), e.g. those who "
                "achieved a goal."
            ),
        ] = strawberry.UNSET,
        filter: ReportFilter | None = strawberry.UNSET,
        first: int = 100,
    ) -> TrackingBreakdown | None:
        asked = conditions(filter, within)
        found = await tracking.breakdown(info.context, self.map, model, dimension.value, asked, first)
        return TrackingBreakdown.of(found)

    @described("Everything one contact did on this map, oldest first, and where the contact is now.")
    async def contact_path(self, info: Info, contact: strawberry.ID) -> ContactPath | None:
        return ContactPath.of_optional(await contact_paths.of_contact(info.context, self.map, contact))


@strawberry.type
class AutomationEdge:
    cursor: str
    node: Automation


@strawberry.type
class AutomationConnection:
    edges: list[AutomationEdge]
    page_info: PageInfo
    total_count: int

    @classmethod
    def of(cls, page: MapPage) -> "AutomationConnection":
        cursors = [cursor for cursor, _ in page.items]
        return cls(
            edges=[
                AutomationEdge(cursor=cursor, node=Automation.of(pinned)) for cursor, pinned in page.items
            ],
            page_info=PageInfo.of(cursors, has_previous=page.has_previous, has_next=page.has_next),
            total_count=page.total,
        )
