"""Who asks."""

import strawberry

from gql.enums import Plan, Role
from gql.node import Node
from measure import accounts, ids


@strawberry.type
class Account(Node):
    id: strawberry.ID
    key: str
    name: str
    plan: Plan
    currency: str
    time_zone: str

    @classmethod
    def of(cls, account: accounts.Account) -> "Account":
        return cls(
            id=strawberry.ID(ids.encode("Account", account.id)),
            key=account.key,
            name=account.name,
            plan=account.plan,
            currency=account.currency,
            time_zone=account.time_zone,
        )


@strawberry.type
class Viewer:
    account: Account
    role: Role

    @classmethod
    def of(cls, caller: accounts.Caller) -> "Viewer":
        return cls(account=Account.of(caller.account), role=caller.role)
