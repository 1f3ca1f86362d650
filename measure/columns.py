"""Columns: one number per contact.

`Column` is chunked: a write copies at most the chunks it touches. `BitSliced` is a stack of bitmaps whose
sums are popcounts (O'Neil & Quass, "Improved Query Performance with Variant Indexes", SIGMOD 1997).
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from measure.sets import EMPTY, Set, union

BITS = 16
CHUNK = 1 << BITS
"Ordinals a chunk."
MOST_SPARSE = CHUNK // 4
"Values in a sparse chunk: a sparse one of that many takes 96 kB of seconds, a dense one 256 kB."

DType = np.dtype[np.uint32 | np.uint64]
NARROW: DType = np.dtype(np.uint32)
"Of seconds and codes."
WIDE: DType = np.dtype(np.uint64)
"Of milliseconds."

Places = NDArray[np.uint16]
Values = NDArray[np.uint32 | np.uint64]
Pairs = tuple[Places, Values]

_PLACE = CHUNK - 1
_MISSING = {dtype.itemsize: int(np.iinfo(dtype).max) for dtype in (NARROW, WIDE)}


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """The values of CHUNK ordinals.

    Sparse: `ordinals` are the sorted places within the chunk that have a value, `values` theirs.
    Dense: `ordinals` is None, `values` is CHUNK long and writable, MISSING (the largest value of its dtype)
    where there is none.
    """

    ordinals: Places | None
    values: Values

    @property
    def nbytes(self) -> int:
        return self.values.nbytes + (0 if self.ordinals is None else self.ordinals.nbytes)

    def get(self, place: int) -> int | None:
        if self.ordinals is None:
            value: int = self.values.item(place)
            return None if value == _MISSING[self.values.itemsize] else value
        # Faster than searchsorted, which first makes an array of `place`.
        places = self.ordinals.data
        index = bisect_left(places, place)
        if index == len(places) or places[index] != place:
            return None
        found: int = self.values.item(index)
        return found

    def with_values(self, places: Places, values: Values) -> "Chunk":
        """A chunk where the sorted `places` have these values now: maybe this one, written in place."""
        if self.ordinals is None:
            return self._written(places, values)
        index = self.ordinals.searchsorted(places)
        is_known = self.ordinals.take(index, mode="clip") == places
        now = self.values.copy()
        now[index[is_known]] = values[is_known]
        is_new = ~is_known
        return _merged((self.ordinals, now), (places[is_new], values[is_new]), index[is_new])

    def items(self) -> Iterator[tuple[int, int]]:
        """Places and their values, ascending."""
        places, values = self.ordinals, self.values
        if places is None:
            filled = np.flatnonzero(values != _MISSING[values.itemsize])
            return zip(filled.tolist(), values[filled].tolist(), strict=True)
        return zip(places.tolist(), values.tolist(), strict=True)

    def _written(self, places: Places, values: Values) -> "Chunk":
        before = self.values[places]
        overwrites = (before != values) & (before != _MISSING[before.itemsize])
        chunk = Chunk(None, self.values.copy()) if overwrites.any() else self
        chunk.values[places] = values
        return chunk


def _merged(old: Pairs, new: Pairs, index: NDArray[np.intp]) -> Chunk:
    """The chunk of `old` and `new`, each of which goes before the one of `old` at its `index`."""
    into = index + np.arange(len(index))
    is_old = np.ones(len(old[0]) + len(into), np.bool_)
    is_old[into] = False
    places, values = np.empty(len(is_old), old[0].dtype), np.empty(len(is_old), old[1].dtype)
    places[is_old], values[is_old] = old
    places[into], values[into] = new
    return chunk_of(places, values)


def chunk_of(places: Places, values: Values) -> Chunk:
    """A chunk of sorted `places` and their values: dense when they are many."""
    if len(places) <= MOST_SPARSE:
        return Chunk(places, values)
    dense = np.full(CHUNK, _MISSING[values.itemsize], values.dtype)
    dense[places] = values
    return Chunk(None, dense)


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Non-negative integers, below the largest of `dtype`, by ordinal; ordinals without a value are missing.

    A column alone does not say who has a value at a revision. An ordinal's first value may be written in
    place, into a chunk that older columns share, so an older column may see values that came later; what
    an ordinal had is never overwritten in place. So each column has an owner, the set of those who have a
    value in it, and whoever reads asks the owner of the same revision first.
    """

    chunks: Mapping[int, Chunk] = field(default_factory=dict)
    dtype: DType = NARROW

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same values, sparse or dense."""
        return isinstance(other, Column) and dict(self.items()) == dict(other.items())

    @property
    def nbytes(self) -> int:
        return sum(chunk.nbytes for chunk in self.chunks.values())

    def get(self, ordinal: int) -> int | None:
        chunk = self.chunks.get(ordinal >> BITS)
        return None if chunk is None else chunk.get(ordinal & _PLACE)

    def with_values(self, values: Mapping[int, int]) -> "Column":
        """A column where the ordinals in `values` have these values now."""
        if not values:
            return self
        ordinals = np.fromiter(values, np.int64, len(values))
        numbers = np.fromiter(values.values(), self.dtype, len(values))
        order = ordinals.argsort()
        ordinals, numbers = ordinals[order], numbers[order]
        places = (ordinals & _PLACE).astype(np.uint16)
        chunks = dict(self.chunks)
        for number, start, end in _runs(ordinals >> BITS):
            old = chunks.get(number)
            run = places[start:end], numbers[start:end]
            chunks[number] = chunk_of(*run) if old is None else old.with_values(*run)
        return Column(chunks, self.dtype)

    def items(self) -> Iterator[tuple[int, int]]:
        """Ordinals and their values, ascending; also those that came later than the column."""
        for number, chunk in sorted(self.chunks.items(), key=lambda item: item[0]):
            first = number << BITS
            yield from ((first + place, value) for place, value in chunk.items())


NO_VALUES = Column()


def _runs(numbers: NDArray[np.int64]) -> Iterator[tuple[int, int, int]]:
    """(number, start, end) of each run of equal ones in the sorted `numbers`."""
    ends = [0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(numbers)]
    return ((int(numbers[start]), start, end) for start, end in pairwise(ends))


@dataclass(frozen=True)  # without slots, so that `positive` is made once
class BitSliced:
    """Signed integers of any size by ordinal; ordinals without a value count as 0.

    `slices[i]` holds the ordinals whose magnitude has bit i set, `negative` those below zero.
    """

    slices: tuple[Set, ...] = ()
    negative: Set = EMPTY

    def get(self, ordinal: int) -> int:
        magnitude = sum(1 << bit for bit, members in enumerate(self.slices) if ordinal in members)
        return -magnitude if ordinal in self.negative else magnitude

    @cached_property
    def positive(self) -> Set:
        """Who has more than 0."""
        return union(self.slices) - self.negative

    def total(self, who: Set) -> int:
        """The sum over `who`: Σ 2^i · |slice_i ∩ who|, what is below zero taken away."""
        below = self.negative & who
        return self._sum(who) - 2 * self._sum(below) if below else self._sum(who)

    def _sum(self, who: Set) -> int:
        """Of magnitudes."""
        return sum(members.intersection_cardinality(who) << bit for bit, members in enumerate(self.slices))

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
