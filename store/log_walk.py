"""One pass along a stream's commits: whether they follow each other, and what came in by them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from bson import ObjectId

from measure.recount.differences import Difference
from store.database import Document

UNCOUNTABLE = (LookupError, TypeError, ValueError, msgspec.MsgspecError)
"What counting a commit raises when it does not hold what it should."


@dataclass(frozen=True, slots=True)
class Walked:
    """How far the log was read: revisions, of how many, and the events in them."""

    rev: int
    of: int
    events: int


OnProgress = Callable[[Walked], None]


class LogWalk:
    """Counts commits as long as they are whole; `differences` says where they are not."""

    def __init__(self, count: Callable[[Document], None]) -> None:
        self.rev = 0
        self.events = 0
        self.differences: list[Difference] = []
        self._head: ObjectId | None = None
        self._count = count

    def take(self, document: Document) -> None:
        self._follow(document)
        self._take_events(document)

    def _follow(self, document: Document) -> None:
        rev, next_rev = document["rev"], self.rev + 1
        if rev > next_rev:
            self._tell(f"lacks revision {next_rev:,}" + (f" to {rev - 1:,}" if rev > next_rev + 1 else ""))
        elif document["prev"] != self._head:
            self._tell(f"has a revision {rev:,} that was not made after revision {self.rev:,}")
        self.rev, self._head = rev, document["_id"]

    def _take_events(self, document: Document) -> None:
        times = Counter(event.get("id") for event in document.get("events", ()))
        self.events += times.total()
        for event in (event for event, count in times.items() if count > 1):
            self._tell(f'has the event "{event}" more than once in revision {self.rev:,}')
        if self.differences:
            return
        try:
            self._count(document)
        except UNCOUNTABLE as error:
            self._tell(f"has a revision {self.rev:,} that cannot be counted: {error!r}")

    def _tell(self, says: str) -> None:
        self.differences.append(Difference("log", says))
