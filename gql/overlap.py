"""How groups overlap."""

from collections.abc import Sequence

import strawberry

from gql.groups import ContactGroup
from measure import overlaps
from measure.account_state import AccountState


@strawberry.type(
    description="Contacts that are in all of `groups` and in none of the other groups asked about."
)
class Overlap:
    groups: list[strawberry.ID]
    contacts: ContactGroup

    @classmethod
    def of(cls, asked: Sequence[strawberry.ID], row: overlaps.Overlap, account: AccountState) -> "Overlap":
        """`asked` are the ids of the groups asked about."""
        return cls(
            groups=[asked[place] for place in row.inside],
            contacts=ContactGroup(group=row.group, members=row.members, account=account),
        )
