"""Rows of the contact flow report. A row computes the numbers that are asked of it and no others."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from gql.fields import described
from gql.groups import ContactGroup
from measure.contact_flow import ConnectorFlow as MeasuredConnector
from measure.contact_flow import ElementFlow as MeasuredElement
from measure.contact_flow import LinkFlow, MessageFlow
from measure.stats import Stat
from resolvers.reading import Reading

if TYPE_CHECKING:
    from gql.element import Connector, Element


@strawberry.type
class LinkStats:
    id: strawberry.ID
    index: int
    url: str | None
    flow: strawberry.Private[LinkFlow]

    @classmethod
    def of(cls, reading: Reading, flow: LinkFlow) -> "LinkStats":
        row_id = reading.row_id("LinkStats", flow.element.key, str(flow.index))
        return cls(id=strawberry.ID(row_id), index=flow.index, url=flow.url, flow=flow)

    @strawberry.field
    def clicked(self) -> ContactGroup:
        return ContactGroup.of(self.flow.clicked)

    @described("Every click, by whomever: no filter applies.")
    def total_clicks(self) -> int:
        return self.flow.total_clicks


@strawberry.type(
    description="Unique contacts everywhere. A click counts as an open; rates are null when nothing "
    "was sent or opened."
)
class MessageStats:
    id: strawberry.ID
    reading: strawberry.Private[Reading]
    flow: strawberry.Private[MessageFlow]

    @classmethod
    def of(cls, reading: Reading, flow: MessageFlow) -> "MessageStats":
        row_id = reading.row_id("MessageStats", flow.element.key)
        return cls(id=strawberry.ID(row_id), reading=reading, flow=flow)

    def _group(self, stat: Stat) -> ContactGroup:
        return ContactGroup.of(self.flow.scope.counted(stat, self.flow.element.key))

    @strawberry.field
    def sent(self) -> ContactGroup:
        return self._group(Stat.SENT)

    @strawberry.field
    def delivered(self) -> ContactGroup:
        return self._group(Stat.DELIVERED)

    @strawberry.field
    def opened(self) -> ContactGroup:
        return self._group(Stat.OPENED)

    @strawberry.field
    def clicked(self) -> ContactGroup:
        return self._group(Stat.CLICKED)

    @strawberry.field
    def bounced(self) -> ContactGroup:
        return self._group(Stat.BOUNCED)

    @strawberry.field
    def unsubscribed(self) -> ContactGroup:
        return self._group(Stat.UNSUBSCRIBED)

    @strawberry.field
    def complained(self) -> ContactGroup:
        return self._group(Stat.COMPLAINED)

    @described("opened / sent")
    def open_rate(self) -> float | None:
        return self.flow.rate(Stat.OPENED, Stat.SENT)

    @described("clicked / opened")
    def click_rate(self) -> float | None:
        return self.flow.rate(Stat.CLICKED, Stat.OPENED)

    @described("unsubscribed / sent")
    def unsubscribe_rate(self) -> float | None:
        return self.flow.rate(Stat.UNSUBSCRIBED, Stat.SENT)

    @described("complained / sent")
    def complaint_rate(self) -> float | None:
        return self.flow.rate(Stat.COMPLAINED, Stat.SENT)

    @strawberry.field
    def links(self) -> list[LinkStats]:
        return [LinkStats.of(self.reading, link) for link in self.flow.links]


@strawberry.type(
    description="One row: same element, same filter, same id, in a query and in a subscription, so "
    "that normalised caches hold it once. So do all rows below."
)
class ContactFlow:
    id: strawberry.ID
    reading: strawberry.Private[Reading]
    flow: strawberry.Private[MeasuredElement]

    @classmethod
    def of(cls, reading: Reading, flow: MeasuredElement) -> "ContactFlow":
        row_id = reading.row_id("ContactFlow", flow.element.key)
        return cls(id=strawberry.ID(row_id), reading=reading, flow=flow)

    def _group(self, stat: Stat) -> ContactGroup | None:
        return ContactGroup.of_optional(self.flow.counted_if_applies(stat))

    @strawberry.field
    def element(self) -> Annotated["Element", strawberry.lazy("gql.element")]:
        from gql.element import Element

        return Element.of(self.reading.map, self.flow.element)

    @described("Ever here: wereHere and hereNow together, which share nobody.")
    def reached(self) -> ContactGroup:
        return ContactGroup.of(self.flow.counted(Stat.REACHED))

    @described("Visited and not here any more.")
    def were_here(self) -> ContactGroup:
        return ContactGroup.of(self.flow.counted(Stat.WERE_HERE))

    @strawberry.field
    def here_now(self) -> ContactGroup:
        return ContactGroup.of(self.flow.counted(Stat.HERE_NOW))

    @described("GOAL only, null elsewhere: here now and not yet achieved.")
    def waiting(self) -> ContactGroup | None:
        return self._group(Stat.WAITING)

    @described("GOAL only: ever achieved.")
    def achieved(self) -> ContactGroup | None:
        return self._group(Stat.ACHIEVED)

    @described(
        "GOAL only: achieved / contacts that reached the goal or anything upstream of it; null "
        "when nobody did."
    )
    def conversion_rate(self) -> float | None:
        return self.flow.conversion_rate

    @described("EMAIL and SMS only.")
    def message(self) -> MessageStats | None:
        message = self.flow.message
        return None if message is None else MessageStats.of(self.reading, message)

    @described("Actions only: those for whom the action failed, or was skipped.")
    def failed(self) -> ContactGroup | None:
        return self._group(Stat.FAILED)

    @strawberry.field
    def skipped(self) -> ContactGroup | None:
        return self._group(Stat.SKIPPED)

    @described(
        "TRIGGER and GOAL only: page or form visits, by contacts or by nobody known; no filter "
        "but the days of the visit (ReportFilter.added) applies."
    )
    def total_visitors(self) -> int | None:
        return self.flow.total_visitors


@strawberry.type
class ConnectorFlow:
    id: strawberry.ID
    reading: strawberry.Private[Reading]
    flow: strawberry.Private[MeasuredConnector]

    @classmethod
    def of(cls, reading: Reading, flow: MeasuredConnector) -> "ConnectorFlow":
        row_id = reading.row_id("ConnectorFlow", flow.connector.key)
        return cls(id=strawberry.ID(row_id), reading=reading, flow=flow)

    @strawberry.field
    def connector(self) -> Annotated["Connector", strawberry.lazy("gql.element")]:
        from gql.element import Connector

        return Connector.of(self.reading.map, self.flow.connector)

    @strawberry.field
    def passed(self) -> ContactGroup:
        return ContactGroup.of(self.flow.passed)

    @described(
        "passed / unique contacts over all the source's outgoing connectors; null when nobody passed any."
    )
    def share(self) -> float | None:
        return self.flow.share
