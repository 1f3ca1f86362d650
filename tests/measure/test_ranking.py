"""Pages by lifetime value are those of a sorted list."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure import ids, ranking
from measure.columns import BitSliced
from measure.errors import ErrorCode, Refused
from measure.paging import Order, Window, cursor
from measure.ranking import Compared, compared, first, page
from measure.sets import Set
from tests.measure.windows import expected, walk, window_of, windows

quick = settings(max_examples=200, deadline=None)
ordinals = st.one_of(st.integers(0, 30), st.integers(65_530, 65_540), st.sampled_from([2**31, 2**32 - 1]))
amounts = st.one_of(st.integers(-3, 3), st.integers(-300, 300), st.integers(-(2**70), 2**70))
values = st.dictionaries(ordinals, amounts, max_size=30)
members = st.sets(ordinals, max_size=30)


def column(by_ordinal: dict[int, int]) -> BitSliced:
    """Written one after the other, each over another value, so that slices are not just as high as needed."""
    sliced = BitSliced()
    for ordinal, value in by_ordinal.items():
        sliced = sliced.with_values({ordinal: -2 * value + 1}).with_values({ordinal: value})
    return sliced


def ranked(by_ordinal: dict[int, int], who: set[int]) -> list[tuple[int, int]]:
    """Everyone of `who` with their value, in order."""
    return sorted(((by_ordinal.get(ordinal, 0), ordinal) for ordinal in who), reverse=True)


def key(place: tuple[int, int]) -> tuple[int, int]:
    return -place[0], -place[1]


@quick
@given(values, members, windows(st.tuples(amounts, ordinals)))
def test_any_window_is_a_slice_of_everyone_sorted(by_ordinal, who, asked):
    here = page(column(by_ordinal), Set(who), window_of(asked, lambda place: ranking.cursor(*place)))
    shown, has_previous, has_next = expected(ranked(by_ordinal, who), asked, key)
    assert here.ordinals == tuple(ordinal for _, ordinal in shown)
    assert here.cursors == tuple(ranking.cursor(*place) for place in shown)
    assert (here.has_previous, here.has_next) == (has_previous, has_next)


@quick
@given(values, members, st.integers(1, 8))
def test_a_walk_meets_everyone_once_forward_and_backward(by_ordinal, who, size):
    sliced, everyone = column(by_ordinal), ranked(by_ordinal, who)
    cursors = [ranking.cursor(*place) for place in everyone]
    walk(lambda window: page(sliced, Set(who), window), size, cursors)


@quick
@given(values, members, st.integers(0, 31))
def test_who_comes_first_is_exact_also_among_equals(by_ordinal, who, count):
    found = first(column(by_ordinal), Set(who), count)
    assert found == Set([ordinal for _, ordinal in ranked(by_ordinal, who)[:count]])


@quick
@given(values, members, amounts)
def test_a_value_divides_those_above_from_those_at_it(by_ordinal, who, value):
    everyone = ranked(by_ordinal, who)
    assert compared(column(by_ordinal), Set(who), value) == Compared(
        above=Set([ordinal for each, ordinal in everyone if each > value]),
        equal=Set([ordinal for each, ordinal in everyone if each == value]),
    )


def test_buyers_come_first_then_those_who_never_bought_then_those_below_zero():
    money = BitSliced().with_values({1: 500, 2: 700, 3: -1, 4: -900, 5: 500})
    here = page(money, Set(range(7)), Window(7))
    assert here.ordinals == (2, 5, 1, 6, 0, 3, 4)
    after = ranking.cursor(500, 5)
    assert page(money, Set(range(7)), Window(2, after)).ordinals == (1, 6)
    assert page(money, Set(range(7)), Window(None, None, 2, after)).ordinals == (2,)
    assert page(BitSliced(), Set(), Window(7)).ordinals == ()


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (cursor(Order.NEWEST, 1), "is a cursor of the order NEWEST, not LIFETIME_VALUE"),
        (ids.encode("cursor", "NAME", "1", "ann"), "is a cursor of the order NAME, not LIFETIME_VALUE"),
        *(
            (text, "is not a cursor of this connection")
            for text in (
                "",
                "garbage",
                ids.encode("cursor", "KEY", "worked"),
                ids.encode("cursor", "LIFETIME_VALUE", "1"),
                ids.encode("cursor", "LIFETIME_VALUE", "1", ""),
                ids.encode("cursor", "LIFETIME_VALUE", "", "1"),
                ids.encode("cursor", "LIFETIME_VALUE", "-0", "1"),
                ids.encode("cursor", "LIFETIME_VALUE", "01", "1"),
                ids.encode("cursor", "LIFETIME_VALUE", "1.5", "1"),
                ids.encode("cursor", "LIFETIME_VALUE", "²", "1"),
                ids.encode("cursor", "LIFETIME_VALUE", "9" * 5_000, "1"),
                ids.encode("cursor", "LIFETIME_VALUE", "1", "-1"),
                ids.encode("cursor", "LIFETIME_VALUE", "1", str(2**32)),
                ids.encode("cursor", "LIFETIME_VALUE", "1", "1", "1"),
                ranking.cursor(1, 1) + "=",
            )
        ),
    ],
)
def test_a_cursor_that_is_none_or_of_another_order_is_refused(wrong, rule):
    for argument, window in (("after", Window(1, wrong)), ("before", Window(None, None, 1, wrong))):
        with pytest.raises(Refused) as refused:
            page(BitSliced(), Set([1]), window)
        assert refused.value.code is ErrorCode.BAD_USER_INPUT
        assert refused.value.extensions == {"argument": argument, "rule": rule}
