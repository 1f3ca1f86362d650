"""Contacts that go down all lanes, so that at every tick nearly every element has other numbers.

At each tick every second place sends its contacts on to the next one: half of the elements are left, the
other half reached.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import msgspec

from bench.page.drawing import KEY, LANES, LENGTH, element_key, lanes_below
from store.database import Document

Contact = str


class Conveyor:
    """Who is where; the same ticks make the same events."""

    def __init__(self) -> None:
        self._here: dict[tuple[int, int], list[Contact]] = {
            (lane, place): [] for lane in range(LANES) for place in range(LENGTH)
        }
        self._numbers = count()
        self._ticks = count()

    def tick(self) -> list[bytes]:
        """The events of the next tick, one a line of `POST /events`."""
        tick = next(self._ticks)
        return [event for place in _deepest_first(tick) for event in self._from(place, tick)]

    def _from(self, place: int, tick: int) -> Iterator[bytes]:
        for lane in range(LANES):
            if place < 0:
                yield self._come(lane)
                continue
            while here := self._here[lane, place]:
                yield self._move(here.pop(), lane, place, tick)

    def _come(self, lane: int) -> bytes:
        contact = f"contact-{next(self._numbers):06}@example.org"
        self._here[lane, 0].append(contact)
        return _event(contact, 0, {"to": element_key(lane, 0)})

    def _move(self, contact: Contact, lane: int, place: int, tick: int) -> bytes:
        ways = lanes_below(lane, place)
        below = ways[tick // 2 % len(ways)]
        self._here[below, place + 1].append(contact)
        step = {"from": element_key(lane, place), "to": element_key(below, place + 1)}
        return _event(contact, place + 1, step)


def _deepest_first(tick: int) -> range:
    """Places that send on at this tick, so that nobody goes two steps; -1: from outside to the triggers."""
    return range(LENGTH - 2 - tick % 2, -2, -2)


def _event(contact: Contact, step: int, way: Document) -> bytes:
    at = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    event = {"id": f"{contact}-{step:02}", "type": "MOVED", "automation": KEY, "contact": contact, "at": at}
    return msgspec.json.encode(event | way)
