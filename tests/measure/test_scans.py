"""Columns read whole, against dictionaries."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from measure.columns import CHUNK, MOST_SPARSE, NARROW, WIDE, Column
from measure.scans import Reader, among, between, set_of
from measure.sets import Set

thorough = settings(max_examples=100, deadline=None)
# Around the borders of chunks, and far away.
ordinals = st.integers(0, 50) | st.integers(CHUNK - 5, CHUNK + 5) | st.integers(0, 40 * CHUNK)
columns = st.dictionaries(ordinals, st.integers(0, 30), max_size=60)
runs = st.lists(st.tuples(st.integers(0, 31), st.integers(0, 31)), max_size=3)


def crowd(value_of) -> dict[int, int]:
    """Enough for a dense chunk, a sparse one with more than a roaring array holds, and one more."""
    dense, sparse = range(MOST_SPARSE + 1_000), range(2 * CHUNK, 2 * CHUNK + 5_000)
    return {ordinal: value_of(ordinal) for ordinal in (*dense, *sparse, 5 * CHUNK + 7)}


CROWD = crowd(lambda ordinal: ordinal % 31)


@thorough
@given(columns, runs, st.booleans())
def test_who_has_a_value_in_a_run(values, runs, is_wide):
    column = Column(dtype=WIDE if is_wide else NARROW).with_values(values)
    expected = {who for who, value in values.items() if any(start <= value < end for start, end in runs)}
    assert set(between(column, Set(values), runs)) == expected


@thorough
@given(columns, st.sets(st.integers(0, 40), max_size=12))
def test_who_has_one_of_some_codes(values, codes):
    column = Column().with_values(values)
    assert set(among(column, Set(values), codes)) == {who for who, code in values.items() if code in codes}


@thorough
@given(columns, st.sets(ordinals, max_size=30))
def test_values_of_members_in_their_order(values, members):
    column = Column().with_values(values)
    missing = int(np.iinfo(np.uint32).max)
    expected = [values.get(ordinal, missing) for ordinal in sorted(members)]
    assert Reader(Set(members)).values(column).tolist() == expected


def test_dense_and_sparse_chunks_and_large_containers():
    column, owner = Column().with_values(CROWD), Set(CROWD)
    assert set(between(column, owner, [(3, 20), (25, 26)])) == {
        who for who, value in CROWD.items() if 3 <= value < 20 or value == 25
    }
    for codes in ({4}, set(range(9)), {30, 1_000}):
        assert set(among(column, owner, codes)) == {who for who, code in CROWD.items() if code in codes}
    some = Set([who for who in CROWD if who % 3 == 0])
    assert Reader(some).values(column).tolist() == [CROWD[who] for who in some]
    many = Set(range(2 * CHUNK - 10, 2 * CHUNK + 8_000))
    missing = int(np.iinfo(np.uint32).max)
    assert Reader(many).values(column).tolist() == [CROWD.get(who, missing) for who in many]


def test_whoever_came_later_than_the_owner_is_not_found():
    early = Column().with_values(dict.fromkeys(CROWD, 1))
    early.with_values({MOST_SPARSE + 2_000: 1})  # in place: the dense chunk is shared
    assert between(early, Set(CROWD), [(1, 2)]) == Set(CROWD)
    assert among(early, Set(CROWD), [1]) == Set(CROWD)


def test_a_set_of_sorted_ordinals():
    assert set_of(np.array([1, 5, 70_000], np.uint32)) == Set([1, 5, 70_000])
    assert set_of(np.array([], np.uint32)) == Set()
