"""Rows of the funnel. A row computes the numbers that are asked of it and no others."""

import strawberry

from gql.fields import derived, described_derived
from gql.groups import ContactGroup
from gql.rows import LazyElement, row_element
from measure import funnel
from resolvers.reading import Reading


@strawberry.type(description="A trigger (entered) or a goal (achieved).")
class FunnelStage:
    reading: strawberry.Private[Reading]
    row: strawberry.Private[funnel.FunnelStage]

    @classmethod
    def of(cls, reading: Reading, row: funnel.FunnelStage) -> "FunnelStage":
        return cls(reading=reading, row=row)

    @derived
    def id(self) -> strawberry.ID:
        return strawberry.ID(self.reading.row_id("FunnelStage", self.row.element.key))

    @derived
    def element(self) -> LazyElement:
        return row_element(self.reading, self.row.element)

    @derived
    def contacts(self) -> ContactGroup:
        return ContactGroup.of(self.row.contacts)

    @described_derived("contacts / cohort")
    def overall_rate(self) -> float | None:
        return self.row.overall_rate


def _source(root: "FunnelStep") -> LazyElement:
    return row_element(root.reading, root.row.source)


@strawberry.type(description="From a trigger or goal to the next goals below it with no other goal between.")
class FunnelStep:
    reading: strawberry.Private[Reading]
    row: strawberry.Private[funnel.FunnelStep]
    from_: LazyElement = strawberry.field(resolver=_source, name="from")

    @classmethod
    def of(cls, reading: Reading, row: funnel.FunnelStep) -> "FunnelStep":
        return cls(reading=reading, row=row)

    @derived
    def id(self) -> strawberry.ID:
        ends = (self.row.source.key, self.row.target.key)
        return strawberry.ID(self.reading.row_id("FunnelStep", *ends))

    @derived
    def to(self) -> LazyElement:
        return row_element(self.reading, self.row.target)

    @derived
    def eligible(self) -> ContactGroup:
        return ContactGroup.of(self.row.eligible)

    @derived
    def converted(self) -> ContactGroup:
        return ContactGroup.of(self.row.converted)

    @derived
    def rate(self) -> float | None:
        return self.row.rate
