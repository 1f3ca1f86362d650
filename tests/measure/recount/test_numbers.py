import pytest

from measure.recount.numbers import CHUNK, NARROW, WIDE, Numbers, Width
from measure.sets import Set

APART = (0, 1, CHUNK - 1, CHUNK, 1_000_000)


def numbers(values: dict[int, int]) -> Numbers:
    made = Numbers()
    for ordinal, value in values.items():
        made.put(ordinal, value)
    return made


@pytest.mark.parametrize(("width", "greatest"), [(NARROW, 2**32 - 2), (WIDE, 2**64 - 2)])
def test_a_number_is_kept_per_contact(width: Width, greatest: int):
    made = Numbers(width)
    for ordinal in APART:
        made.put(ordinal, greatest - ordinal)
    assert [made.get(ordinal) for ordinal in APART] == [greatest - ordinal for ordinal in APART]
    assert made.get(2) is None
    assert made.get(2_000_000) is None


def test_only_a_lower_number_takes_the_place_of_another():
    made = numbers({0: 5, CHUNK: 5})
    for ordinal, value in ((0, 6), (CHUNK, 4), (1, 7)):
        made.lower(ordinal, value)
    assert [made.get(ordinal) for ordinal in (0, CHUNK, 1)] == [5, 4, 7]


def test_numbers_are_compared_where_both_sides_have_one():
    ours, theirs = numbers({0: 1, 1: 2, CHUNK: 3, 9: 4}), numbers({0: 1, 1: 3, CHUNK: 2, 2 * CHUNK: 9})
    assert ours.not_above(theirs) == Set([0, 1])
    assert theirs.not_above(ours) == Set([0, CHUNK])
