"""What clients write: maps, events and contacts."""

from datetime import datetime
from decimal import Decimal

import strawberry

from gql.arguments import given, listed
from gql.enums import ElementKind, EventType
from gql.scalars import write_decimal
from measure.contacts import UNCHANGED, ContactUpsert
from measure.graph import Connector, Definition, Element, Position


@strawberry.input
class PositionInput:
    x: float
    y: float


@strawberry.input
class ElementInput:
    key: str
    kind: ElementKind
    name: str
    position: PositionInput | None = strawberry.UNSET
    links: list[str] | None = strawberry.field(
        description="Urls of an email's links, top to bottom.", default=strawberry.UNSET
    )
    exit: bool = strawberry.field(
        description="END only: also takes the contact off that path.", default=False
    )

    def to_measure(self) -> Element:
        position = given(self.position)
        return Element(
            key=self.key,
            kind=self.kind,
            name=self.name,
            position=None if position is None else Position(position.x, position.y),
            links=tuple(listed(self.links)),
            exit=self.exit,
        )


@strawberry.input
class ConnectorInput:
    key: str | None = strawberry.field(
        description="`source>target` when left out; parallel connectors need their own. "
        "`[A-Za-z0-9._>-]{1,129}`, unique on the map.",
        default=strawberry.UNSET,
    )
    source: str
    target: str
    label: str | None = strawberry.UNSET
    weight: float | None = strawberry.UNSET

    def to_measure(self) -> Connector:
        key = given(self.key)
        return Connector(
            key=f"{self.source}>{self.target}" if key is None else key,
            source=self.source,
            target=self.target,
            label=given(self.label),
            weight=given(self.weight),
        )


@strawberry.input
class AutomationInput:
    key: str
    name: str
    time_zone: str | None = strawberry.field(
        description="The account's when left out; fixed at the first publish.", default=strawberry.UNSET
    )
    elements: list[ElementInput]
    connectors: list[ConnectorInput]

    def to_measure(self) -> Definition:
        """The map as it is drawn; its time zone is told apart by whoever knows the account."""
        return Definition(
            name=self.name,
            time_zone=given(self.time_zone) or "",
            elements=tuple(element.to_measure() for element in self.elements),
            connectors=tuple(connector.to_measure() for connector in self.connectors),
        )


@strawberry.input(
    description="One thing that happened. Which of the optional fields an event type needs stands "
    "in events.md; the same object, one a line, is what POST /events takes."
)
class EventInput:
    id: str = strawberry.field(
        description="Unique in the account; a second event with the same id changes nothing. 1 to "
        "128 characters."
    )
    type: EventType
    contact: str | None = strawberry.field(
        description="Contact key; a contact not seen before is created. Optional on VISITED only.",
        default=strawberry.UNSET,
    )
    at: datetime
    automation: str | None = strawberry.field(
        description="Automation key, on all but TOUCHED, PURCHASED, REFUNDED, TAGGED and UNTAGGED.",
        default=strawberry.UNSET,
    )
    element: str | None = strawberry.UNSET
    from_: str | None = strawberry.field(name="from", default=strawberry.UNSET)
    to: str | None = strawberry.UNSET
    connector: str | None = strawberry.UNSET
    link: int | None = strawberry.UNSET
    amount: Decimal | None = strawberry.UNSET
    currency: str | None = strawberry.UNSET
    tag: str | None = strawberry.UNSET
    source: str | None = strawberry.UNSET
    medium: str | None = strawberry.UNSET
    campaign: str | None = strawberry.UNSET
    content: str | None = strawberry.UNSET
    term: str | None = strawberry.UNSET

    def to_measure(self) -> dict[str, object]:
        """The event as the JSON object that `POST /events` takes, without what was left out."""
        amount = given(self.amount)
        values: dict[str, object] = {
            **vars(self),
            "type": self.type.value,
            "from": self.from_,
            "amount": None if amount is None else write_decimal(amount),
        }
        del values["from_"]
        return {name: value for name, value in values.items() if given(value) is not None}


@strawberry.input(
    description="Fields left out stay as they are; null clears; `tags` are added, never taken away."
)
class ContactInput:
    key: str
    email: str | None = strawberry.UNSET
    name: str | None = strawberry.UNSET
    created_at: datetime | None = strawberry.UNSET
    tags: list[str] | None = strawberry.UNSET

    def to_measure(self) -> ContactUpsert:
        return ContactUpsert(
            key=self.key,
            email=UNCHANGED if self.email is strawberry.UNSET else self.email,
            name=UNCHANGED if self.name is strawberry.UNSET else self.name,
            created_at=given(self.created_at),
            tags=tuple(listed(self.tags)),
        )
