"""Drafts: what was saved and is not published, shown as it was saved."""

from datetime import datetime

import strawberry

from gql.element import Position
from gql.enums import ElementKind
from gql.problems import MapProblem
from measure import automations, graph
from resolvers.automations import draft_problems
from resolvers.pins import PinnedMap


@strawberry.type
class DraftElement:
    key: str
    kind: ElementKind
    name: str
    position: Position | None
    links: list[str]
    exit: bool

    @classmethod
    def of(cls, element: graph.Element) -> "DraftElement":
        return cls(
            key=element.key,
            kind=element.kind,
            name=element.name,
            position=Position.of(element.position),
            links=list(element.links),
            exit=element.exit,
        )


@strawberry.type
class DraftConnector:
    key: str
    source: str
    target: str
    label: str | None
    weight: float | None

    @classmethod
    def of(cls, connector: graph.Connector) -> "DraftConnector":
        return cls(
            key=connector.key,
            source=connector.source,
            target=connector.target,
            label=connector.label,
            weight=connector.weight,
        )


@strawberry.type
class Draft:
    map: strawberry.Private[PinnedMap]
    definition: strawberry.Private[graph.Definition]
    name: str
    time_zone: str
    saved_at: datetime

    @classmethod
    def of(cls, map: PinnedMap, draft: automations.Draft) -> "Draft":
        definition = draft.definition
        return cls(
            map=map,
            definition=definition,
            name=definition.name,
            time_zone=definition.time_zone,
            saved_at=draft.saved_at,
        )

    @strawberry.field
    def elements(self) -> list[DraftElement]:
        return [DraftElement.of(element) for element in self.definition.elements]

    @strawberry.field
    def connectors(self) -> list[DraftConnector]:
        return [DraftConnector.of(connector) for connector in self.definition.connectors]

    @strawberry.field
    def problems(self) -> list[MapProblem]:
        return [MapProblem.of(problem) for problem in draft_problems(self.map, self.definition)]
