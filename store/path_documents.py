"""Documents of paths: the steps of one contact on one map, in parts.

`{_id, account, rev, count, steps}`: `rev` says that everything of the contact up to that revision stands
in this part and the ones before it. A step is written as `[rev, at, type, element, from, connector, link]`;
all steps of a contact in one commit stand in the same part, in their order.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import Any

from bson import ObjectId

from measure.events import EventType
from measure.paths import PathStep
from store.database import Document

CONTENT = "paths.1"
"The content of checkpoints that paths have; another number when the documents change their shape."
LAST_ORDINAL = (1 << 32) - 1
LAST_PART = (1 << 16) - 1
_ID = struct.Struct(">12sIH")

WrittenStep = list[Any]  # BSON arrays hold values of many types; the first one is the revision


def document_id(series: ObjectId, ordinal: int, part: int) -> bytes:
    """Sorts by series, then contact, then part."""
    return _ID.pack(series.binary, ordinal, part)


def ordinal_of(id: bytes) -> int:
    """Whose path a document holds."""
    ordinal: int = _ID.unpack(id)[1]
    return ordinal


def written_step(rev: int, event: Document) -> WrittenStep:
    """An event of the commit `rev`, as the log holds it."""
    # Only MOVED has a `to`, and it has no `element`.
    element = event.get("to", event.get("element"))
    return [
        rev,
        event["at"],
        event["type"],
        element,
        event.get("from"),
        event.get("connector"),
        event.get("link"),
    ]


def read_steps(written: Iterable[WrittenStep]) -> Iterator[PathStep]:
    """Steps of one contact, in the order of their revisions."""
    before, index = 0, 0
    for rev, at, kind, *rest in written:
        before, index = rev, index + 1 if rev == before else 0
        yield PathStep(rev, index, at, EventType(kind), *rest)
