"""A scan that goes on from an earlier one finds what a whole one does."""

from hypothesis import given, settings
from hypothesis import strategies as st

from measure.columns import CHUNK, MOST_SPARSE, Column
from measure.rescans import Scans
from measure.scans import among, between
from measure.sets import Set

RUNS, CODES = [(3, 9), (12, 14)], [1, 4, 13]
DENSE = {ordinal: ordinal % 20 for ordinal in range(MOST_SPARSE + 10)}
"Enough for a dense chunk, in which values are written in place."

ordinals = st.integers(MOST_SPARSE, MOST_SPARSE + 30) | st.integers(CHUNK, CHUNK + 30)
commits = st.lists(st.dictionaries(ordinals, st.integers(0, 20), max_size=3), max_size=6)


@settings(max_examples=60, deadline=None)
@given(commits, st.lists(ordinals, max_size=3), st.booleans())
def test_whatever_came_was_overwritten_or_left(commits, leaving, is_dense):
    values = DENSE if is_dense else {}
    column, owner, scans = Column().with_values(values), Set(values), Scans()
    for commit in commits:
        column, owner = (
            column.with_values(commit),
            (owner | Set(commit)) - Set(leaving) | Set(list(commit)[:1]),
        )
        scans = scans.renewed()
        assert scans.between("a", column, owner, RUNS) == between(column, owner, RUNS)
        assert scans.among("a", column, owner, CODES) == among(column, owner, CODES)


def test_who_comes_is_found_though_the_chunk_was_written_in_place():
    before, scans = Column().with_values(DENSE), Scans()
    scans.between("a", before, Set(DENSE), RUNS)
    now = before.with_values({MOST_SPARSE + 20: 5, MOST_SPARSE + 21: 1})
    assert now.chunks[0] is before.chunks[0]
    came = Set([MOST_SPARSE + 20, MOST_SPARSE + 21])
    found = scans.renewed().between("a", now, Set(DENSE) | came, RUNS)
    assert found == between(now, Set(DENSE) | came, RUNS)
    assert found & came == Set([MOST_SPARSE + 20])


def test_who_leaves_the_owner_is_not_found_any_more():
    column, scans = Column().with_values({1: 5, 2: 5}), Scans()
    assert scans.between("a", column, Set([1, 2]), RUNS) == Set([1, 2])
    assert scans.renewed().between("a", column, Set([2]), RUNS) == Set([2])


def test_chunks_that_are_the_same_are_not_looked_at():
    values = dict.fromkeys((1, CHUNK + 1), 5)
    column, scans = Column().with_values(values), Scans()
    assert scans.between("a", column, Set(values), RUNS) == Set(values)
    now = column.with_values({1: 10})
    now.chunks[1].values[:] = 10  # which nobody does: it would be seen if it were read
    assert scans.renewed().between("a", now, Set(values), RUNS) == Set([CHUNK + 1])


def test_what_nobody_asks_for_any_more_is_forgotten():
    scans = Scans()
    scans.among("a", Column(), Set(), CODES)
    scans.among("b", Column(), Set(), CODES)
    after = scans.renewed()
    after.among("a", Column(), Set(), CODES)
    assert len(after.renewed().before) == 1


def test_another_question_is_another_scan():
    column, scans = Column().with_values({1: 5, 2: 13}), Scans()
    assert scans.between("a", column, Set([1, 2]), [(5, 6)]) == Set([1])
    assert scans.between("a", column, Set([1, 2]), [(13, 14)]) == Set([2])
    assert scans.among("a", column, Set([1, 2]), [5]) == Set([1])
    assert scans.among("a", column, Set([1, 2]), [13]) == Set([2])
    assert scans.between("b", Column(), Set(), [(5, 6)]) == Set()


def test_a_value_that_was_overwritten_is_looked_at_though_nobody_came():
    column, scans, owner = Column().with_values({1: 5}), Scans(), Set([1])
    assert scans.among("a", column, owner, [5]) == Set([1])
    assert scans.renewed().among("a", column.with_values({1: 6}), owner, [5]) == Set()
