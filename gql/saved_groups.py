"""Saved groups, and pages of them."""

from datetime import datetime

import strawberry

from gql.connections import PageInfo
from gql.enums import GroupMode
from gql.groups import ContactGroup
from gql.info import Info
from gql.node import Node
from measure import ids, saved_groups
from measure.saved_groups import SavedGroupPage
from resolvers.saved_groups import group_of


@strawberry.type(description="`group` is null when its map or feature is gone.")
class SavedGroup(Node):
    saved: strawberry.Private[saved_groups.SavedGroup]
    id: strawberry.ID
    name: str
    mode: GroupMode
    created_at: datetime

    @classmethod
    def of(cls, saved: saved_groups.SavedGroup) -> "SavedGroup":
        return cls(
            saved=saved,
            id=strawberry.ID(ids.encode("SavedGroup", saved.id)),
            name=saved.name,
            mode=saved.mode,
            created_at=saved.created_at,
        )

    @strawberry.field
    async def group(self, info: Info) -> ContactGroup | None:
        found = await group_of(info.context, self.saved)
        return None if found is None else ContactGroup.of(found)


@strawberry.type
class SavedGroupEdge:
    cursor: str
    node: SavedGroup


@strawberry.type
class SavedGroupConnection:
    edges: list[SavedGroupEdge]
    page_info: PageInfo
    total_count: int

    @classmethod
    def of(cls, page: SavedGroupPage) -> "SavedGroupConnection":
        cursors = [cursor for cursor, _ in page.items]
        return cls(
            edges=[SavedGroupEdge(cursor=cursor, node=SavedGroup.of(saved)) for cursor, saved in page.items],
            page_info=PageInfo.of(cursors, has_previous=page.has_previous, has_next=page.has_next),
            total_count=page.total,
        )
