"""What an open map sends."""

from datetime import datetime

import strawberry

from gql.enums import Stat
from gql.fields import described
from gql.groups import ContactGroup
from gql.reports import Report
from measure import map_updates, stats
from resolvers.map_updates import MapUpdate as Message


@strawberry.type(
    description="Element key or connector key, never both; LIFETIME_VALUE in minor units. value = "
    "the value before + delta."
)
class StatIncrement:
    element: str | None
    connector: str | None
    stat: Stat
    delta: float
    value: float

    @classmethod
    def of(cls, increment: map_updates.Increment) -> "StatIncrement":
        number = increment.number
        return cls(
            element=number.element,
            connector=number.connector,
            stat=Stat.of(number.stat),
            delta=increment.delta,
            value=increment.value,
        )


@strawberry.type
class MapUpdate:
    message: strawberry.Private[Message]
    snapshot: bool
    version: int
    revision: str
    as_of: datetime

    @classmethod
    def of(cls, message: Message) -> "MapUpdate":
        reading = message.report.reading
        return cls(
            message=message,
            snapshot=message.update.is_snapshot,
            version=reading.map.history.version,
            revision=reading.revision,
            as_of=reading.as_of,
        )

    @strawberry.field
    def cohort(self) -> ContactGroup:
        return ContactGroup.of(self.message.report.reading.scope.counted(stats.Stat.COHORT))

    @described(
        "The report under the subscription's own filter, holding only the rows that changed "
        "(all, on a snapshot). Same rows, same ids, same fragments as in a query."
    )
    def changed(self) -> Report:
        return Report.of(self.message.report)

    @described("The same as bare numbers. A snapshot has every asked stat once, with delta 0.")
    def increments(self) -> list[StatIncrement]:
        return [StatIncrement.of(increment) for increment in self.message.update.increments]
