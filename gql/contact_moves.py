"""A contact as it moves."""

from datetime import datetime

import strawberry

from gql.contacts import Contact
from gql.element import Connector, Element
from gql.enums import EventType
from resolvers import contact_moves


@strawberry.type(description="`element`: where to, or what it happened at; `connector`: the one passed.")
class ContactMove:
    at: datetime
    contact: Contact
    event: EventType
    element: Element | None
    from_: Element | None = strawberry.field(name="from")
    connector: Connector | None

    @classmethod
    def of(cls, message: contact_moves.ContactMove) -> "ContactMove":
        pinned, move = message.map, message.move
        return cls(
            at=move.at,
            contact=Contact.of(message.contact),
            event=move.type,
            element=Element.of_optional(pinned, move.element),
            from_=Element.of_optional(pinned, move.from_),
            connector=Connector.of_optional(pinned, move.connector),
        )
