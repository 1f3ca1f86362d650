"""Instants and days: how events' `at` is bounded, cut and read as a calendar day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
FAR_AHEAD = timedelta(hours=24)


def cut(at: datetime) -> datetime:
    """`at` in UTC, cut to the millisecond, which is what the commit log holds."""
    at = at.astimezone(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000) if at.microsecond else at


def is_in_range(at: datetime) -> bool:
    """Whether `at` lies between the years 2000 and 2100."""
    return EARLIEST <= at <= LATEST


def seconds(at: datetime) -> int:
    """Whole seconds from 2000-01-01 to `at`, cut."""
    since = at - EARLIEST
    return since.days * 86_400 + since.seconds


def from_seconds(value: int) -> datetime:
    """The instant `value` whole seconds after 2000-01-01."""
    return EARLIEST + timedelta(seconds=value)


def milliseconds(at: datetime) -> int:
    """Whole milliseconds from 2000-01-01 to `at`, cut."""
    return int((at - EARLIEST) // timedelta(milliseconds=1))


def day(at: datetime, zone: ZoneInfo) -> int:
    """The calendar day of `at` in `zone`, as a proleptic Gregorian ordinal (`date.toordinal`)."""
    return at.astimezone(zone).toordinal()
