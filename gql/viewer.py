"""Who asks."""

import strawberry

from gql.enums import Plan, Role
from gql.info import Info
from gql.node import Node
from measure import accounts, features, ids


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
class Feature:
    key: str
    available: bool
    required_plan: Plan

    @classmethod
    def of(cls, feature: features.Feature, required: Plan, current: Plan) -> "Feature":
        return cls(key=feature.value, available=current.covers(required), required_plan=required)


@strawberry.type
class Viewer:
    account: Account
    role: Role

    @classmethod
    def of(cls, caller: accounts.Caller) -> "Viewer":
        return cls(account=Account.of(caller.account), role=caller.role)

    @strawberry.field
    def features(self, info: Info) -> list[Feature]:
        current, required = info.context.account.plan, info.context.services.required_plans
        return [Feature.of(feature, required[feature], current) for feature in features.Feature]
