"""Who may do what: the one place where a role is asked."""

from collections.abc import Callable
from enum import Enum

from measure.accounts import Role
from measure.errors import ErrorCode, Refused


class Right(Enum):
    """Something that only some roles may do, as it is named to those who may not."""

    READ = "read"
    RECORD = "record events and contacts"
    EDIT = "edit automations"


_HELD: dict[Right, Callable[[Role], bool]] = {
    Right.READ: lambda role: role.reads,
    Right.RECORD: lambda role: role.records,
    Right.EDIT: lambda role: role.edits,
}


def require(role: Role, right: Right) -> None:
    """Raises Refused (FORBIDDEN) when `role` lacks `right`."""
    if _HELD[right](role):
        return
    holders = ", ".join(other for other in Role if _HELD[right](other))
    message = f"a key of the role {role} may not {right.value}: use one of the role {holders}"
    raise Refused(ErrorCode.FORBIDDEN, message)
