"""Who asks, and what the account's plan opens."""

from dataclasses import replace

import pytest

from measure.accounts import Plan, Role
from server.settings import Settings
from server.wiring import wired
from tests.gql.conftest import Asker, Json, create_account

FEATURES = "{ viewer { account { plan } features { key available requiredPlan } } }"


def feature(key: str, required: str, available: bool) -> Json:
    return {"key": key, "requiredPlan": required, "available": available}


async def features(asker: Asker, plan: Plan, role: Role = Role.ADMIN) -> list[Json]:
    """What somebody in an account of this plan is told."""
    account = await asker.services.store.accounts.change(asker.account.key, plan=plan)
    assert account is not None
    viewer = (await Asker(asker.services, account, role).ask(FEATURES))["viewer"]
    assert viewer["account"] == {"plan": plan}
    return viewer["features"]


@pytest.mark.parametrize(
    ("plan", "tracking", "export"),
    [
        (Plan.BASIC, False, False),
        (Plan.PLUS, False, True),
        (Plan.PRO, True, True),
        (Plan.ENTERPRISE, True, True),
    ],
)
async def test_a_viewer_is_told_what_the_plan_opens(asker: Asker, plan: Plan, tracking: bool, export: bool):
    assert await features(asker, plan) == [
        feature("performance.reports", "BASIC", True),
        feature("performance.tracking", "PRO", tracking),
        feature("performance.export", "PLUS", export),
        feature("groups.actions", "BASIC", True),
    ]


async def test_an_installation_may_ask_for_other_plans(settings: Settings):
    chosen = ("performance.reports=ENTERPRISE", "performance.tracking=BASIC", "groups.actions=PLUS")
    async with wired(replace(settings, feature_plans=chosen)) as services:
        asker = Asker(services, await create_account(services, "demo"))
        assert await features(asker, Plan.PLUS) == [
            feature("performance.reports", "ENTERPRISE", False),
            feature("performance.tracking", "BASIC", True),
            feature("performance.export", "PLUS", True),
            feature("groups.actions", "PLUS", True),
        ]


@pytest.mark.parametrize("role", Role)
async def test_every_role_is_told(asker: Asker, role: Role):
    told = await features(asker, Plan.PRO, role)
    assert [each["available"] for each in told] == [True, True, True, True]
