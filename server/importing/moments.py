"""Instants of imported events: a base time and offsets from it."""

import calendar
import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

OFFSET = re.compile(r"(-?\d{1,9}) ?(second|minute|hour|day|week|month)s?")
RULE = 'write it like "14 days", "-3 months" or "90 minutes"'


@lru_cache(maxsize=4096)
def shifted(start: datetime, offset: str) -> str:
    """The instant `offset` after `start` (before it, with a minus), as RFC 3339 in UTC, in whole seconds.

    Months are calendar months; a day that the month does not have becomes its last one.

    Raises:
        ValueError: `offset` is not a whole number and a unit, or leads out of the years 1 to 9999.
    """
    found = OFFSET.fullmatch(offset.strip())
    if found is None:
        raise ValueError(f'"{offset}" is no offset: {RULE}')
    count, unit = int(found[1]), found[2]
    base = start.astimezone(UTC)
    try:
        moment = months_later(base, count) if unit == "month" else base + timedelta(**{f"{unit}s": count})
    except (OverflowError, ValueError) as far:
        raise ValueError(f'"{offset}" from {base:%Y-%m-%d} leads to no date') from far
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"


def months_later(moment: datetime, months: int) -> datetime:
    """The same day and time `months` calendar months later."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
