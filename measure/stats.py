"""The stats of a map: what is counted at an element or on a connector, and how sets and columns are named.

The names are those of `Stat` in the public contract; COHORT, CLICKED_LINK, GOAL_CONVERTED, CONVERSION_POINT,
CONVERSION_EMAIL and OTHER_VALUES are ours beside them, and so are the columns.
"""

from enum import StrEnum

from measure.events import EventType
from measure.graph import MESSAGES, VISITABLE, Element, Family, Kind


class Stat(StrEnum):
    COHORT = "COHORT"
    REACHED = "REACHED"
    WERE_HERE = "WERE_HERE"
    HERE_NOW = "HERE_NOW"
    WAITING = "WAITING"
    ACHIEVED = "ACHIEVED"
    PASSED = "PASSED"
    SENT = "SENT"
    DELIVERED = "DELIVERED"
    OPENED = "OPENED"
    CLICKED = "CLICKED"
    CLICKED_LINK = "CLICKED_LINK"
    BOUNCED = "BOUNCED"
    UNSUBSCRIBED = "UNSUBSCRIBED"
    COMPLAINED = "COMPLAINED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"
    TOTAL_VISITORS = "TOTAL_VISITORS"
    BUYERS = "BUYERS"
    LIFETIME_VALUE = "LIFETIME_VALUE"
    CONVERTED = "CONVERTED"
    GOAL_CONVERTED = "GOAL_CONVERTED"
    CONVERSION_POINT = "CONVERSION_POINT"
    CONVERSION_EMAIL = "CONVERSION_EMAIL"
    OTHER_VALUES = "OTHER_VALUES"


OF_ACCOUNTS = frozenset({Stat.BUYERS, Stat.OTHER_VALUES})
"Of sets that the account's state decides, too."


_EVERYWHERE = frozenset(
    {
        Stat.REACHED,
        Stat.WERE_HERE,
        Stat.HERE_NOW,
        Stat.BUYERS,
        Stat.LIFETIME_VALUE,
        Stat.CONVERTED,
        Stat.CONVERSION_POINT,
    }
)
_OF_GOALS = frozenset({Stat.WAITING, Stat.ACHIEVED, Stat.GOAL_CONVERTED})
_OF_MESSAGES = frozenset(
    {
        Stat.SENT,
        Stat.DELIVERED,
        Stat.OPENED,
        Stat.CLICKED,
        Stat.BOUNCED,
        Stat.UNSUBSCRIBED,
        Stat.COMPLAINED,
    }
)
_OF_ACTIONS = frozenset({Stat.FAILED, Stat.SKIPPED})

OUTCOMES: dict[EventType, tuple[Stat, ...]] = {
    EventType.SENT: (Stat.SENT,),
    EventType.DELIVERED: (Stat.DELIVERED, Stat.SENT),
    EventType.OPENED: (Stat.OPENED, Stat.SENT),
    EventType.CLICKED: (Stat.CLICKED, Stat.OPENED, Stat.SENT),
    EventType.BOUNCED: (Stat.BOUNCED,),
    EventType.UNSUBSCRIBED: (Stat.UNSUBSCRIBED, Stat.SENT),
    EventType.COMPLAINED: (Stat.COMPLAINED, Stat.SENT),
    EventType.FAILED: (Stat.FAILED,),
    EventType.SKIPPED: (Stat.SKIPPED,),
}
"What a message's or action's event says of its contact, beside having reached the element."

COHORT = "COHORT"
"The name of the set of contacts added to the map."
ADDED = "ADDED"
"The name of the column of the seconds at which they were; its owner is COHORT."
ENTERED = "ENTERED"
"The name of the set of contacts that were moved to a trigger."
RE_ADDED = "RE_ADDED"
"The name of the set of contacts that were moved to a trigger twice or more."
MAILED = "MAILED"
"The name of the set of contacts that have a last email."
LAST_EMAIL = "LAST_EMAIL"
"The name of the column of the numbers of their last emails; its owner is MAILED."


def set_name(stat: Stat, subject: str) -> str:
    """The name under which a state keeps a set: `subject` is an element or connector key."""
    return stat + "/" + subject  # a third of the time of formatting it


def link_set_name(element: str, link: int) -> str:
    """The name of the set of contacts who clicked the link at index `link` of `element`."""
    return f"{Stat.CLICKED_LINK}/{element}/{link}"


def first_reached_name(element: str) -> str:
    """The name of the column of seconds when contacts first reached `element`; REACHED is its owner."""
    return f"FIRST_REACHED/{element}"


def first_achieved_name(goal: str) -> str:
    """The name of the column of seconds when contacts first achieved `goal`; ACHIEVED is its owner."""
    return f"FIRST_ACHIEVED/{goal}"


def conversion_point_name(goal: str, element: str) -> str:
    """The name of the set of contacts whose conversion point of `goal` is `element`."""
    return f"{Stat.CONVERSION_POINT}/{goal}/{element}"


def conversion_email_name(goal: str, email: str) -> str:
    """The name of the set of contacts whose conversion email of `goal` is `email`."""
    return f"{Stat.CONVERSION_EMAIL}/{goal}/{email}"


def converted_name(element: str, goal: str) -> str:
    """The name of the set of contacts that reached `element` no later than they achieved `goal`."""
    return f"{Stat.CONVERTED}/{element}/{goal}"


def goal_converted_name(earlier: str, goal: str) -> str:
    """The name of the set of contacts that achieved the goal `earlier` no later than another, `goal`."""
    return f"{Stat.GOAL_CONVERTED}/{earlier}/{goal}"


def values_subject(model: str, dimension: str) -> str:
    """The subject of OTHER_VALUES: no element, but a tracking dimension's first or last values."""
    return f"{model}/{dimension}"


def visits_name(element: str) -> str:
    """The name of a trigger's or goal's visit counters, by day."""
    return f"VISITS/{element}"


def clicks_name(element: str) -> str:
    """The name of a message's click counters, by link index."""
    return f"CLICKS/{element}"


def applies(stat: Stat, element: Element) -> bool:
    """Whether `stat` is counted at elements like this one."""
    if stat in _EVERYWHERE:
        return True
    if stat in _OF_GOALS:
        return element.kind is Kind.GOAL
    if stat in _OF_MESSAGES or stat is Stat.CLICKED_LINK:
        return element.kind in MESSAGES
    if stat in _OF_ACTIONS:
        return element.family is Family.ACTION
    if stat is Stat.CONVERSION_EMAIL:
        return element.kind is Kind.EMAIL
    return stat is Stat.TOTAL_VISITORS and element.kind in VISITABLE
