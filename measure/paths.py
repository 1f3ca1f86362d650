"""The path of one contact on one map: what happened, oldest first, and pages of it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from measure import ids
from measure.errors import bad_input
from measure.events import EventType
from measure.instants import milliseconds
from measure.paging import Window

_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")

Place = tuple[int, int, int]
"""Where a step stands: its instant in milliseconds, then its commit's revision, then its number among
those of its contact in that commit. Of events of one instant the one that arrived first comes first."""


@dataclass(frozen=True, slots=True)
class PathStep:
    """One event of a contact on a map, in the commit `rev`.

    `element` is where to, or what it happened at; `connector` the one passed; `index` counts the steps
    of one contact in one commit.
    """

    rev: int
    index: int
    at: datetime
    type: EventType
    element: str | None = None
    from_: str | None = None
    connector: str | None = None
    link: int | None = None

    @property
    def place(self) -> Place:
        return milliseconds(self.at), self.rev, self.index


@dataclass(frozen=True, slots=True)
class StepPage:
    """Steps in their order, each with its cursor; `total` counts all pages."""

    items: tuple[tuple[str, PathStep], ...]
    has_previous: bool
    has_next: bool
    total: int


def page(steps: Sequence[PathStep], window: Window) -> StepPage:
    """One page of `steps`, which are in the order of their places.

    Raises:
        Refused: BAD_USER_INPUT for a cursor that is none of this connection.
    """
    start, end = 0, len(steps)
    if window.after is not None:
        start = bisect_right(steps, _place(window.after, "after"), key=_place_of)
    if window.before is not None:
        end = bisect_left(steps, _place(window.before, "before"), key=_place_of)
    start, end = window.cut(start, end)
    return StepPage(
        items=tuple((_cursor(step), step) for step in steps[start:end]),
        has_previous=start > 0,
        has_next=end < len(steps),
        total=len(steps),
    )


def _place_of(step: PathStep) -> Place:
    return step.place


def _cursor(step: PathStep) -> str:
    return ids.encode("cursor", "STEP", *map(str, step.place))


def _place(cursor: str, argument: str) -> Place:
    found = ids.parts(cursor, "cursor", 4)
    if found is None or found[0] != "STEP" or not all(map(_NUMBER.fullmatch, found[1:])):
        raise bad_input(argument, "is not a cursor of this connection")
    at, rev, index = map(int, found[1:])
    return at, rev, index
