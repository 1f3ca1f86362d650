"""Filters as clients write them."""

from datetime import date

import strawberry

from gql.arguments import given, listed
from gql.enums import AttributionModel, DatePreset, TrackingDimension
from resolvers.reading import AskedDays, AskedTracking, Conditions


@strawberry.input(
    description="Exactly one way of saying it: a preset, or days of which either end may be left open."
)
class DateRange:
    preset: DatePreset | None = strawberry.UNSET
    from_: date | None = strawberry.field(name="from", default=strawberry.UNSET)
    to: date | None = strawberry.UNSET

    def asked(self) -> AskedDays:
        return AskedDays(given(self.preset), given(self.from_), given(self.to))


@strawberry.input
class TrackingFilter:
    model: AttributionModel = AttributionModel.FIRST
    dimension: TrackingDimension = TrackingDimension.SOURCE
    values: list[str] = strawberry.field(description="Compared trimmed and without case. At most 50.")
    include_none: bool = strawberry.field(description="Also the contacts that have no value.", default=False)

    def asked(self) -> AskedTracking:
        return AskedTracking(self.model, self.dimension.value, tuple(self.values), self.include_none)


@strawberry.input(
    description="All conditions hold together. A filter decides which contacts are counted, never "
    "which of their events. `{}` is everybody."
)
class ReportFilter:
    added: DateRange | None = strawberry.field(
        description="Contacts first added to this automation within these days, both included.",
        default=strawberry.UNSET,
    )
    created: DateRange | None = strawberry.field(
        description="Contacts created in the account within these days, both included.",
        default=strawberry.UNSET,
    )
    tracking: list[TrackingFilter] | None = strawberry.field(
        description="Tracking filters: AND between them, OR between one's values. At most 5.",
        default=strawberry.UNSET,
    )
    triggers: list[str] | None = strawberry.field(
        description="Contacts that ever entered by one of these triggers (element keys). At most 50.",
        default=strawberry.UNSET,
    )
    group: strawberry.ID | None = strawberry.field(
        description="Contacts of this group (a ContactGroup.id).", default=strawberry.UNSET
    )


def conditions(filter: ReportFilter | None, within: str | None = None) -> Conditions:
    """What a filter asks for, and a group beside it; without either: everybody."""
    asked = given(filter)
    if asked is None:
        return Conditions(within=given(within))
    added, created = given(asked.added), given(asked.created)
    return Conditions(
        group=given(asked.group),
        added=None if added is None else added.asked(),
        created=None if created is None else created.asked(),
        tracking=tuple(each.asked() for each in listed(asked.tracking)),
        triggers=tuple(listed(asked.triggers)),
        within=given(within),
    )
