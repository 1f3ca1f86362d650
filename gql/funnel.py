"""Rows of the funnel."""

import strawberry

from gql.groups import ContactGroup
from gql.rows import LazyElement, row_element
from measure import funnel
from resolvers.reading import Reading


@strawberry.type(description="A trigger (entered) or a goal (achieved).")
class FunnelStage:
    id: strawberry.ID
    element: LazyElement
    contacts: ContactGroup
    overall_rate: float | None = strawberry.field(description="contacts / cohort")

    @classmethod
    def of(cls, reading: Reading, stage: funnel.FunnelStage) -> "FunnelStage":
        return cls(
            id=strawberry.ID(reading.row_id("FunnelStage", stage.element.key)),
            element=row_element(reading, stage.element),
            contacts=ContactGroup.of(stage.contacts),
            overall_rate=stage.overall_rate,
        )


@strawberry.type(description="From a trigger or goal to the next goals below it with no other goal between.")
class FunnelStep:
    id: strawberry.ID
    from_: LazyElement = strawberry.field(name="from")
    to: LazyElement
    eligible: ContactGroup
    converted: ContactGroup
    rate: float | None

    @classmethod
    def of(cls, reading: Reading, step: funnel.FunnelStep) -> "FunnelStep":
        return cls(
            id=strawberry.ID(reading.row_id("FunnelStep", step.source.key, step.target.key)),
            from_=row_element(reading, step.source),
            to=row_element(reading, step.target),
            eligible=ContactGroup.of(step.eligible),
            converted=ContactGroup.of(step.converted),
            rate=step.rate,
        )
