"""Contacts, and pages of them."""

from datetime import datetime

import strawberry

from gql.connections import PageInfo
from gql.fields import described
from gql.money import Money
from gql.node import Node
from measure import ids
from measure.touches import Model
from resolvers.contacts import ContactPage, SeenContact


@strawberry.type(
    description="Per UTM dimension the first (or the last) value that came with a touch; they may "
    "stem from different touches."
)
class Attribution:
    source: str | None
    medium: str | None
    campaign: str | None
    content: str | None
    term: str | None

    @classmethod
    def of(cls, seen: SeenContact, model: Model) -> "Attribution":
        touches, ordinal = seen.state.touches, seen.contact.ordinal
        return cls(
            source=touches.value(model, "source", ordinal),
            medium=touches.value(model, "medium", ordinal),
            campaign=touches.value(model, "campaign", ordinal),
            content=touches.value(model, "content", ordinal),
            term=touches.value(model, "term", ordinal),
        )


@strawberry.type
class Contact(Node):
    seen: strawberry.Private[SeenContact]
    id: strawberry.ID
    key: str = strawberry.field(
        description="The customer's own identifier, unique in the account, 1 to 128 characters."
    )
    email: str | None
    name: str | None

    @classmethod
    def of(cls, seen: SeenContact) -> "Contact":
        contact = seen.contact
        return cls(
            seen=seen,
            id=strawberry.ID(ids.encode("Contact", contact.account, str(contact.ordinal))),
            key=contact.key,
            email=contact.email,
            name=contact.name,
        )

    @classmethod
    def of_optional(cls, seen: SeenContact | None) -> "Contact | None":
        return None if seen is None else cls.of(seen)

    @strawberry.field
    def created_at(self) -> datetime:
        return self.seen.state.created_at(self.seen.contact.ordinal)

    @strawberry.field
    def tags(self) -> list[str]:
        return self.seen.state.tags_of(self.seen.contact.ordinal)

    @strawberry.field
    def first_touch(self) -> Attribution:
        return Attribution.of(self.seen, Model.FIRST)

    @strawberry.field
    def last_touch(self) -> Attribution:
        return Attribution.of(self.seen, Model.LAST)

    @described("Purchases less refunds, whole life.")
    def lifetime_value(self) -> Money:
        return Money.of(self.seen.state.money.get(self.seen.contact.ordinal), self.seen.currency)


@strawberry.type
class ContactEdge:
    cursor: str
    node: Contact


@strawberry.type(description="https://relay.dev/graphql/connections.htm")
class ContactConnection:
    edges: list[ContactEdge]
    page_info: PageInfo
    total_count: int

    @classmethod
    def of(cls, page: ContactPage) -> "ContactConnection":
        cursors = [cursor for cursor, _ in page.items]
        return cls(
            edges=[ContactEdge(cursor=cursor, node=Contact.of(seen)) for cursor, seen in page.items],
            page_info=PageInfo.of(cursors, has_previous=page.has_previous, has_next=page.has_next),
            total_count=page.total,
        )
