"""When what happens, over all contacts. Its clock is in seconds; the first contact arrives at 0. No I/O."""

import heapq
from dataclasses import dataclass

from server.demo.journey import LONGEST, journey
from server.demo.walk import Event, Step

PER_SECOND = 5.0
"""New contacts."""


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """The step `position` of contact `number`; sorts by time, and one contact's steps by position."""

    at: float
    number: int
    position: int

    def event_id(self) -> str:
        """The same at every start, and ascending with the contacts."""
        return f"demo-{self.number:05d}/{self.position:02d}"


def arrival(number: int) -> float:
    """When the contact of that number arrives."""
    return (number - 1) / PER_SECOND


def first_to_replay(arrived: int) -> int:
    """The first contact whose journey may still be under way when `arrived` contacts have come."""
    return max(1, arrived - int(LONGEST * PER_SECOND))


class Schedule:
    """The journeys of the contacts `first` to `last`, merged in order of time, each made when it begins."""

    def __init__(self, first: int, last: int) -> None:
        self._next = first
        self._last = last
        self._queue: list[Due] = []
        self._journeys: dict[int, tuple[Step, ...]] = {}

    @property
    def finished(self) -> bool:
        return self._next > self._last and not self._queue

    def due(self, until: float) -> list[tuple[Due, Event]]:
        """What happens up to that time and was not handed out yet."""
        while self._next <= self._last and arrival(self._next) <= until:
            self._journeys[self._next] = journey(self._next)
            self._push(self._next, 0)
            self._next += 1
        happened = []
        while self._queue and self._queue[0].at <= until:
            due = heapq.heappop(self._queue)
            happened.append((due, self._journeys[due.number][due.position].event))
            self._push(due.number, due.position + 1)
        return happened

    def _push(self, number: int, position: int) -> None:
        steps = self._journeys[number]
        if position == len(steps):
            del self._journeys[number]
            return
        heapq.heappush(self._queue, Due(arrival(number) + steps[position].after, number, position))
