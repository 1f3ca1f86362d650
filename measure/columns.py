"""Columns: one number per contact, immutable between revisions.

`Column` is chunked: a write copies only the chunks it touches. `BitSliced` is a stack of bitmaps whose
sums are popcounts (O'Neil & Quass, "Improved Query Performance with Variant Indexes", SIGMOD 1997).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from measure.sets import EMPTY, Set

CHUNK = 1 << 14
MISSING = -1

Chunk = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Column:
    """Non-negative integers by ordinal; ordinals without a value are missing."""

    chunks: Mapping[int, Chunk] = field(default_factory=dict)

    def get(self, ordinal: int) -> int | None:
        chunk = self.chunks.get(ordinal // CHUNK)
        if chunk is None:
            return None
        value = int(chunk[ordinal % CHUNK])
        return None if value == MISSING else value

    def with_values(self, values: Mapping[int, int]) -> "Column":
        """A column where the ordinals in `values` have these values now."""
        if not values:
            return self
        chunks = dict(self.chunks)
        for number, ordinals in groupby(sorted(values), key=lambda ordinal: ordinal // CHUNK):
            old = chunks.get(number)
            chunk = np.full(CHUNK, MISSING, dtype=np.int64) if old is None else old.copy()
            for ordinal in ordinals:
                chunk[ordinal % CHUNK] = values[ordinal]
            chunks[number] = chunk
        return Column(chunks)


@dataclass(frozen=True, slots=True)
class BitSliced:
    """Signed integers of any size by ordinal; ordinals without a value count as 0.

    `slices[i]` holds the ordinals whose magnitude has bit i set, `negative` those below zero.
    """

    slices: tuple[Set, ...] = ()
    negative: Set = EMPTY

    def get(self, ordinal: int) -> int:
        magnitude = sum(1 << bit for bit, members in enumerate(self.slices) if ordinal in members)
        return -magnitude if ordinal in self.negative else magnitude

    def total(self, who: Set) -> int:
        """The sum over `who`: Σ 2^i · |slice_i ∩ who|, what is below zero taken away."""
        below = self.negative & who
        return sum(
            (members.intersection_cardinality(who) - 2 * members.intersection_cardinality(below)) << bit
            for bit, members in enumerate(self.slices)
        )

    def with_values(self, values: Mapping[int, int]) -> "BitSliced":
        """A column where the ordinals in `values` have these values now."""
        if not values:
            return self
        touched = Set(values)
        height = max(len(self.slices), max(abs(value) for value in values.values()).bit_length())
        padded = self.slices + (EMPTY,) * (height - len(self.slices))
        slices = tuple(
            (members - touched) | Set(ordinal for ordinal, value in values.items() if abs(value) >> bit & 1)
            for bit, members in enumerate(padded)
        )
        below = Set(ordinal for ordinal, value in values.items() if value < 0)
        return BitSliced(slices, (self.negative - touched) | below)
