"""Pages of contacts: what all orders share, and those by ordinal. Keyset cursors, exact in both directions.

The arguments and flags are those of https://relay.dev/graphql/connections.htm.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from measure import ids
from measure.errors import Refused, bad_input
from measure.sets import Set

DEFAULT_PAGE = 50
MOST_CONTACTS = 500
MOST_OTHERS = 100
_ORDINAL = re.compile(r"[0-9]{1,10}")


class Order(StrEnum):
    """By when the account first heard of the contact, which is its ordinal; by name; by lifetime value."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    NAME = "NAME"
    LIFETIME_VALUE = "LIFETIME_VALUE"


OrdinalOrder = Literal[Order.NEWEST, Order.OLDEST]


@dataclass(frozen=True, slots=True)
class Window:
    """The arguments of a connection, checked: exactly one of `first` and `last` is given."""

    first: int | None = DEFAULT_PAGE
    after: str | None = None
    last: int | None = None
    before: str | None = None

    @classmethod
    def of(
        cls, first: int | None, after: str | None, last: int | None, before: str | None, most: int
    ) -> "Window":
        """Raises Refused (BAD_USER_INPUT) when both are given, or one is negative or above `most`."""
        if first is not None and last is not None:
            raise bad_input("last", "give first or last, not both")
        for name, size in (("first", first), ("last", last)):
            if size is not None and not 0 <= size <= most:
                raise bad_input(name, f"must be 0 to {most}, not {size}")
        if first is None and last is None:
            first = DEFAULT_PAGE
        return cls(first, after, last, before)

    def cut(self, start: int, end: int) -> tuple[int, int]:
        """What the window takes of the places from `start` to before `end`, the ones after `after`
        and before `before`.
        """
        end = max(start, end)
        if self.first is not None:
            return start, min(end, start + self.first)
        return (max(start, end - self.last), end) if self.last is not None else (start, end)


@dataclass(frozen=True, slots=True)
class Page:
    """Ordinals in their order, each with its cursor, and whether there are more on either side."""

    ordinals: tuple[int, ...]
    cursors: tuple[str, ...]
    has_previous: bool
    has_next: bool


def cursor(order: OrdinalOrder, ordinal: int) -> str:
    """The place of a contact in an order."""
    return ids.encode("cursor", order, str(ordinal))


def held(text: str, order: Order, argument: str) -> str:
    """What a cursor of `order` holds; raises Refused when it is of another order, or none at all."""
    found = ids.parts(text, "cursor", 2)
    if found is None or found[0] not in Order.__members__:
        raise no_cursor(argument)
    if found[0] != order:
        raise bad_input(argument, f"is a cursor of the order {found[0]}, not {order}")
    return found[1]


def no_cursor(argument: str) -> Refused:
    return bad_input(argument, "is not a cursor of this connection")


def ordinal_in(text: str) -> int | None:
    """The ordinal that a part of a cursor is; None when it is none."""
    ordinal = int(text) if _ORDINAL.fullmatch(text) else None
    return None if ordinal is None or ordinal >= 1 << 32 else ordinal


def page(members: Set, order: OrdinalOrder, window: Window) -> Page:
    """One page of `members`; raises Refused when a cursor is of another order, or none at all."""
    total = len(members)
    start, end = 0, total
    if window.after is not None:
        start = _place(members, order, _ordinal(window.after, order, "after")).after
    if window.before is not None:
        end = _place(members, order, _ordinal(window.before, order, "before")).before
    start, end = window.cut(start, end)
    shown = _slice(members, order, start, end)
    cursors = tuple(cursor(order, ordinal) for ordinal in shown)
    return Page(shown, cursors, has_previous=start > 0, has_next=end < total)


@dataclass(frozen=True, slots=True)
class _Place:
    """How many members come before an ordinal, and how many before or at it, in an order."""

    before: int
    after: int


def _place(members: Set, order: OrdinalOrder, ordinal: int) -> _Place:
    up_to = members.rank(ordinal)
    below = up_to - (ordinal in members)
    if order is Order.OLDEST:
        return _Place(below, up_to)
    return _Place(len(members) - up_to, len(members) - below)


def _slice(members: Set, order: OrdinalOrder, start: int, end: int) -> tuple[int, ...]:
    if start >= end:
        return ()
    if order is Order.OLDEST:
        return tuple(members[start:end])
    total = len(members)
    return tuple(reversed(members[total - end : total - start]))


def _ordinal(text: str, order: OrdinalOrder, argument: str) -> int:
    ordinal = ordinal_in(held(text, order, argument))
    if ordinal is None:
        raise no_cursor(argument)
    return ordinal
