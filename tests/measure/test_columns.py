"""Columns against plain dicts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from measure.columns import CHUNK, BitSliced, Column
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


@quick
@given(st.lists(st.dictionaries(ordinals, st.integers(0, 2**62), max_size=6), max_size=6))
def test_a_column_is_a_dict_and_older_revisions_stay_as_they_were(writes):
    column, expected, revisions = Column(), {}, []
    for write in writes:
        column, expected = column.with_values(write), expected | write
        revisions.append((column, expected))
    for column, expected in revisions:
        for ordinal in (0, 1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK, 2**32 - 1):
            assert column.get(ordinal) == expected.get(ordinal)


def test_a_write_shares_the_chunks_it_does_not_touch():
    before = Column().with_values({0: 1, CHUNK: 2})
    after = before.with_values({CHUNK: 3})
    assert after.chunks[0] is before.chunks[0]
    assert (before.get(CHUNK), after.get(CHUNK)) == (2, 3)
