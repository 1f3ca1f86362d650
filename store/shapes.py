"""How the values that a state is made of are cut into parts, the bytes of a snapshot document, and joined.

A state's values have names such as `set:REACHED/mail`; what stands before the colon is the value's shape.
Sets and money are cut into chunks of 2^20 ordinals (131 kB at most, each set), columns into their own
chunks of 2^16, dictionaries of terms by 4,096; all else is one part. Sets are in the portable roaring
format (https://github.com/RoaringBitmap/RoaringFormatSpec).
"""

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

import bson
import numpy as np
from bson.codec_options import CodecOptions

from measure.columns import BITS, NARROW, WIDE, BitSliced, Chunk, Column
from measure.history import History
from measure.sets import Set, union
from measure.terms import Terms
from store.history_documents import history_document, read_history

V = TypeVar("V")

SET_BITS = 20
TERM_BITS = 12

SMALLEST = 300
"Bytes that an empty set or column takes, about, with its name."

Chunks = Mapping[int, bytes]
"A value's parts, by chunk."


class Part(NamedTuple):
    """A piece of one value of a state."""

    value: str
    chunk: int = 0


@dataclass(frozen=True, slots=True)
class Shape(Generic[V]):
    """One kind of value: `pack` makes the bytes of one chunk, `join` the value of all its chunks; `weigh`
    says what it takes in memory, in bytes, about.
    """

    pack: Callable[[V, int], bytes]
    join: Callable[[Chunks], V]
    weigh: Callable[[V], int]


def set_chunks(members: Set) -> Iterable[int]:
    """The chunks of a set that hold any of `members`."""
    if not members:
        return ()
    first, last = members.min() >> SET_BITS, members.max() >> SET_BITS
    if first == last:
        return (first,)
    return [
        chunk
        for chunk in range(first, last + 1)
        if members.range_cardinality(chunk << SET_BITS, (chunk + 1) << SET_BITS)
    ]


def column_chunks(ordinals: Iterable[int]) -> Iterable[int]:
    """The chunks of a column that hold any of `ordinals`."""
    return {ordinal >> BITS for ordinal in ordinals}


def term_chunks(terms: Terms, added: int) -> Iterable[int]:
    """The chunks of a dictionary that hold the last `added` of its terms."""
    count = len(terms)
    return range((count - added) >> TERM_BITS, ((count - 1) >> TERM_BITS) + 1)


def _slice(members: Set, chunk: int) -> Set:
    first, end = chunk << SET_BITS, (chunk + 1) << SET_BITS
    if not members or (members.min() >= first and members.max() < end):
        return members
    return members & Set(range(first, end))


def _pack_set(members: Set, chunk: int) -> bytes:
    packed: bytes = _slice(members, chunk).serialize()
    return packed


def _join_set(chunks: Chunks) -> Set:
    return union(Set.deserialize(packed) for packed in chunks.values())


def weigh_set(members: Set) -> int:
    """Bytes that a set takes in memory, about."""
    figures = members.get_statistics()
    containers = figures["n_bytes_array_containers"] + figures["n_bytes_run_containers"]
    return SMALLEST + containers + figures["n_bytes_bitset_containers"]


def _pack_column(column: Column, number: int) -> bytes:
    """One byte that says which arrays follow, then little-endian places (16 bits, when sparse) and values."""
    chunk = column.chunks[number]
    wide = chunk.values.itemsize == WIDE.itemsize
    places = b"" if chunk.ordinals is None else chunk.ordinals.tobytes()
    return bytes([wide, chunk.ordinals is not None]) + places + chunk.values.tobytes()


def _join_column(chunks: Chunks) -> Column:
    dtype = WIDE if any(packed[0] for packed in chunks.values()) else NARROW
    return Column({number: _read_chunk(packed) for number, packed in chunks.items()}, dtype)


def _read_chunk(packed: bytes) -> Chunk:
    dtype, sparse = WIDE if packed[0] else NARROW, packed[1]
    # Copied: a dense chunk is written in place, which what BSON hands out is not made for.
    if not sparse:
        return Chunk(None, np.frombuffer(packed, dtype, offset=2).copy())
    count = (len(packed) - 2) // (2 + dtype.itemsize)
    places = np.frombuffer(packed, np.uint16, count, offset=2).copy()
    return Chunk(places, np.frombuffer(packed, dtype, count, offset=2 + 2 * count).copy())


def _pack_money(money: BitSliced, chunk: int) -> bytes:
    slices = [_pack_set(members, chunk) for members in money.slices]
    return bson.encode({"slices": slices, "negative": _pack_set(money.negative, chunk)})


def _join_money(chunks: Chunks) -> BitSliced:
    read = [bson.decode(packed) for packed in chunks.values()]
    height = max(len(each["slices"]) for each in read)
    slices = tuple(
        union(Set.deserialize(each["slices"][bit]) for each in read if bit < len(each["slices"]))
        for bit in range(height)
    )
    return BitSliced(slices, union(Set.deserialize(each["negative"]) for each in read))


def _pack_counts(counts: Mapping[int, int], _: int) -> bytes:
    return np.array([list(counts), list(counts.values())], "<i8").tobytes()


def _join_counts(chunks: Chunks) -> Mapping[int, int]:
    indexes, values = np.frombuffer(chunks[0], "<i8").reshape(2, -1).tolist()
    return dict(zip(indexes, values, strict=True))


def _pack_terms(terms: Terms, chunk: int) -> bytes:
    return bson.encode({"spellings": terms.spellings(chunk << TERM_BITS, (chunk + 1) << TERM_BITS)})


def _join_terms(chunks: Chunks) -> Terms:
    """As far as there is no gap: while a snapshot is being written, a chunk may stand before the one below
    it is full; the terms of both are then younger than the snapshot, and the log has them.
    """
    terms = Terms()
    for chunk in range(len(chunks)):
        if len(terms) < chunk << TERM_BITS or chunk not in chunks:
            break
        terms = terms.with_spellings(bson.decode(chunks[chunk])["spellings"])
    return terms


def _pack_history(history: History, _: int) -> bytes:
    return zlib.compress(bson.encode(history_document(history)))


def _join_history(chunks: Chunks) -> History:
    return read_history(bson.decode(zlib.decompress(chunks[0]), CodecOptions(tz_aware=True)))


SHAPES: Mapping[str, Shape[Any]] = {  # each holds another type of value
    "set": Shape(_pack_set, _join_set, weigh_set),
    "column": Shape(_pack_column, _join_column, lambda column: SMALLEST + column.nbytes),
    "money": Shape(_pack_money, _join_money, lambda money: sum(map(weigh_set, money.slices))),
    "counts": Shape(_pack_counts, _join_counts, lambda counts: 200 * len(counts)),
    "terms": Shape(_pack_terms, _join_terms, lambda terms: SMALLEST + terms.nbytes),
    "history": Shape(_pack_history, _join_history, lambda history: 1_000 * len(history.elements)),
}


def shape_of(value: str) -> Shape[Any]:
    """The shape of the value of this name."""
    return SHAPES[value.partition(":")[0]]


def weight(values: Mapping[str, object]) -> int:
    """What a state's values take in memory, in bytes, about."""
    return sum(shape_of(name).weigh(value) for name, value in values.items())
