"""Pages of a path: every step once, oldest first, with exact flags."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure import ids
from measure.errors import ErrorCode, Refused
from measure.events import EventType
from measure.paging import Order, Window, cursor
from measure.paths import PathStep, page

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
quick = settings(max_examples=100, deadline=None)


def step(milliseconds: int, rev: int, index: int = 0) -> PathStep:
    return PathStep(rev, index, AT + timedelta(milliseconds=milliseconds), EventType.SENT, "mail")


steps = st.sets(st.builds(step, st.integers(0, 3), st.integers(1, 20), st.integers(0, 1)), max_size=20).map(
    lambda found: sorted(found, key=lambda step: step.place)
)
sizes = st.lists(st.integers(1, 5), min_size=1)


@quick
@given(steps, sizes)
def test_a_walk_forward_meets_every_step_once(steps, sizes):
    met, after, number, more = [], None, 0, True
    while more:
        here = page(steps, Window(sizes[number % len(sizes)], after))
        met += [step for _, step in here.items]
        assert here.total == len(steps)
        assert here.has_previous is (len(met) > len(here.items))
        assert here.has_next is (len(met) < len(steps))
        number, more = number + 1, here.has_next
        after = here.items[-1][0] if here.items else None
    assert met == steps


@quick
@given(steps, sizes)
def test_a_walk_backward_meets_every_step_once(steps, sizes):
    met, before, number, more = [], None, 0, True
    while more:
        here = page(steps, Window(None, None, sizes[number % len(sizes)], before))
        met = [*(step for _, step in here.items), *met]
        assert here.has_next is (len(met) > len(here.items))
        assert here.has_previous is (len(met) < len(steps))
        number, more = number + 1, here.has_previous
        before = here.items[0][0] if here.items else None
    assert met == steps


def test_a_step_that_comes_late_moves_no_cursor():
    first, second, third = step(10, 1), step(20, 2), step(30, 3)
    after = page([first, second, third], Window(1)).items[0][0]
    late = step(5, 4)
    here = page([late, first, second, third], Window(1, after))
    assert [each for _, each in here.items] == [second]
    assert (here.has_previous, here.has_next, here.total) == (True, True, 4)


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "",
        cursor(Order.OLDEST, 5),
        ids.encode("cursor", "STEP", "1", "2"),
        ids.encode("cursor", "STEP", "1", "2", "x"),
        ids.encode("cursor", "STEP", "1", "-2", "3"),
        ids.encode("cursor", "STEP", "1", "2", "03"),
        ids.encode("cursor", "STEP", "9" * 5_000, "2", "3"),
    ],
)
@pytest.mark.parametrize("argument", ["after", "before"])
def test_a_cursor_of_something_else_is_refused(argument: str, text: str):
    with pytest.raises(Refused) as refused:
        page([], Window(**{argument: text}))
    assert refused.value.code is ErrorCode.BAD_USER_INPUT
    assert refused.value.extensions == {
        "argument": argument,
        "rule": "is not a cursor of this connection",
    }
