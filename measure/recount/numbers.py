"""Numbers of contacts while they are counted: arrays, since there may be fifty for each of a million."""

from array import array
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from measure.sets import Set

CHUNK = 1 << 12

Width = Literal["I", "Q"]
NARROW: Final = "I"
"For seconds and codes: 32 bits."
WIDE: Final = "Q"
"For milliseconds: 64 bits."
_MISSING = {NARROW: 2**32 - 1, WIDE: 2**64 - 1}


class Numbers:
    """One number or none per contact."""

    def __init__(self, width: Width = NARROW) -> None:
        self._missing = _MISSING[width]
        self._empty = array(width, [self._missing]) * CHUNK
        self._chunks: dict[int, array[int]] = {}

    def get(self, ordinal: int) -> int | None:
        chunk = self._chunks.get(ordinal // CHUNK)
        value = self._missing if chunk is None else chunk[ordinal % CHUNK]
        return None if value == self._missing else value

    def put(self, ordinal: int, value: int) -> None:
        place = ordinal // CHUNK
        if place not in self._chunks:
            self._chunks[place] = self._empty[:]
        self._chunks[place][ordinal % CHUNK] = value

    def lower(self, ordinal: int, value: int) -> None:
        """Put `value` where there is none or a greater one."""
        before = self.get(ordinal)
        if before is None or value < before:
            self.put(ordinal, value)

    def not_above(self, other: "Numbers") -> Set:
        """The contacts that have a number here and in `other`, and here not the greater one."""
        found = Set()
        for place, chunk in self._chunks.items():
            theirs = other._chunks.get(place)
            if theirs is not None:
                ours, others = _numbers(chunk), _numbers(theirs)
                # What is missing is the greatest of all.
                inside = np.flatnonzero((ours <= others) & (others != other._missing))
                found |= Set(place * CHUNK + index for index in inside.tolist())
        return found


NOBODY = Numbers()


def _numbers(chunk: "array[int]") -> NDArray[np.uint64]:
    return np.frombuffer(chunk, dtype=f"u{chunk.itemsize}").astype(np.uint64, copy=False)
