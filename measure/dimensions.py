"""Contacts by the values of a tracking dimension: how many have each, and who has which."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from measure.columns import Values
from measure.scans import Reader, set_of
from measure.sets import Set
from measure.terms import Terms
from measure.touches import Model, Touched, Touches

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Split:
    """Some contacts by their values: `codes`, the largest first, each with its contacts in `parts`.

    `others` have a value of another code, `none` have none; `distinct` counts all values.
    """

    codes: tuple[int, ...]
    parts: tuple[Set, ...]
    others: Set
    none: Set
    distinct: int


def split(touches: Touches, model: Model, dimension: str, contacts: Set, first: int) -> Split:
    """`contacts` by the `first` values that most of them have; ties by folded value."""
    touched = touches.touched.get((model, dimension), Touched())
    terms = touches.terms.get(dimension, Terms())
    reader = Reader(contacts & touched.who)
    codes = reader.values(touched.codes)
    counts = np.bincount(codes.astype(np.intp), minlength=1)
    chosen = _largest(counts, terms, first)
    *parts, others = _parts(reader, codes, chosen, len(counts))
    return Split(
        codes=tuple(chosen),
        parts=tuple(parts),
        others=others,
        none=contacts - touched.who,
        distinct=int(np.count_nonzero(counts)),
    )


def _largest(counts: NDArray[np.intp], terms: Terms, first: int) -> list[int]:
    """The codes that count most, at most `first` that count at all: largest first, ties by folded value."""
    codes = np.flatnonzero(counts)
    if len(codes) > first:
        least = _nth_largest(counts, first)
        sure, tied = codes[counts[codes] > least], codes[counts[codes] == least]
        # There may be hundreds of thousands.
        keys = nsmallest(first - len(sure), terms.keys(tied.tolist()))
        codes = np.array([*sure, *map(terms.code, keys)], np.intp)
    return sorted(codes.tolist(), key=lambda code: (-counts[code], terms.key(code)))


def _nth_largest(counts: NDArray[np.intp], place: int) -> int:
    """The count in this place from the largest, of as many at least: whatever ties there are."""
    with_at_least = np.bincount(counts)[::-1].cumsum()
    return len(with_at_least) - 1 - int(with_at_least.searchsorted(place))


def _parts(reader: Reader, codes: Values, chosen: Sequence[int], known: int) -> list[Set]:
    """The members of each chosen code, then all others; codes are below `known`."""
    rank_of = np.full(known, len(chosen), np.uint16)
    rank_of[list(chosen)] = np.arange(len(chosen))
    ranks = rank_of[codes]
    # Stable, so that every part stays sorted; of 16 bits, for which numpy counts instead of comparing.
    order = ranks.argsort(kind="stable")
    bounds = ranks[order].searchsorted(np.arange(len(chosen) + 2)).tolist()
    ordinals = reader.ordinals[order]
    return [set_of(ordinals[start:end]) for start, end in pairwise(bounds)]
