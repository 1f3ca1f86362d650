"""Rows of the lifetime value report. A row computes the numbers that are asked of it and no others."""

import strawberry

from gql.fields import derived, described_derived
from gql.groups import ContactGroup
from gql.money import Money
from gql.rows import LazyElement, row_element
from measure import lifetime_value
from resolvers.reading import Reading


@strawberry.type
class LifetimeValue:
    reading: strawberry.Private[Reading]
    row: strawberry.Private[lifetime_value.LifetimeValue]

    @classmethod
    def of(cls, reading: Reading, row: lifetime_value.LifetimeValue) -> "LifetimeValue":
        return cls(reading=reading, row=row)

    @derived
    def id(self) -> strawberry.ID:
        return strawberry.ID(self.reading.row_id("LifetimeValue", self.row.element.key))

    @derived
    def element(self) -> LazyElement:
        return row_element(self.reading, self.row.element)

    @described_derived("Those who reached the element.")
    def contacts(self) -> ContactGroup:
        return ContactGroup.of(self.row.contacts)

    @derived
    def total(self) -> Money:
        return Money.of(self.row.total, self.reading.currency)

    @described_derived("total / contacts, the ones who never bought included; null when nobody reached it.")
    def average(self) -> Money | None:
        return Money.mean(self.row.total, self.row.contacts.count, self.reading.currency)

    @described_derived("Those with a lifetime value above zero.")
    def buyers(self) -> ContactGroup:
        return ContactGroup.of(self.row.buyers)

    @derived
    def average_per_buyer(self) -> Money | None:
        return Money.mean(self.row.buyers_total, self.row.buyers.count, self.reading.currency)
