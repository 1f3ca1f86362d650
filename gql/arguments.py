"""What was given and what was left out: null, an empty list and leaving out mean the same."""

from collections.abc import Sequence
from typing import TypeVar

import strawberry

T = TypeVar("T")


def given(value: T | None) -> T | None:
    """The value of an optional argument or input field; None when it was left out."""
    return None if value is strawberry.UNSET else value


def listed(values: Sequence[T] | None) -> Sequence[T]:
    """The values of an optional list; none when it was left out."""
    return given(values) or ()
