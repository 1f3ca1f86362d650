"""Bounds, cutting and calendar days."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from measure.instants import cut, day, from_seconds, is_in_range, milliseconds, seconds


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "zone", "expected"),
    [
        ("2026-03-29T00:59:59", "Europe/Berlin", "2026-03-29"),
        ("2026-03-29T21:59:59", "Europe/Berlin", "2026-03-29"),
        ("2026-03-29T22:00:00", "Europe/Berlin", "2026-03-30"),
        ("2026-03-28T22:59:59", "Europe/Berlin", "2026-03-28"),
        ("2026-03-28T23:00:00", "Europe/Berlin", "2026-03-29"),
        ("2026-10-24T22:00:00", "Europe/Berlin", "2026-10-25"),
        ("2026-10-25T22:59:59", "Europe/Berlin", "2026-10-25"),
        ("2026-10-25T23:00:00", "Europe/Berlin", "2026-10-26"),
        ("2026-03-08T04:59:59", "America/New_York", "2026-03-07"),
        ("2026-03-09T03:59:59", "America/New_York", "2026-03-08"),
        ("2026-03-09T04:00:00", "America/New_York", "2026-03-09"),
        ("2026-03-01T10:00:00", "Pacific/Kiritimati", "2026-03-02"),
        ("2026-03-01T00:00:00", "UTC", "2026-03-01"),
    ],
)
def test_a_day_is_that_of_the_time_zone_also_when_clocks_change(at, zone, expected):
    assert date.fromordinal(day(utc(at), ZoneInfo(zone))) == date.fromisoformat(expected)


def test_seconds_are_whole_and_cut():
    assert seconds(utc("2000-01-01T00:00:01.999999")) == 1
    assert milliseconds(utc("2000-01-01T00:00:01.999999")) == 1_999
    assert from_seconds(seconds(utc("2026-03-01T09:00:00.900"))) == utc("2026-03-01T09:00:00")


def test_an_instant_is_kept_in_utc_cut_to_the_millisecond():
    at = datetime(2026, 3, 1, 9, 0, 0, 123_999, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert cut(at) == datetime(2026, 3, 1, 3, 30, 0, 123_000, tzinfo=UTC)
    assert cut(at).tzinfo is UTC


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("1999-12-31T23:59:59.999999", False),
        ("2000-01-01T00:00:00", True),
        ("2099-12-31T23:59:59", True),
        ("2100-01-01T00:00:01", False),
    ],
)
def test_instants_lie_between_2000_and_2100(at, expected):
    assert is_in_range(utc(at)) is expected
