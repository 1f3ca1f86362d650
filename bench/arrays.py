"""Sorted arrays of contacts and their values, as sets and columns, and whole again."""

from array import array

import numpy as np
from numpy.typing import NDArray

from measure.columns import BITS, CHUNK, NARROW, Column, DType, chunk_of
from measure.sets import Set

Ordinals = NDArray[np.uint32]
Seconds = NDArray[np.int64]
Mask = NDArray[np.bool_]


def as_set(who: NDArray[np.integer]) -> Set:
    """The set of sorted ordinals."""
    return Set(array("I", who.astype(np.uint32).tobytes()))


def as_column(who: Ordinals, values: NDArray[np.int64], dtype: DType = NARROW) -> Column:
    """The column in which the sorted ordinals `who` have `values`."""
    chunks = {}
    for number in np.unique(who >> BITS).tolist():
        start, end = np.searchsorted(who, [number << BITS, (number + 1) << BITS])
        places = (who[start:end] & (CHUNK - 1)).astype(np.uint16)
        chunks[number] = chunk_of(places, values[start:end].astype(dtype))
    return Column(chunks, dtype)


def as_mask(members: Set, contacts: int) -> Mask:
    """Which of the ordinals 0 to `contacts` are members."""
    mask = np.zeros(contacts, np.bool_)
    mask[members.to_array()] = True
    return mask


def as_values(column: Column, contacts: int, missing: int) -> Seconds:
    """The values of the ordinals 0 to `contacts`."""
    values = np.full(-(-contacts // CHUNK) * CHUNK, missing, np.int64)
    for number, chunk in column.chunks.items():
        part = values[number * CHUNK : (number + 1) * CHUNK]
        if chunk.ordinals is None:
            has_value = chunk.values != np.iinfo(column.dtype).max
            part[has_value] = chunk.values[has_value]
        else:
            part[chunk.ordinals] = chunk.values
    return values[:contacts]
