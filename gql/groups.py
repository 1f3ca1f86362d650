"""Groups: a number and the people behind it."""

import strawberry

from gql.connections import window
from gql.contacts import ContactConnection
from gql.enums import ContactOrder
from gql.fields import derived, derived_attribute
from gql.info import Info
from gql.node import Node
from measure.account_state import AccountState
from measure.group_ids import group_id
from measure.groups import Group
from measure.paging import MOST_CONTACTS
from measure.scope import Counted
from measure.sets import Set
from resolvers import contacts
from resolvers.found_group import FoundGroup


def _id(root: "ContactGroup") -> strawberry.ID:
    return strawberry.ID(group_id(root.group))


@strawberry.type(
    description="A set of contacts: the number and the people behind it are one thing. In one "
    "answer `count`, `totalCount` and the page\n"
    "belong to one revision. Cursors hold a place in the order, not a moment: while "
    "others write, a walk by NEWEST or OLDEST\n"
    "meets everyone who was in the group throughout exactly once and nobody twice. One "
    "moment's list: save or export the group."
)
class ContactGroup(Node):
    """Its definitions are kept already when it is made: `id` needs no more than memory."""

    id: strawberry.ID = derived_attribute(
        _id,
        "Opaque: the definition (map, stat, filter with its days spelled out), the same "
        "whenever the definition is; at most 1,000 characters (a longer definition is "
        "kept by the server under its hash; at most 5 deep, 50 groups in all: "
        "LIMIT_EXCEEDED). Wherever an argument asks for a group, give this.",
    )
    group: strawberry.Private[Group]
    members: strawberry.Private[Set]
    account: strawberry.Private[AccountState]

    @classmethod
    def of(cls, counted: Counted | FoundGroup) -> "ContactGroup":
        return cls(group=counted.group, members=counted.members, account=counted.account)

    @classmethod
    def of_optional(cls, counted: Counted | None) -> "ContactGroup | None":
        return None if counted is None else cls.of(counted)

    @derived
    def count(self) -> int:
        return len(self.members)

    @strawberry.field
    async def contacts(
        self,
        info: Info,
        first: int | None = strawberry.UNSET,
        after: str | None = strawberry.UNSET,
        last: int | None = strawberry.UNSET,
        before: str | None = strawberry.UNSET,
        order_by: ContactOrder = ContactOrder.NEWEST,
    ) -> ContactConnection | None:
        asked = window(first, after, last, before, most=MOST_CONTACTS)
        order = order_by.to_measure()
        page = await contacts.page(info.context, self.members, self.account, order, asked)
        return ContactConnection.of(page)
