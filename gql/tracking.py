"""Who brought the contacts: a breakdown by a tracking dimension."""

import strawberry

from gql.enums import AttributionModel, TrackingDimension
from gql.fields import described
from gql.groups import ContactGroup
from gql.money import Money
from measure import ids, tracking
from measure.group_ids import digest, text
from resolvers.reading import Reading
from resolvers.tracking import Tracking


@strawberry.type
class TrackingRow:
    reading: strawberry.Private[Reading]
    row: strawberry.Private[tracking.TrackingRow]
    id: strawberry.ID
    value: str | None
    contacts: ContactGroup
    share: float | None

    @classmethod
    def of(cls, reading: Reading, row: tracking.TrackingRow) -> "TrackingRow":
        return cls(
            reading=reading,
            row=row,
            id=strawberry.ID(ids.encode("TrackingRow", digest(text(row.contacts.group)))),
            value=row.value,
            contacts=ContactGroup.of(row.contacts),
            share=row.share,
        )

    @strawberry.field
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
        return [TrackingRow.of(self.tracking.reading, row) for row in self.tracking.breakdown.rows]
