"""One contact on one map: everything it did there, and where it is now."""

from datetime import datetime

import strawberry

from gql.connections import PageInfo, window
from gql.contacts import Contact
from gql.element import Connector, Element
from gql.enums import EventType
from gql.info import Info
from gql.node import Node
from measure import ids, paths
from measure.paging import MOST_OTHERS
from resolvers import contact_paths
from resolvers.contact_paths import ContactPath as Path


@strawberry.type
class ContactStep:
    at: datetime
    event: EventType
    element: Element | None
    from_: Element | None = strawberry.field(name="from")
    connector: Connector | None = strawberry.field(description="The one passed.")
    detail: str | None

    @classmethod
    def of(cls, path: Path, step: paths.PathStep) -> "ContactStep":
        return cls(
            at=step.at,
            event=step.type,
            element=Element.of_optional(path.map, step.element),
            from_=Element.of_optional(path.map, step.from_),
            connector=Connector.of_optional(path.map, step.connector),
            detail=contact_paths.detail(path, step),
        )


@strawberry.type
class ContactStepEdge:
    cursor: str
    node: ContactStep


@strawberry.type
class ContactStepConnection:
    edges: list[ContactStepEdge]
    page_info: PageInfo
    total_count: int

    @classmethod
    def of(cls, path: Path, page: paths.StepPage) -> "ContactStepConnection":
        cursors = [cursor for cursor, _ in page.items]
        return cls(
            edges=[
                ContactStepEdge(cursor=cursor, node=ContactStep.of(path, step)) for cursor, step in page.items
            ],
            page_info=PageInfo.of(cursors, has_previous=page.has_previous, has_next=page.has_next),
            total_count=page.total,
        )


@strawberry.type
class ContactPath(Node):
    path: strawberry.Private[Path]
    id: strawberry.ID
    added_at: datetime

    @classmethod
    def of(cls, path: Path) -> "ContactPath":
        return cls(
            path=path,
            id=strawberry.ID(ids.encode("ContactPath", path.map.id, str(path.ordinal))),
            added_at=path.map.state.added_at(path.ordinal),
        )

    @classmethod
    def of_optional(cls, path: Path | None) -> "ContactPath | None":
        return None if path is None else cls.of(path)

    @strawberry.field
    def contact(self) -> Contact:
        return Contact.of(self.path.contact)

    @strawberry.field
    def here_now(self) -> list[Element]:
        return [Element.of(self.path.map, element) for element in contact_paths.here_now(self.path)]

    @strawberry.field
    async def steps(
        self,
        info: Info,
        first: int | None = strawberry.UNSET,
        after: str | None = strawberry.UNSET,
        last: int | None = strawberry.UNSET,
        before: str | None = strawberry.UNSET,
    ) -> ContactStepConnection | None:
        asked = window(first, after, last, before, most=MOST_OTHERS)
        return ContactStepConnection.of(self.path, await contact_paths.steps(info.context, self.path, asked))
