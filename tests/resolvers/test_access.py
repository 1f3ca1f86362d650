"""What an account's plan opens, and what is said where it does not."""

from dataclasses import replace

import pytest

from measure.accounts import Access, Account, Caller, Plan, Role
from measure.errors import ErrorCode, Refused
from measure.features import DEFAULT_PLANS, Feature
from resolvers.access import require_feature
from resolvers.context import Context, Services
from server.settings import Settings
from server.wiring import wired

OPENED = {
    Plan.BASIC: {Feature.REPORTS, Feature.ACTIONS},
    Plan.PLUS: {Feature.REPORTS, Feature.ACTIONS, Feature.EXPORT},
    Plan.PRO: set(Feature),
    Plan.ENTERPRISE: set(Feature),
}


def opens(plan: Plan, feature: Feature) -> bool:
    try:
        require_feature(plan, feature, DEFAULT_PLANS)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("plan", Plan)
def test_a_plan_opens_its_features_and_no_other(plan: Plan):
    assert {feature for feature in Feature if opens(plan, feature)} == OPENED[plan]


def test_a_refusal_names_the_feature_and_both_plans():
    with pytest.raises(Refused) as raised:
        require_feature(Plan.BASIC, Feature.EXPORT, {**DEFAULT_PLANS, Feature.EXPORT: Plan.ENTERPRISE})
    assert raised.value.code is ErrorCode.PLAN_REQUIRED
    assert raised.value.extensions == {
        "feature": "performance.export",
        "requiredPlan": "ENTERPRISE",
        "currentPlan": "BASIC",
    }


def context(plan: Plan, services: Services) -> Context:
    account = Account("0" * 24, "demo", "Demo", plan, "USD", "UTC")
    return Context(Access(Caller(account, Role.VIEWER), "a key"), services)


async def test_a_context_asks_its_account_s_plan_and_this_installation_s_matrix(settings: Settings):
    overridden = replace(settings, feature_plans=("performance.tracking=PLUS", "groups.actions=PRO"))
    async with wired(overridden) as services:
        plus = context(Plan.PLUS, services)
        plus.require_feature(Feature.TRACKING)
        with pytest.raises(Refused, match=r"^groups\.actions needs at least the plan PRO"):
            plus.require_feature(Feature.ACTIONS)
        context(Plan.PRO, services).require_feature(Feature.ACTIONS)


async def test_services_have_the_default_plans_when_nothing_else_is_said(settings: Settings):
    async with wired(settings) as services:
        plain = Services(
            services.store,
            services.feed,
            services.moves,
            services.job_news,
            services.rooms,
            services.sessions,
            services.traffic,
            services.now,
            services.answers,
        )
    assert (plain.required_plans, services.required_plans) == (DEFAULT_PLANS, DEFAULT_PLANS)
