"""Columns against plain dicts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure.columns import CHUNK, MOST_SPARSE, NARROW, WIDE, BitSliced, Column
from measure.sets import Set

quick = settings(max_examples=80, deadline=None)
ordinals = st.sampled_from([0, 1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK, 2**32 - 1])
amounts = st.one_of(st.integers(-9, 9), st.integers(-(2**70), 2**70))


@quick
@given(st.lists(st.dictionaries(ordinals, amounts, max_size=6), max_size=6), st.sets(ordinals))
def test_bit_sliced_money_is_a_dict_with_exact_sums(writes, who):
    column, expected = BitSliced(), {}
    for write in writes:
        column, expected = column.with_values(write), expected | write
        assert {ordinal: column.get(ordinal) for ordinal in expected} == expected
        assert column.total(Set(who)) == sum(expected.get(ordinal, 0) for ordinal in who)


writes = st.lists(st.dictionaries(ordinals, st.integers(0, 2**32 - 2), max_size=6), max_size=6)


@quick
@given(writes, st.sampled_from([NARROW, WIDE]), st.booleans())
def test_a_column_is_a_dict_and_older_revisions_keep_what_their_owners_had(writes, dtype, is_dense):
    column, expected, revisions = Column(dtype=dtype), {}, []
    if is_dense:
        expected = dict.fromkeys(range(3, MOST_SPARSE + 4), 5)
        column = column.with_values(expected)
    for write in writes:
        column, expected = column.with_values(write), expected | write
        revisions.append((column, expected))
        assert dict(column.items()) == expected
    for column, expected in revisions:
        for ordinal in (0, 1, 2, 3, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK, 2**32 - 1):
            if ordinal in expected:
                assert column.get(ordinal) == expected[ordinal]
    for ordinal in (0, 1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK, 2**32 - 1):
        assert column.get(ordinal) == expected.get(ordinal)


def test_a_write_shares_the_chunks_it_does_not_touch():
    before = Column().with_values({0: 1, CHUNK: 2})
    after = before.with_values({CHUNK: 3})
    assert after.chunks[0] is before.chunks[0]
    assert (before.get(CHUNK), after.get(CHUNK)) == (2, 3)


def dense() -> Column:
    """Even ordinals have 7."""
    return Column().with_values(dict.fromkeys(range(0, CHUNK, 2), 7))


def test_a_first_value_is_written_in_place_where_a_chunk_is_dense():
    before = dense()
    after = before.with_values({1: 8, CHUNK - 1: 9})
    assert after.chunks[0] is before.chunks[0]
    assert [before.get(ordinal) for ordinal in (0, 1, CHUNK - 1)] == [7, 8, 9]


def test_an_overwrite_copies_its_chunk():
    before = dense()
    after = before.with_values({0: 1, 1: 8})
    assert (before.get(0), before.get(1)) == (7, None)
    assert (after.get(0), after.get(1), after.get(2)) == (1, 8, 7)


def test_the_same_value_again_copies_nothing():
    before = dense()
    assert before.with_values({0: 7}).chunks[0] is before.chunks[0]


def test_a_chunk_turns_dense_when_it_holds_many():
    column = Column().with_values(dict.fromkeys(range(MOST_SPARSE), 7))
    more = column.with_values({0: 9, MOST_SPARSE: 8})
    assert column.nbytes == MOST_SPARSE * (2 + 4)
    assert more.nbytes == CHUNK * 4
    assert [more.get(ordinal) for ordinal in (0, 1, MOST_SPARSE, MOST_SPARSE + 1)] == [9, 7, 8, None]
    assert column.get(0) == 7


def test_a_sparse_chunk_is_always_made_anew():
    before = Column().with_values({5: 1})
    after = before.with_values({6: 2})
    assert (before.get(6), after.get(5), after.get(6)) == (None, 1, 2)


def test_milliseconds_of_a_century_fit_a_wide_column():
    century = 100 * 366 * 86_400_000
    assert Column(dtype=WIDE).with_values({3: century}).get(3) == century


@pytest.mark.parametrize("value", [-1, 2**32])
def test_a_value_that_does_not_fit_is_refused(value):
    with pytest.raises(OverflowError):
        Column().with_values({3: value})
