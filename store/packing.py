"""Sets, counters and columns as BSON values.

Names stand in arrays of pairs, never as field names: a tag may hold any character. Sets are Binary in
the portable roaring format (https://github.com/RoaringBitmap/RoaringFormatSpec).
"""

from collections.abc import Mapping, Sequence

import numpy as np
from bson import Binary

from measure.changes import Counts, SetChanges
from measure.errors import limit_exceeded
from measure.sets import Set
from store.database import Document

NamedSets = list[list[str | bytes]]


LARGEST_SET = 15 * 1024 * 1024
"Bytes of a set that is a document of its own, which may have 16 MiB: 100 million contacts and more."


def pack_whole(members: Set, what: str) -> Binary:
    """A set as the value of one field.

    Raises:
        Refused: LIMIT_EXCEEDED, naming `what`, when it is too large for a document.
    """
    smaller = Set(members)  # a copy, which may be changed
    smaller.run_optimize()
    packed = smaller.serialize()
    if len(packed) > LARGEST_SET:
        raise limit_exceeded(f"bytes of the contacts of {what}", len(packed), LARGEST_SET)
    return Binary(packed)


def pack_sets(sets: Mapping[str, Set]) -> NamedSets:
    return [[name, members.serialize()] for name, members in sets.items()]


def unpack_sets(packed: Sequence[tuple[str, bytes]]) -> dict[str, Set]:
    return {name: Set.deserialize(members) for name, members in packed}


def pack_set_changes(changes: SetChanges) -> Document:
    return {"add": pack_sets(changes.add), "remove": pack_sets(changes.remove)}


def unpack_set_changes(packed: Document) -> SetChanges:
    return SetChanges(unpack_sets(packed["add"]), unpack_sets(packed["remove"]))


def pack_counts(counts: Counts) -> list[list[object]]:
    return [[name, [[index, value] for index, value in values.items()]] for name, values in counts.items()]


def unpack_counts(packed: Sequence[tuple[str, Sequence[tuple[int, int]]]]) -> Counts:
    return {name: dict(values) for name, values in packed}


def pack_integers(values: Sequence[int]) -> bytes:
    """Little-endian 64-bit integers."""
    return np.asarray(values, dtype="<i8").tobytes()


def unpack_integers(packed: bytes) -> list[int]:
    integers: list[int] = np.frombuffer(packed, dtype="<i8").tolist()
    return integers
