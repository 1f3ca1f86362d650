"""What any connection must answer, read off a list of everyone in order."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import strategies as st

from measure.paging import Page, Window

P = TypeVar("P")


@st.composite
def windows(draw, places: st.SearchStrategy[P]) -> tuple[P | None, P | None, int, bool]:
    """The places of `after` and `before`, a size, and whether it is `first`."""
    place = st.none() | places
    return draw(place), draw(place), draw(st.integers(0, 9)), draw(st.booleans())


def window_of(asked: tuple[P | None, P | None, int, bool], cursor: Callable[[P], str]) -> Window:
    after, before, size, is_first = asked
    return Window(
        first=size if is_first else None,
        after=None if after is None else cursor(after),
        last=None if is_first else size,
        before=None if before is None else cursor(before),
    )


def expected(
    everyone: Sequence[P], asked: tuple[P | None, P | None, int, bool], key
) -> tuple[list[P], bool, bool]:
    """The page of `everyone`, who are in the order of `key`, and the two flags."""
    after, before, size, is_first = asked
    start = 0 if after is None else sum(key(one) <= key(after) for one in everyone)
    end = len(everyone) if before is None else sum(key(one) < key(before) for one in everyone)
    end = max(start, end)
    if is_first:
        end = min(end, start + size)
    else:
        start = max(start, end - size)
    return list(everyone[start:end]), start > 0, end < len(everyone)


def walk(page_of: Callable[[Window], Page], size: int, cursors: Sequence[str]) -> None:
    """Pages of `size` forward, then backward, meet just those with `cursors`, in their order."""
    met: list[str] = []
    while True:
        here = page_of(Window(size, met[-1] if met else None))
        assert here.has_previous is bool(met)
        met += here.cursors
        assert here.has_next is (len(met) < len(cursors))
        if not here.has_next:
            break
    assert met == list(cursors)
    met = []
    while True:
        here = page_of(Window(None, None, size, met[0] if met else None))
        assert here.has_next is bool(met)
        met = [*here.cursors, *met]
        assert here.has_previous is (len(met) < len(cursors))
        if not here.has_previous:
            break
    assert met == list(cursors)
