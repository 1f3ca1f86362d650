"""Elements and connectors of a map."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from gql.contact_flow import ConnectorFlow, ContactFlow
from gql.enums import ElementFamily, ElementKind
from gql.fields import derived, derived_attribute, described_derived
from gql.filters import ReportFilter, conditions
from gql.goal_conversion import GoalConversionRate, GoalConversionTime
from gql.info import Info
from gql.lifetime_value import LifetimeValue
from gql.node import Node
from measure import contact_flow, conversion_time, goal_conversion, graph, ids, lifetime_value
from resolvers.goals import check_goal
from resolvers.pins import PinnedMap
from resolvers.readings import read

if TYPE_CHECKING:
    from gql.automation import Automation

LABELLED = frozenset({ElementKind.CONDITION, ElementKind.SPLIT})


@strawberry.type
class Position:
    x: float
    y: float

    @classmethod
    def of(cls, position: graph.Position | None) -> "Position | None":
        return None if position is None else cls(x=position.x, y=position.y)


def _element_id(root: "Element") -> strawberry.ID:
    return strawberry.ID(ids.encode("Element", root.map.id, root.drawn.key))


@strawberry.type
class Element(Node):
    map: strawberry.Private[PinnedMap]
    drawn: strawberry.Private[graph.Element]
    id: strawberry.ID = derived_attribute(_element_id)

    @classmethod
    def of(cls, map: PinnedMap, element: graph.Element) -> "Element":
        return cls(map=map, drawn=element)

    @described_derived("Unique on its map and stable over versions, `[A-Za-z0-9._-]{1,64}`.")
    def key(self) -> str:
        return self.drawn.key

    @derived
    def kind(self) -> ElementKind:
        return self.drawn.kind

    @derived
    def family(self) -> ElementFamily:
        return self.drawn.family

    @derived
    def name(self) -> str:
        return self.drawn.name

    @described_derived("Null: not placed by its author; lay it out as you like.")
    def position(self) -> Position | None:
        return Position.of(self.drawn.position)

    @described_derived("EMAIL and SMS: urls of the links, top to bottom.")
    def links(self) -> list[str]:
        return list(self.drawn.links) if self.drawn.kind in graph.MESSAGES else []

    @described_derived("END only: also takes the contact off that path.")
    def exit(self) -> bool:
        return self.drawn.is_exit

    @described_derived("True once a later version no longer has it; its numbers stay.")
    def removed(self) -> bool:
        return self.map.history.is_removed(self.drawn.key)

    @classmethod
    def of_optional(cls, map: PinnedMap, key: str | None) -> "Element | None":
        """The element of this key, published or removed."""
        return None if key is None else cls.of(map, map.history.elements[key])

    @strawberry.field
    def automation(self) -> Annotated["Automation", strawberry.lazy("gql.automation")]:
        from gql.automation import Automation

        return Automation.of(self.map)

    @strawberry.field
    def incoming(self) -> list["Connector"]:
        found = self.map.history.topology.incoming.get(self.drawn.key, ())
        return [Connector.of(self.map, connector) for connector in found]

    @strawberry.field
    def outgoing(self) -> list["Connector"]:
        found = self.map.history.topology.outgoing.get(self.drawn.key, ())
        return [Connector.of(self.map, connector) for connector in found]

    @strawberry.field
    async def contact_flow(
        self, info: Info, filter: ReportFilter | None = strawberry.UNSET
    ) -> ContactFlow | None:
        reading = await read(info.context, self.map, conditions(filter))
        return ContactFlow.of(reading, contact_flow.ElementFlow(reading.scope, self.drawn))

    @strawberry.field
    async def lifetime_value(
        self, info: Info, filter: ReportFilter | None = strawberry.UNSET
    ) -> LifetimeValue | None:
        reading = await read(info.context, self.map, conditions(filter))
        return LifetimeValue.of(reading, lifetime_value.LifetimeValue(reading.scope, self.drawn))

    @strawberry.field
    async def goal_conversion_rate(
        self, info: Info, goal: str, filter: ReportFilter | None = strawberry.UNSET
    ) -> GoalConversionRate | None:
        about = check_goal(self.map, goal)
        reading = await read(info.context, self.map, conditions(filter))
        row = goal_conversion.GoalConversionRate(reading.scope, self.drawn, about)
        return GoalConversionRate.of(reading, row)

    @strawberry.field
    async def goal_conversion_time(
        self, info: Info, goal: str, filter: ReportFilter | None = strawberry.UNSET
    ) -> GoalConversionTime | None:
        about = check_goal(self.map, goal)
        reading = await read(info.context, self.map, conditions(filter))
        achievers = conversion_time.Achievers(reading.scope, about)
        row = conversion_time.GoalConversionTime(reading.scope, self.drawn, achievers)
        return GoalConversionTime.of(reading, row)


def _connector_id(root: "Connector") -> strawberry.ID:
    return strawberry.ID(ids.encode("Connector", root.map.id, root.drawn.key))


@strawberry.type
class Connector(Node):
    map: strawberry.Private[PinnedMap]
    drawn: strawberry.Private[graph.Connector]
    id: strawberry.ID = derived_attribute(_connector_id)

    @classmethod
    def of(cls, map: PinnedMap, connector: graph.Connector) -> "Connector":
        return cls(map=map, drawn=connector)

    @property
    def _leaves(self) -> ElementKind:
        return self.map.history.elements[self.drawn.source].kind

    @derived
    def key(self) -> str:
        return self.drawn.key

    @described_derived("YES/NO on a condition, A/B/… on a split; null elsewhere.")
    def label(self) -> str | None:
        return self.drawn.label if self._leaves in LABELLED else None

    @described_derived("The share a split is set to send this way, 0 to 1; null elsewhere.")
    def weight(self) -> float | None:
        return self.drawn.weight if self._leaves is ElementKind.SPLIT else None

    @derived
    def removed(self) -> bool:
        return self.map.history.is_removed_connector(self.drawn)

    @classmethod
    def of_optional(cls, map: PinnedMap, key: str | None) -> "Connector | None":
        """The connector of this key, published or removed."""
        return None if key is None else cls.of(map, map.history.connectors[key])

    @strawberry.field
    def source(self) -> Element:
        return Element.of(self.map, self.map.history.elements[self.drawn.source])

    @strawberry.field
    def target(self) -> Element:
        return Element.of(self.map, self.map.history.elements[self.drawn.target])

    @strawberry.field
    async def contact_flow(
        self, info: Info, filter: ReportFilter | None = strawberry.UNSET
    ) -> ConnectorFlow | None:
        reading = await read(info.context, self.map, conditions(filter))
        return ConnectorFlow.of(reading, contact_flow.ConnectorFlow(reading.scope, self.drawn))
