"""The maps of `many_maps`: their drawing, their contacts, and batches that change a known number.

A map is a chain of 20 elements. All contacts are at its beginning; one in three came by another source than
the one that its filter asks for. A batch moves contacts that pass the filter on to the second element, so
`reached` there, under the filter, says how many batches are shown.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec

from bench.live.seen import Update
from store.database import Document

EVENTS_A_BATCH = 5
FILTER: Document = {
    "added": {"preset": "LAST_30_DAYS"},
    "tracking": [{"model": "FIRST", "dimension": "SOURCE", "values": ["newsletter"]}],
}
_LENGTH = 20
_CAME_BY = ("newsletter", "newsletter", "advert")
"Sources of the contacts, by turns."
_BEGINNING, _SECOND = "step-0", "step-1"


def drawing(map: str) -> Document:
    keys = [f"step-{place}" for place in range(_LENGTH)]
    return {
        "key": map,
        "name": map,
        "elements": [
            {"key": key, "kind": "TRIGGER" if key == _BEGINNING else "WAIT", "name": key} for key in keys
        ],
        "connectors": [{"source": source, "target": target} for source, target in pairwise(keys)],
    }


def contacts(count: int) -> list[str]:
    return [f"contact-{number:04}@example.org" for number in range(count)]


def touches(contacts: list[str]) -> Iterator[bytes]:
    """Where each contact came from."""
    for number, key in enumerate(contacts):
        source = _CAME_BY[number % len(_CAME_BY)]
        yield _event(f"touch-{key}", key, {"type": "TOUCHED", "source": source})


def arrivals(map: str, contacts: list[str]) -> Iterator[bytes]:
    for key in contacts:
        yield _event(f"{map}-come-{key}", key, {"type": "MOVED", "automation": map, "to": _BEGINNING})


def moves(map: str, contacts: list[str], batch: int) -> bytes:
    """The body of a map's batch of that number, from 0 on."""
    passing = [key for number, key in enumerate(contacts) if _CAME_BY[number % len(_CAME_BY)] == "newsletter"]
    movers = passing[batch * EVENTS_A_BATCH :][:EVENTS_A_BATCH]
    if len(movers) < EVENTS_A_BATCH:
        raise RuntimeError(f"{len(contacts)} contacts are too few for batch {batch}")
    move = {"type": "MOVED", "automation": map, "from": _BEGINNING, "to": _SECOND}
    return b"\n".join(_event(f"{map}-move-{key}", key, move) for key in movers)


def batches_shown(update: Update) -> int | None:
    """How many of the map's batches are in a message; None when its second element has no row there."""
    for row in update.changed.elements:
        if row.element.key == _SECOND:
            return row.reached.count // EVENTS_A_BATCH
    return None


def _event(id: str, contact: str, what: Document) -> bytes:
    at = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    return msgspec.json.encode({"id": id, "contact": contact, "at": at} | what)
