"""Odds that the other strategies share."""

from hypothesis import strategies as st

sizes = st.integers(0, 3)


def one_in(n: int) -> st.SearchStrategy[bool]:
    """True about once in `n`; shrinks to False."""
    return st.integers(0, n - 1).map(lambda number: number == n - 1)
