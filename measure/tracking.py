"""Who brought these contacts: a cohort split by a tracking dimension (semantics.md, "Filters")."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from measure.group_ids import LONGEST_FILTER, text
from measure.groups import EVERYBODY, Filter, StatGroup, Tracked
from measure.scans import Reader, set_of
from measure.scope import Counted, Scope, ratio
from measure.sets import Set
from measure.stats import Stat
from measure.terms import Terms
from measure.touches import Model, Touched


@dataclass(frozen=True, slots=True)
class TrackingRow:
    """The contacts of one value, in the spelling that came first; None: those who have none."""

    scope: Scope
    value: str | None
    contacts: Counted

    @property
    def share(self) -> float | None:
        return ratio(self.contacts.count, self.scope.count(Stat.COHORT))

    @property
    def lifetime_value(self) -> int:
        """Minor units of the account's currency."""
        return self.scope.account.money.total(self.contacts.members)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Every contact of `total` stands in exactly one of `rows` or in `others`; `distinct` counts values."""

    total: Counted
    rows: tuple[TrackingRow, ...]
    others: Counted
    distinct: int


def breakdown(scope: Scope, model: Model, dimension: str, first: int) -> Breakdown:
    """The cohort by its values of a dimension: the `first` largest, then those without one."""
    touches = scope.account.touches
    touched = touches.touched.get((model, dimension), Touched())
    terms = touches.terms.get(dimension, Terms())
    total = scope.counted(Stat.COHORT)
    reader = Reader(total.members & touched.who)
    codes = reader.values(touched.codes)
    counts = np.bincount(codes.astype(np.intp), minlength=1)
    chosen = _largest(counts, terms, first)
    *parts, others = _split(reader, codes, chosen, len(counts))

    def counted(tracked: Tracked, members: Set) -> Counted:
        return Counted(StatGroup(scope.automation, Stat.COHORT, filter=_narrowed(scope, tracked)), members)

    keys = [terms.key(code) for code in chosen]
    rows = [
        TrackingRow(scope, terms.spelling(code), counted(Tracked(model, dimension, (key,)), members))
        for code, key, members in zip(chosen, keys, parts, strict=True)
    ]
    none = counted(Tracked(model, dimension, includes_none=True), total.members - touched.who)
    outside = Tracked(model, dimension, tuple(sorted(keys)), is_outside=True)
    return Breakdown(
        total,
        rows=(*rows, TrackingRow(scope, None, none)),
        others=counted(outside, others),
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


def _split(reader: Reader, codes: NDArray[np.generic], chosen: Sequence[int], known: int) -> list[Set]:
    """The members of each chosen code, then all others; codes are below `known`."""
    rank_of = np.full(known, len(chosen), np.uint16)
    rank_of[list(chosen)] = np.arange(len(chosen))
    ranks = rank_of[codes]
    # Stable, so that every part stays sorted; of 16 bits, for which numpy counts instead of comparing.
    order = ranks.argsort(kind="stable")
    bounds = ranks[order].searchsorted(np.arange(len(chosen) + 2)).tolist()
    ordinals = reader.ordinals[order]
    return [set_of(ordinals[start:end]) for start, end in pairwise(bounds)]


def _narrowed(scope: Scope, tracked: Tracked) -> Filter:
    """The scope's filter, and `tracked`.

    As a filter within the cohort's group when both together are long: hundreds of rows under a long filter
    would else be hundreds of long definitions.
    """
    before = scope.filter
    flat = replace(before, tracking=tuple(sorted({*before.tracking, tracked})))
    if before == EVERYBODY or len(text(flat).encode()) <= LONGEST_FILTER:
        return flat
    return Filter(group=StatGroup(scope.automation, Stat.COHORT, filter=before), tracking=(tracked,))
