"""Who brought the contacts: a breakdown by a tracking dimension."""

import strawberry

from gql.enums import AttributionModel, TrackingDimension
from gql.fields import derived, described
from gql.groups import ContactGroup
from gql.money import Money
from measure import tracking
from measure.group_ids import digest
from measure.stats import values_subject
from resolvers.reading import Reading
from resolvers.tracking import Tracking


@strawberry.type
class TrackingRow:
    reading: strawberry.Private[Reading]
    place: strawberry.Private[str]
    row: strawberry.Private[tracking.TrackingRow]

    @classmethod
    def of(cls, found: Tracking, row: tracking.TrackingRow) -> "TrackingRow":
        return cls(reading=found.reading, place=values_subject(found.model, found.dimension), row=row)

    @derived
    def id(self) -> strawberry.ID:
        value = "" if self.row.key is None else digest(self.row.key)  # a key is of any characters
        return strawberry.ID(self.reading.row_id("TrackingRow", self.place, value))

    @derived
    def value(self) -> str | None:
        return self.row.value

    @derived
    def contacts(self) -> ContactGroup:
        return ContactGroup.of(self.row.contacts)

    @derived
    def share(self) -> float | None:
        return self.row.share

    @derived
    def lifetime_value(self) -> Money:
        return Money.of(self.row.lifetime_value, self.reading.currency)


@strawberry.type(description="Every contact of `total` stands in exactly one row or in `others`.")
class TrackingBreakdown:
    tracking: strawberry.Private[Tracking]
    model: AttributionModel
    dimension: TrackingDimension
    total: ContactGroup
    others: ContactGroup = strawberry.field(description="Those of the values beyond the rows asked for.")
    distinct: int

    @classmethod
    def of(cls, tracking: Tracking) -> "TrackingBreakdown":
        breakdown = tracking.breakdown
        return cls(
            tracking=tracking,
            model=tracking.model,
            dimension=TrackingDimension(tracking.dimension),
            total=ContactGroup.of(breakdown.total),
            others=ContactGroup.of(breakdown.others),
            distinct=breakdown.distinct,
        )

    @described("Values, largest first, then one row with value null for contacts that have none.")
    def rows(self) -> list[TrackingRow]:
        return [TrackingRow.of(self.tracking, row) for row in self.tracking.breakdown.rows]
