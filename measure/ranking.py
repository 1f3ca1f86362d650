"""Contacts by lifetime value, largest first: pages read off the bit slices, without looking at each contact.

Of equal values the contact heard of last comes first; those who never bought count as 0. Who comes first
is found by halving, from the highest slice down (O'Neil & Quass, "Improved Query Performance with Variant
Indexes", SIGMOD 1997).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import and_, sub

from measure import ids
from measure.columns import BitSliced
from measure.paging import Order, Page, Window, held, no_cursor, ordinal_in
from measure.sets import EMPTY, Set, union

_VALUE = re.compile(r"0|-?[1-9][0-9]{0,29}")


@dataclass(frozen=True, slots=True)
class Compared:
    """Those of a set whose value is above another one, and those who have just that."""

    above: Set
    equal: Set


def page(values: BitSliced, members: Set, window: Window) -> Page:
    """One page of `members`; raises Refused when a cursor is of another order, or none at all."""
    start, end = 0, len(members)
    if window.after is not None:
        value, ordinal = _place(window.after, "after")
        start = _before(values, members, value, ordinal) + _is_at(values, members, value, ordinal)
    if window.before is not None:
        end = _before(values, members, *_place(window.before, "before"))
    start, end = window.cut(start, end)
    shown = first(values, members, end) - first(values, members, start) if start < end else EMPTY
    ranked = sorted(((values.get(ordinal), ordinal) for ordinal in shown), reverse=True)
    return Page(
        ordinals=tuple(ordinal for _, ordinal in ranked),
        cursors=tuple(cursor(value, ordinal) for value, ordinal in ranked),
        has_previous=start > 0,
        has_next=end < len(members),
    )


def cursor(value: int, ordinal: int) -> str:
    """The place of a contact who has this value, in minor units."""
    return ids.encode("cursor", Order.LIFETIME_VALUE, str(value), str(ordinal))


def first(values: BitSliced, who: Set, count: int) -> Set:
    """The `count` of `who` that come first."""
    if count >= len(who):
        return who
    below_zero = who & values.negative
    others = who - below_zero
    if count <= len(others):
        return _picked(values.slices, others, count, and_)
    return others | _picked(values.slices, below_zero, count - len(others), sub)


def compared(values: BitSliced, who: Set, value: int) -> Compared:
    """Those of `who` above `value`, and those at it."""
    below_zero = who & values.negative
    if value >= 0:
        return _compared(values.slices, who - below_zero, value)
    further = _compared(values.slices, below_zero, -value)
    return Compared(who - further.above - further.equal, further.equal)


def _picked(slices: Sequence[Set], who: Set, count: int, prefer: Callable[[Set, Set], Set]) -> Set:
    """The `count` of `who` by magnitude, of equal ones the newest: with `and_` the largest, with `sub` the
    smallest.
    """
    taken: list[Set] = []
    undecided = who
    for members in reversed(slices):
        preferred = prefer(undecided, members)
        if len(preferred) >= count:
            undecided = preferred
        else:
            taken.append(preferred)
            count -= len(preferred)
            undecided = undecided - preferred
    return union([*taken, _newest(undecided, count)])


def _newest(members: Set, count: int) -> Set:
    if not count:
        return EMPTY
    return members & Set(range(members[len(members) - count], members.max() + 1))


def _compared(slices: Sequence[Set], who: Set, magnitude: int) -> Compared:
    if magnitude >> len(slices):
        return Compared(EMPTY, EMPTY)
    above: list[Set] = []
    equal = who
    for bit in reversed(range(len(slices))):
        if magnitude >> bit & 1:
            equal = equal & slices[bit]
        else:
            above.append(equal & slices[bit])
            equal = equal - slices[bit]
    return Compared(union(above), equal)


def _before(values: BitSliced, members: Set, value: int, ordinal: int) -> int:
    """How many of `members` come before a place."""
    found = compared(values, members, value)
    return len(found.above) + len(found.equal) - found.equal.rank(ordinal)


def _is_at(values: BitSliced, members: Set, value: int, ordinal: int) -> bool:
    return ordinal in members and values.get(ordinal) == value


def _place(text: str, argument: str) -> tuple[int, int]:
    value, _, number = held(text, Order.LIFETIME_VALUE, argument).partition(":")
    ordinal = ordinal_in(number)
    if not _VALUE.fullmatch(value) or ordinal is None:
        raise no_cursor(argument)
    return int(value), ordinal
