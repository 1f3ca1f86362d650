"""What happens to contacts: events as producers send them and as the log keeps them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec


class EventType(StrEnum):
    MOVED = "MOVED"
    ACHIEVED = "ACHIEVED"
    SENT = "SENT"
    DELIVERED = "DELIVERED"
    OPENED = "OPENED"
    CLICKED = "CLICKED"
    BOUNCED = "BOUNCED"
    UNSUBSCRIBED = "UNSUBSCRIBED"
    COMPLAINED = "COMPLAINED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"
    VISITED = "VISITED"
    TOUCHED = "TOUCHED"
    PURCHASED = "PURCHASED"
    REFUNDED = "REFUNDED"
    TAGGED = "TAGGED"
    UNTAGGED = "UNTAGGED"


MESSAGE_TYPES = frozenset(
    {
        EventType.SENT,
        EventType.DELIVERED,
        EventType.OPENED,
        EventType.CLICKED,
        EventType.BOUNCED,
        EventType.UNSUBSCRIBED,
        EventType.COMPLAINED,
    }
)
ACTION_TYPES = frozenset({EventType.FAILED, EventType.SKIPPED})
MONEY_TYPES = frozenset({EventType.PURCHASED, EventType.REFUNDED})
TAG_TYPES = frozenset({EventType.TAGGED, EventType.UNTAGGED})
ACCOUNT_TYPES = MONEY_TYPES | TAG_TYPES | {EventType.TOUCHED}
"Events of the account itself; all others belong to an automation."

DIMENSIONS = ("source", "medium", "campaign", "content", "term")

MOST_EVENTS = 5_000
"Events in one request and in one commit."

Identifier = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
ContactKey = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
LONGEST_TAG = 64
"Characters."
Tag = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_TAG)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class SentEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """An event as a producer sends it: `EventInput` of the contract, its values of the right types."""

    id: Identifier
    type: EventType
    at: Instant
    contact: ContactKey | None = None
    automation: str | None = None
    element: str | None = None
    from_: str | None = None
    to: str | None = None
    connector: str | None = None
    link: int | None = None
    amount: str | None = None
    currency: str | None = None
    tag: Tag | None = None
    source: str | None = None
    medium: str | None = None
    campaign: str | None = None
    content: str | None = None
    term: str | None = None


class Event(msgspec.Struct, frozen=True, omit_defaults=True, rename={"from_": "from"}):
    """An accepted event as the log keeps it: an ordinal for the contact, nothing that does not apply.

    `at` is UTC, cut to milliseconds; `amount` is in minor units of the account's currency, positive;
    `connector` is the one passed; `touch` holds the trimmed values by dimension.
    A Struct, since a million of them are made and written down where one of anything else is.
    """

    id: str
    type: EventType
    at: datetime
    contact: int | None = None
    element: str | None = None
    from_: str | None = None
    to: str | None = None
    connector: str | None = None
    link: int | None = None
    amount: int | None = None
    tag: str | None = None
    touch: tuple[tuple[str, str], ...] = ()
