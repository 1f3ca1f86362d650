"""Who may do what: the one place where a role, or a plan, is asked."""

from collections.abc import Callable
from enum import Enum

from measure.accounts import Plan, Role
from measure.errors import ErrorCode, Refused
from measure.features import Feature, RequiredPlans, plan_required


class Right(Enum):
    """Something that only some roles may do, as it is named to those who may not."""

    READ = "read"
    RECORD = "record events and contacts"
    EDIT = "edit automations"
    ACT = "act on groups"


_HELD: dict[Right, Callable[[Role], bool]] = {
    Right.READ: lambda role: role.reads,
    Right.RECORD: lambda role: role.records,
    Right.EDIT: lambda role: role.edits,
    Right.ACT: lambda role: role.edits,
}


def require(role: Role, right: Right) -> None:
    """Raises Refused (FORBIDDEN) when `role` lacks `right`."""
    if _HELD[right](role):
        return
    holders = ", ".join(other for other in Role if _HELD[right](other))
    message = f"a key of the role {role} may not {right.value}: use one of the role {holders}"
    raise Refused(ErrorCode.FORBIDDEN, message)


def require_feature(plan: Plan, feature: Feature, required_plans: RequiredPlans) -> None:
    """Raises Refused (PLAN_REQUIRED) when an account of `plan` lacks `feature`."""
    required = required_plans[feature]
    if not plan.covers(required):
        raise plan_required(feature, required=required, current=plan)
