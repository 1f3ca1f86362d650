"""Pages of a set: everyone once, in order, with exact flags."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure import ids, names, ranking
from measure.errors import ErrorCode, Refused
from measure.names import NamePlace
from measure.paging import DEFAULT_PAGE, Order, Window, cursor, page
from measure.sets import Set

quick = settings(max_examples=100, deadline=None)
ordinals = st.one_of(st.integers(0, 30), st.integers(65_530, 65_540), st.sampled_from([2**31, 2**32 - 1]))
sets = st.sets(ordinals, max_size=30)
orders = st.sampled_from([Order.NEWEST, Order.OLDEST])


def in_order(members: set[int], order: Order) -> list[int]:
    return sorted(members, reverse=order is Order.NEWEST)


@quick
@given(sets, orders, st.lists(st.integers(1, 7), min_size=1))
def test_a_walk_forward_meets_everyone_once(members, order, sizes):
    met, after = [], None
    for number in range(len(members) + 1):
        here = page(Set(members), order, Window(sizes[number % len(sizes)], after))
        met += here.ordinals
        assert here.has_previous is (len(met) > len(here.ordinals))
        assert here.has_next is (len(met) < len(members))
        if not here.has_next:
            break
        after = cursor(order, here.ordinals[-1])
        assert here.cursors[-1] == after
    assert met == in_order(members, order)


@quick
@given(sets, orders, st.lists(st.integers(1, 7), min_size=1))
def test_a_walk_backward_meets_everyone_once(members, order, sizes):
    met, before = [], None
    for number in range(len(members) + 1):
        here = page(Set(members), order, Window(None, None, sizes[number % len(sizes)], before))
        met = [*here.ordinals, *met]
        assert here.has_next is (len(met) > len(here.ordinals))
        assert here.has_previous is (len(met) < len(members))
        if not here.has_previous:
            break
        before = cursor(order, here.ordinals[0])
    assert met == in_order(members, order)


@quick
@given(sets, orders, st.none() | ordinals, st.none() | ordinals, st.booleans(), st.integers(0, 9))
def test_any_window_is_a_slice_of_the_order(members, order, after, before, is_forward, size):
    window = Window(
        first=size if is_forward else None,
        after=None if after is None else cursor(order, after),
        last=None if is_forward else size,
        before=None if before is None else cursor(order, before),
    )
    sign = -1 if order is Order.NEWEST else 1
    everyone = in_order(members, order)
    between = [
        one
        for one in everyone
        if (after is None or one * sign > after * sign) and (before is None or one * sign < before * sign)
    ]
    expected = between[:size] if is_forward else between[len(between) - min(size, len(between)) :]

    here = page(Set(members), order, window)

    assert list(here.ordinals) == expected
    if expected:
        assert here.has_previous is (expected[0] != everyone[0])
        assert here.has_next is (expected[-1] != everyone[-1])


@quick
@given(sets, sets, sets, orders)
def test_who_was_there_throughout_is_met_once_while_others_come_and_go(stays, comes, goes, order):
    comes, goes = comes - stays, goes - stays
    met, after, members = [], None, stays | goes
    while True:
        here = page(Set(members), order, Window(2, after))
        met += here.ordinals
        if not here.has_next:
            break
        after = cursor(order, here.ordinals[-1])
        members = stays | comes
    assert len(met) == len(set(met))
    assert stays <= set(met)


def test_both_first_and_last_or_a_size_out_of_bounds_is_refused():
    for arguments, argument in (
        ((1, 1), "last"),
        ((-1, None), "first"),
        ((None, -1), "last"),
        ((501, None), "first"),
    ):
        first, last = arguments
        with pytest.raises(Refused) as refused:
            Window.of(first, None, last, None, most=500)
        assert (refused.value.code, refused.value.extensions["argument"]) == (
            ErrorCode.BAD_USER_INPUT,
            argument,
        )
    assert Window.of(None, None, None, None, most=500).first == DEFAULT_PAGE
    assert Window.of(0, None, None, None, most=500).first == 0
    assert Window.of(500, None, None, None, most=500).first == 500


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "garbage",
        "ü",
        cursor(Order.OLDEST, 1),
        ids.encode("cursor", "NEWEST", "-1"),
        ids.encode("cursor", "NEWEST", "²"),
        ids.encode("cursor", "NEWEST", ""),
        ids.encode("cursor", "NEWEST", str(2**32)),
        ids.encode("cursor", "NEWEST", "9" * 5_000),
        ids.encode("cursor", "NEWEST"),
        ids.encode("Contact", "NEWEST", "1"),
        cursor(Order.NEWEST, 1) + "=",
    ],
)
def test_a_cursor_that_is_none_or_of_another_order_is_refused(wrong):
    for name, window in (("after", Window(1, wrong)), ("before", Window(1, None, None, wrong))):
        with pytest.raises(Refused) as refused:
            page(Set([1]), Order.NEWEST, window)
        assert refused.value.extensions["argument"] == name


@pytest.mark.parametrize("other", [names.cursor(NamePlace.of("ann", 1)), ranking.cursor(5, 1)])
def test_a_cursor_of_another_order_is_told_so(other):
    order = ids.parts(other, "cursor", 2)[0]
    with pytest.raises(Refused) as refused:
        page(Set([1]), Order.NEWEST, Window(1, other))
    assert refused.value.extensions["rule"] == f"is a cursor of the order {order}, not NEWEST"
