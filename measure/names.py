"""Contacts by name: where each stands, A to Z and those without one last, and pages of them."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from measure import ids
from measure.paging import Order, Page, Window, held, no_cursor, ordinal_in

LONGEST_FOLDED = 762
"Characters: a name has at most 254, and folding makes at most three of one."


@dataclass(frozen=True, slots=True, order=True)
class NamePlace:
    """Where a contact stands: by its folded name, then by ordinal."""

    is_nameless: bool
    name: str
    ordinal: int

    @classmethod
    def of(cls, name: str | None, ordinal: int) -> "NamePlace":
        """Of a folded name, or none."""
        return cls(True, "", ordinal) if name is None else cls(False, name, ordinal)

    @property
    def following(self) -> "NamePlace":
        """The place right behind this one."""
        return replace(self, ordinal=self.ordinal + 1)


@dataclass(frozen=True, slots=True)
class Span:
    """What a window's cursors leave: from the place `start` to before `end`; None: of the whole order."""

    start: NamePlace | None
    end: NamePlace | None

    @classmethod
    def of(cls, window: Window) -> "Span":
        """Raises Refused when a cursor is of another order, or none at all."""
        start = None if window.after is None else _place(window.after, "after").following
        end = None if window.before is None else _place(window.before, "before")
        return cls(start, end if start is None or end is None else max(start, end))


def cursor(place: NamePlace) -> str:
    return ids.encode("cursor", Order.NAME, str(place.ordinal), *([] if place.is_nameless else [place.name]))


def page(places: Sequence[NamePlace], span: Span, window: Window) -> Page:
    """One page of all `places`, which are in their order."""
    start = 0 if span.start is None else bisect_left(places, span.start)
    end = len(places) if span.end is None else bisect_left(places, span.end)
    start, end = window.cut(start, end)
    return page_of(places[start:end], has_previous=start > 0, has_next=end < len(places))


def page_of(places: Sequence[NamePlace], *, has_previous: bool, has_next: bool) -> Page:
    ordinals = tuple(place.ordinal for place in places)
    return Page(ordinals, tuple(map(cursor, places)), has_previous, has_next)


def _place(text: str, argument: str) -> NamePlace:
    number, has_name, name = held(text, Order.NAME, argument).partition(":")
    ordinal = ordinal_in(number)
    if ordinal is None or len(name) > LONGEST_FOLDED:
        raise no_cursor(argument)
    return NamePlace.of(name if has_name else None, ordinal)
