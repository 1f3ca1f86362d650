"""Single moves of contacts, as they happen: which of them somebody wants to see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from measure.events import EventType


@dataclass(frozen=True, slots=True)
class Move:
    """An event of a contact on a map, in the commit `rev`.

    `element` is where to, or what it happened at; `connector` the one passed.
    """

    rev: int
    contact: int
    at: datetime
    type: EventType
    element: str | None = None
    from_: str | None = None
    connector: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Moves to or from some elements (keys; none: all), at most `per_second` of them."""

    elements: frozenset[str]
    per_second: int

    def includes(self, move: Move) -> bool:
        return not self.elements or move.element in self.elements or move.from_ in self.elements

    def newest(self, newest_first: Iterable[Move]) -> list[Move]:
        """The newest second's worth of those wanted, in the order in which they came."""
        wanted = (move for move in newest_first if self.includes(move))
        return list(islice(wanted, self.per_second))[::-1]
