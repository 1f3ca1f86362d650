"""Pages by name are those of a sorted list."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure import ids, names, ranking
from measure.errors import ErrorCode, Refused
from measure.folding import folded
from measure.names import LONGEST_FOLDED, NamePlace, Span
from measure.paging import Order, Window, cursor
from measure.upserts import LONGEST_TEXT
from tests.measure.windows import expected, walk, window_of, windows

quick = settings(max_examples=200, deadline=None)
texts = st.none() | st.sampled_from(["", "ann", "ann:1", "bob", "\0", "\U0010ffff"]) | st.text(max_size=5)
places = st.builds(NamePlace.of, texts, st.integers(0, 9) | st.just(2**32 - 1))


def page(everyone, window):
    return names.page(everyone, Span.of(window), window)


def key(place: NamePlace):
    return place.is_nameless, place.name, place.ordinal


@quick
@given(st.sets(places, max_size=20), windows(places))
def test_any_window_is_a_slice_of_everyone_sorted(everyone, asked):
    everyone = sorted(everyone, key=key)
    here = page(everyone, window_of(asked, names.cursor))
    shown, has_previous, has_next = expected(everyone, asked, key)
    assert here.cursors == tuple(map(names.cursor, shown))
    assert here.ordinals == tuple(place.ordinal for place in shown)
    assert (here.has_previous, here.has_next) == (has_previous, has_next)


@quick
@given(st.sets(places, max_size=20), st.integers(1, 8))
def test_a_walk_meets_everyone_once_forward_and_backward(everyone, size):
    everyone = sorted(everyone, key=key)
    walk(lambda window: page(everyone, window), size, [names.cursor(place) for place in everyone])


def test_those_without_a_name_come_last():
    everyone = [NamePlace.of(None, 1), NamePlace.of("z", 9), NamePlace.of("", 3), NamePlace.of("z", 2)]
    assert [place.ordinal for place in sorted(everyone)] == [3, 2, 9, 1]


def test_no_folded_name_is_longer_than_a_cursor_may_hold():
    longest = max((chr(code) for code in range(0x110000)), key=lambda one: len(folded(one)))
    assert len(folded(longest * LONGEST_TEXT)) == LONGEST_FOLDED


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (cursor(Order.OLDEST, 1), "is a cursor of the order OLDEST, not NAME"),
        (ranking.cursor(5, 1), "is a cursor of the order LIFETIME_VALUE, not NAME"),
        *(
            (text, "is not a cursor of this connection")
            for text in (
                "",
                "garbage",
                ids.encode("cursor", "KEY", "worked"),
                ids.encode("cursor", "NAME", ""),
                ids.encode("cursor", "NAME", "", "ann"),
                ids.encode("cursor", "NAME", "ann"),
                ids.encode("cursor", "NAME", "-1", "ann"),
                ids.encode("cursor", "NAME", str(2**32), "ann"),
                ids.encode("cursor", "NAME", "1", "a" * (LONGEST_FOLDED + 1)),
                names.cursor(NamePlace.of("ann", 1)) + "=",
            )
        ),
    ],
)
def test_a_cursor_that_is_none_or_of_another_order_is_refused(wrong, rule):
    for argument, window in (("after", Window(1, wrong)), ("before", Window(None, None, 1, wrong))):
        with pytest.raises(Refused) as refused:
            Span.of(window)
        assert refused.value.code is ErrorCode.BAD_USER_INPUT
        assert refused.value.extensions == {"argument": argument, "rule": rule}
