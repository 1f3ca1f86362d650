"""Plans in order, and the features they open."""

import pytest

from measure.accounts import Plan
from measure.errors import ErrorCode
from measure.features import DEFAULT_PLANS, Feature, plan_required


@pytest.mark.parametrize(
    ("plan", "covered"),
    [
        (Plan.BASIC, [Plan.BASIC]),
        (Plan.PLUS, [Plan.BASIC, Plan.PLUS]),
        (Plan.PRO, [Plan.BASIC, Plan.PLUS, Plan.PRO]),
        (Plan.ENTERPRISE, [Plan.BASIC, Plan.PLUS, Plan.PRO, Plan.ENTERPRISE]),
    ],
)
def test_a_plan_covers_itself_and_those_below(plan: Plan, covered: list[Plan]):
    assert [other for other in Plan if plan.covers(other)] == covered


def test_the_default_plans():
    assert dict(DEFAULT_PLANS) == {
        "performance.reports": "BASIC",
        "performance.tracking": "PRO",
        "performance.export": "PLUS",
        "groups.actions": "BASIC",
    }


def test_every_feature_has_a_default_plan():
    assert DEFAULT_PLANS.keys() == set(Feature)


def test_the_default_plans_cannot_be_changed():
    with pytest.raises(TypeError):
        DEFAULT_PLANS[Feature.TRACKING] = Plan.BASIC


def test_a_missing_plan_is_refused_with_what_the_caller_needs():
    refused = plan_required(Feature.TRACKING, required=Plan.PRO, current=Plan.PLUS)
    assert refused.code is ErrorCode.PLAN_REQUIRED
    assert refused.message == "performance.tracking needs at least the plan PRO, and this account's is PLUS"
    assert refused.extensions == {
        "feature": "performance.tracking",
        "requiredPlan": "PRO",
        "currentPlan": "PLUS",
    }
