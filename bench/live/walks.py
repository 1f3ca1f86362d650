"""A map of 50 elements, and walks over it that change so many rows of its report.

Two chains of 25 elements. A contact that walks n connectors changes n + 1 rows of elements and n of
connectors: one that walks two of them changes 5, two that walk twelve each change 50. On the way it achieves
the goal of the first chain. Everybody walks once, so that every number of every changed row is another one.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec

from store.database import Document

ROWS = (5, 50)
_CHAINS = ("a", "b")
_LENGTH = 25
ALL_ROWS = len(_CHAINS) * (2 * _LENGTH - 1)
"In a snapshot."
_GOAL = "a-2"
_STEPS = {5: (("a", 2),), 50: (("a", 12), ("b", 12))}
"Rows → the chains that are walked, and how many connectors of each."


def drawing(key: str) -> Document:
    return {
        "key": key,
        "name": key,
        "elements": [
            {"key": f"{chain}-{place}", "kind": _kind(f"{chain}-{place}"), "name": f"{chain} {place}"}
            for chain in _CHAINS
            for place in range(_LENGTH)
        ],
        "connectors": [
            {"source": f"{chain}-{source}", "target": f"{chain}-{target}"}
            for chain in _CHAINS
            for source, target in pairwise(range(_LENGTH))
        ],
    }


def _kind(element: str) -> str:
    if element.endswith("-0"):
        return "TRIGGER"
    return "GOAL" if element == _GOAL else "WAIT"


class Walkers:
    """The contacts of one map, each at the beginning of both chains until it walks."""

    def __init__(self, automation: str, count: int) -> None:
        self.keys = [f"walker-{number:06}@example.org" for number in range(count)]
        self._automation = automation
        self._left = iter(self.keys)

    def arrivals(self) -> list[bytes]:
        """Everybody comes to the beginnings: one event each."""
        return [
            self._event(key, "come", number, {"type": "MOVED", "to": f"{chain}-0"})
            for key in self.keys
            for number, chain in enumerate(_CHAINS)
        ]

    def walk(self, rows: int) -> list[bytes]:
        """Events that change so many rows, one of `ROWS`."""
        return [event for chain, steps in _STEPS[rows] for event in self._walk(chain, steps)]

    def _walk(self, chain: str, steps: int) -> Iterator[bytes]:
        key = next(self._left)
        for number, (source, target) in enumerate(pairwise(f"{chain}-{place}" for place in range(steps + 1))):
            yield self._event(key, "walk", number, {"type": "MOVED", "from": source, "to": target})
            if target == _GOAL:
                yield self._event(key, "goal", number, {"type": "ACHIEVED", "element": target})

    def _event(self, key: str, why: str, number: int, what: Document) -> bytes:
        event = f"{self._automation}-{why}-{key}-{number:02}"
        given = {"id": event, "automation": self._automation, "contact": key, "at": _just_now()}
        return msgspec.json.encode(given | what)


def _just_now() -> str:
    return (datetime.now(UTC) - timedelta(seconds=1)).isoformat()


def batches(events: Iterable[bytes], size: int) -> Iterator[tuple[bytes, int]]:
    """Bodies for `POST /events`, and how many events each has."""
    waiting = list(events)
    for start in range(0, len(waiting), size):
        some = waiting[start : start + size]
        yield b"\n".join(some), len(some)
