"""How everything is counted: sets cut down to who passes, ratios of two sets, days between two others."""

from collections.abc import Iterable, Set
from datetime import date

Days = tuple[date | None, date | None]
"The first and the last day that count, both included; None: that end is open."

ANY_DAY: Days = (None, None)


def who(contacts: Iterable[str], within: Set[str] | None) -> set[str]:
    """Those of `contacts` that are in `within` too; all of them when it is None."""
    return set(contacts) if within is None else set(contacts) & set(within)


def ratio(part: Set[str], whole: Set[str]) -> float | None:
    """Null when the denominator is 0."""
    return len(part) / len(whole) if whole else None


def is_between(day: date, days: Days) -> bool:
    first, last = days
    return (first is None or first <= day) and (last is None or day <= last)
