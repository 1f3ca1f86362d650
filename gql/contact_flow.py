"""Rows of the contact flow report. A row computes the numbers that are asked of it and no others."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from gql.fields import derived, described_derived
from gql.groups import ContactGroup
from gql.rows import LazyElement, row_element
from measure.contact_flow import ConnectorFlow as MeasuredConnector
from measure.contact_flow import ElementFlow as MeasuredElement
from measure.contact_flow import LinkFlow, MessageFlow
from measure.stats import Stat
from resolvers.reading import Reading

if TYPE_CHECKING:
    from gql.element import Connector


@strawberry.type
class LinkStats:
    reading: strawberry.Private[Reading]
    flow: strawberry.Private[LinkFlow]

    @classmethod
    def of(cls, reading: Reading, flow: LinkFlow) -> "LinkStats":
        return cls(reading=reading, flow=flow)

    @derived
    def id(self) -> strawberry.ID:
        return strawberry.ID(self.reading.row_id("LinkStats", self.flow.element.key, str(self.flow.index)))

    @derived
    def index(self) -> int:
        return self.flow.index

    @derived
    def url(self) -> str | None:
        return self.flow.url

    @derived
    def clicked(self) -> ContactGroup:
        return ContactGroup.of(self.flow.clicked)

    @described_derived("Every click, by whomever: no filter applies.")
    def total_clicks(self) -> int:
        return self.flow.total_clicks


@strawberry.type(
    description="Unique contacts everywhere. A click counts as an open; rates are null when nothing "
    "was sent or opened."
)
class MessageStats:
    reading: strawberry.Private[Reading]
    flow: strawberry.Private[MessageFlow]

    @classmethod
    def of(cls, reading: Reading, flow: MessageFlow) -> "MessageStats":
        return cls(reading=reading, flow=flow)

    @derived
    def id(self) -> strawberry.ID:
        return strawberry.ID(self.reading.row_id("MessageStats", self.flow.element.key))

    def _group(self, stat: Stat) -> ContactGroup:
        return ContactGroup.of(self.flow.scope.counted(stat, self.flow.element.key))

    @derived
    def sent(self) -> ContactGroup:
        return self._group(Stat.SENT)

    @derived
    def delivered(self) -> ContactGroup:
        return self._group(Stat.DELIVERED)

    @derived
    def opened(self) -> ContactGroup:
        return self._group(Stat.OPENED)

    @derived
    def clicked(self) -> ContactGroup:
        return self._group(Stat.CLICKED)

    @derived
    def bounced(self) -> ContactGroup:
        return self._group(Stat.BOUNCED)

    @derived
    def unsubscribed(self) -> ContactGroup:
        return self._group(Stat.UNSUBSCRIBED)

    @derived
    def complained(self) -> ContactGroup:
        return self._group(Stat.COMPLAINED)

    @described_derived("opened / sent")
    def open_rate(self) -> float | None:
        return self.flow.rate(Stat.OPENED, Stat.SENT)

    @described_derived("clicked / opened")
    def click_rate(self) -> float | None:
        return self.flow.rate(Stat.CLICKED, Stat.OPENED)

    @described_derived("unsubscribed / sent")
    def unsubscribe_rate(self) -> float | None:
        return self.flow.rate(Stat.UNSUBSCRIBED, Stat.SENT)

    @described_derived("complained / sent")
    def complaint_rate(self) -> float | None:
        return self.flow.rate(Stat.COMPLAINED, Stat.SENT)

    @derived
    def links(self) -> list[LinkStats]:
        return [LinkStats.of(self.reading, link) for link in self.flow.links]


@strawberry.type(
    description="One row: same element, same filter, same id, in a query and in a subscription, so "
    "that normalised caches hold it once. So do all rows below."
)
class ContactFlow:
    reading: strawberry.Private[Reading]
    flow: strawberry.Private[MeasuredElement]

    @classmethod
    def of(cls, reading: Reading, flow: MeasuredElement) -> "ContactFlow":
        return cls(reading=reading, flow=flow)

    @derived
    def id(self) -> strawberry.ID:
        return strawberry.ID(self.reading.row_id("ContactFlow", self.flow.element.key))

    def _group(self, stat: Stat) -> ContactGroup | None:
        return ContactGroup.of_optional(self.flow.counted_if_applies(stat))

    @derived
    def element(self) -> LazyElement:
        return row_element(self.reading, self.flow.element)

    @described_derived("Ever here: wereHere and hereNow together, which share nobody.")
    def reached(self) -> ContactGroup:
        return ContactGroup.of(self.flow.counted(Stat.REACHED))

    @described_derived("Visited and not here any more.")
    def were_here(self) -> ContactGroup:
        return ContactGroup.of(self.flow.counted(Stat.WERE_HERE))

    @derived
    def here_now(self) -> ContactGroup:
        return ContactGroup.of(self.flow.counted(Stat.HERE_NOW))

    @described_derived("GOAL only, null elsewhere: here now and not yet achieved.")
    def waiting(self) -> ContactGroup | None:
        return self._group(Stat.WAITING)

    @described_derived("GOAL only: ever achieved.")
    def achieved(self) -> ContactGroup | None:
        return self._group(Stat.ACHIEVED)

    @described_derived(
        "GOAL only: achieved / contacts that reached the goal or anything upstream of it; null "
        "when nobody did."
    )
    def conversion_rate(self) -> float | None:
        return self.flow.conversion_rate

    @described_derived("EMAIL and SMS only.")
    def message(self) -> MessageStats | None:
        message = self.flow.message
        return None if message is None else MessageStats.of(self.reading, message)

    @described_derived("Actions only: those for whom the action failed, or was skipped.")
    def failed(self) -> ContactGroup | None:
        return self._group(Stat.FAILED)

    @derived
    def skipped(self) -> ContactGroup | None:
        return self._group(Stat.SKIPPED)

    @described_derived(
        "TRIGGER and GOAL only: page or form visits, by contacts or by nobody known; no filter "
        "but the days of the visit (ReportFilter.added) applies."
    )
    def total_visitors(self) -> int | None:
        return self.flow.total_visitors


@strawberry.type
class ConnectorFlow:
    reading: strawberry.Private[Reading]
    flow: strawberry.Private[MeasuredConnector]

    @classmethod
    def of(cls, reading: Reading, flow: MeasuredConnector) -> "ConnectorFlow":
        return cls(reading=reading, flow=flow)

    @derived
    def id(self) -> strawberry.ID:
        return strawberry.ID(self.reading.row_id("ConnectorFlow", self.flow.connector.key))

    @derived
    def connector(self) -> Annotated["Connector", strawberry.lazy("gql.element")]:
        from gql.element import Connector

        return Connector.of(self.reading.map, self.flow.connector)

    @derived
    def passed(self) -> ContactGroup:
        return ContactGroup.of(self.flow.passed)

    @described_derived(
        "passed / unique contacts over all the source's outgoing connectors; null when nobody passed any."
    )
    def share(self) -> float | None:
        return self.flow.share
