"""Features: what plans differ in."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from measure.accounts import Plan
from measure.errors import ErrorCode, Refused


class Feature(StrEnum):
    """REPORTS on a map; TRACKING values in them, and by them; EXPORT of groups; ACTIONS on groups."""

    REPORTS = "performance.reports"
    TRACKING = "performance.tracking"
    EXPORT = "performance.export"
    ACTIONS = "groups.actions"


RequiredPlans = Mapping[Feature, Plan]
"""The least plan that has each feature; every feature is in it."""

DEFAULT_PLANS: RequiredPlans = MappingProxyType(
    {
        Feature.REPORTS: Plan.BASIC,
        Feature.TRACKING: Plan.PRO,
        Feature.EXPORT: Plan.PLUS,
        Feature.ACTIONS: Plan.BASIC,
    }
)


def plan_required(feature: Feature, *, required: Plan, current: Plan) -> Refused:
    """PLAN_REQUIRED: `feature` needs at least the plan `required`, and the account's is `current`."""
    message = f"{feature} needs at least the plan {required}, and this account's is {current}"
    return Refused(
        ErrorCode.PLAN_REQUIRED,
        message,
        feature=feature.value,
        requiredPlan=required.value,
        currentPlan=current.value,
    )
