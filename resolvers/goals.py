"""The goal that a report or a stat is about."""

from measure.errors import bad_input
from measure.graph import Kind
from measure.reports import ON_A_GOAL, ReportType
from resolvers.pins import PinnedMap


def check_goal(pinned: PinnedMap, key: str) -> str:
    """The key, if it is a goal's, published or removed; raises Refused (BAD_USER_INPUT) for any other."""
    element = pinned.history.elements.get(key)
    if element is None or element.kind is not Kind.GOAL:
        raise bad_input("goal", f'automation "{pinned.automation.key}" has no goal "{key[:64]}"')
    return key


def goal_of(pinned: PinnedMap, report: ReportType, key: str | None) -> str:
    """The goal that a report is about, empty for the reports on none, which ignore `key`.

    Raises:
        Refused: BAD_USER_INPUT when the report needs a goal and `key` is none.
    """
    if report not in ON_A_GOAL:
        return ""
    if key is None:
        raise bad_input("goal", f"is required by the report {report}")
    return check_goal(pinned, key)
