"""Columns read whole: who has a value that is asked for, and the values of many contacts at once.

A column may show values that came later (`measure/columns.py`), so what is found is cut with its owner, and
what is read is read at members of it.
"""

from array import array
from collections.abc import Callable, Collection, Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from measure.columns import BITS, CHUNK, Chunk, Column, Places, Values
from measure.sets import EMPTY, Set

Ordinals = NDArray[np.uint32]
Mask = NDArray[np.bool_]

FEW = 6
"Codes that are sought one by one; more are looked up in a table."

FEW_PLACES = 2_048
"Places that are searched for in a sparse chunk; for more it is spread out first."

Container = tuple[int, int, Mask]
"Of a roaring bitmap: its number, how many members, and which of its CHUNK places they have."

_LARGEST_ARRAY = 4_096
"Members of a container that is a sorted array; a larger one is a bitset."
_COOKIE = 12_346
"Of the format without runs."


Test = Callable[[Values], Mask]
"Which of some values are asked for."


def between(column: Column, owner: Set, runs: Sequence[tuple[int, int]]) -> Set:
    """Who of `owner` has a value in one of `runs`, each (from, to before)."""
    return found(column, owner, in_runs(runs))


def among(column: Column, owner: Set, codes: Collection[int]) -> Set:
    """Who of `owner` has one of these values, which are small."""
    return found(column, owner, one_of(codes)) if codes else EMPTY


def in_runs(runs: Sequence[tuple[int, int]]) -> Test:
    def test(values: Values) -> Mask:
        found = np.zeros(len(values), np.bool_)
        for first, end in runs:
            found |= (values >= first) & (values < end)
        return found

    return test


def one_of(codes: Collection[int]) -> Test:
    """Of codes, of which there is one at least."""
    table = np.zeros(max(codes) + 2, np.bool_)
    table[list(codes)] = True

    def test(values: Values) -> Mask:
        if len(codes) > FEW:  # what is beyond the table meets its last, which is nobody's
            return table.take(values, mode="clip")
        found = np.zeros(len(values), np.bool_)
        for code in codes:
            found |= values == code
        return found

    return test


def found(column: Column, owner: Set, test: Test) -> Set:
    """Who of `owner` has a value that is asked for."""
    return _found(column, test) & owner


class Reader:
    """Reads columns at the same members, one column after the other."""

    def __init__(self, members: Set) -> None:
        self.ordinals: Ordinals = np.frombuffer(members.to_array(), np.uint32)
        last = int(self.ordinals[-1]) >> BITS if len(self.ordinals) else -1
        bounds = self.ordinals.searchsorted(np.arange(last + 2, dtype=np.int64) << BITS).tolist()
        self._runs = [
            (number, start, end, (self.ordinals[start:end] & (CHUNK - 1)).astype(np.uint16))
            for number, (start, end) in enumerate(pairwise(bounds))
            if start < end
        ]

    def values(self, column: Column) -> Values:
        """The members' values, in the members' order; who has none has the largest of the column's dtype."""
        read = np.full(len(self.ordinals), np.iinfo(column.dtype).max, column.dtype)
        for number, start, end, places in self._runs:
            if (chunk := column.chunks.get(number)) is not None:
                _read(chunk, places, read[start:end])
        return read


def _read(chunk: Chunk, places: Places, into: Values) -> None:
    """The values at `places` of a chunk that has any; elsewhere `into` stays as it is."""
    if chunk.ordinals is None:
        chunk.values.take(places, out=into, mode="clip")
        return
    if len(places) > FEW_PLACES:
        spread = np.full(CHUNK, np.iinfo(into.dtype).max, into.dtype)
        spread[chunk.ordinals] = chunk.values
        spread.take(places, out=into, mode="clip")
        return
    index = chunk.ordinals.searchsorted(places)
    has_value = chunk.ordinals.take(index, mode="clip") == places
    into[has_value] = chunk.values[index[has_value]]


def set_of(ordinals: Ordinals) -> Set:
    """The set of sorted ordinals."""
    return Set(array("I", ordinals.tobytes()))


def _found(column: Column, test: Test) -> Set:
    """Everybody whose value is inside, also those whose value came later than the column."""
    containers: list[Container] = []
    for number, chunk in sorted(column.chunks.items(), key=lambda item: item[0]):
        mask = test(chunk.values)
        if chunk.ordinals is not None:
            mask = _spread(chunk.ordinals[mask])
        if count := int(np.count_nonzero(mask)):
            containers.append((number, count, mask))
    return _set_of(containers)


def _spread(places: Places) -> Mask:
    mask = np.zeros(CHUNK, np.bool_)
    mask[places] = True
    return mask


def _set_of(containers: Sequence[Container]) -> Set:
    """The set of these containers, ascending, put together in the portable roaring format.

    https://github.com/RoaringBitmap/RoaringFormatSpec: ten times as fast as making it of its ordinals.
    """
    if not containers:
        return EMPTY
    bodies = [
        np.packbits(mask, bitorder="little").tobytes()
        if count > _LARGEST_ARRAY
        else np.flatnonzero(mask).astype("<u2").tobytes()
        for _, count, mask in containers
    ]
    header = np.array([_COOKIE, len(containers)], "<u4")
    keys = np.array([(number, count - 1) for number, count, _ in containers], "<u2")
    first = header.nbytes + keys.nbytes + 4 * len(containers)
    offsets = np.array([0, *accumulate(map(len, bodies[:-1]))], "<u4") + first
    return Set.deserialize(
        b"".join((header.tobytes(), keys.tobytes(), offsets.astype("<u4").tobytes(), *bodies))
    )
