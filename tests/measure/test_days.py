"""Days in time zones, against asking the clock on the wall at every instant."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from measure.days import Days, Preset, next_day, preset_days, seconds_within
from measure.instants import EARLIEST, from_seconds, seconds
from measure.zones import zone

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/St_Johns",  # until 2011 its clocks changed a minute past midnight
    "Pacific/Apia",  # which left out 30 December 2011
    "Asia/Kathmandu",
    "America/Sao_Paulo",  # where summer began at midnight
    "Australia/Lord_Howe",  # half an hour
    "Asia/Beirut",
    "America/Havana",
    "Pacific/Kiritimati",
)
thorough = settings(max_examples=300, deadline=None)
zones = st.sampled_from(ZONES)
around = st.integers(-2 * 86_400, 3 * 86_400)
days = st.dates(date(1999, 12, 25), date(2100, 1, 5)) | st.sampled_from(
    [date(2011, 12, 29), date(2011, 12, 30), date(2011, 12, 31), date(2007, 11, 4), date(2018, 11, 4)]
)


def is_within(second: int, first: date | None, last: date | None, name: str) -> bool:
    day = from_seconds(second).astimezone(zone(name)).date()
    return (first is None or day >= first) and (last is None or day <= last)


@thorough
@given(days, st.integers(0, 40), zones, st.lists(around, min_size=1, max_size=30), st.booleans())
@example(date(2007, 11, 4), 0, "America/St_Johns", [0, 9_060, 9_061, 12_659, 12_660], True)
@example(date(2011, 12, 30), 0, "Pacific/Apia", [35_999, 36_000, 36_001], False)
def test_an_instant_is_within_days_when_the_calendar_on_the_wall_says_so(day, length, name, offsets, at_end):
    last = day + timedelta(days=length)
    runs = seconds_within(Days(day, last), zone(name))
    midnight = datetime.combine(last if at_end else day, datetime.min.time(), UTC)
    for offset in offsets:
        second = (midnight - EARLIEST) // timedelta(seconds=1) + offset
        if 0 <= second <= seconds(datetime(2100, 1, 1, tzinfo=UTC)):
            found = any(start <= second < end for start, end in runs)
            assert found == is_within(second, day, last, name)


@thorough
@given(days, zones, st.integers(0, 3_155_760_000))
def test_open_ends_reach_as_far_as_instants_do(day, name, second):
    for asked in (Days(), Days(first=day), Days(last=day)):
        found = any(start <= second < end for start, end in seconds_within(asked, zone(name)))
        assert found == is_within(second, asked.first, asked.last, name)


def test_a_day_that_begins_twice_is_two_runs():
    """The night in St. John's when at 00:01 it became 23:01 again."""
    runs = seconds_within(Days(date(2007, 11, 4), date(2007, 11, 4)), zone("America/St_Johns"))
    assert [from_seconds(edge).isoformat() for run in runs for edge in run] == [
        "2007-11-04T02:30:00+00:00",
        "2007-11-04T02:31:00+00:00",
        "2007-11-04T03:30:00+00:00",
        "2007-11-05T03:30:00+00:00",
    ]


def test_a_day_that_was_left_out_has_no_instants():
    assert seconds_within(Days(date(2011, 12, 30), date(2011, 12, 30)), zone("Pacific/Apia")) == ()


def test_the_first_day_after_the_last():
    with pytest.raises(ValueError, match="first day is after the last"):
        Days(date(2026, 3, 2), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [
        ("TODAY", "2026-03-29", "2026-03-29"),
        ("YESTERDAY", "2026-03-28", "2026-03-28"),
        ("LAST_7_DAYS", "2026-03-23", "2026-03-29"),
        ("LAST_30_DAYS", "2026-02-28", "2026-03-29"),
        ("LAST_90_DAYS", "2025-12-30", "2026-03-29"),
        ("THIS_MONTH", "2026-03-01", "2026-03-29"),
        ("LAST_MONTH", "2026-02-01", "2026-02-28"),
        ("THIS_YEAR", "2026-01-01", "2026-03-29"),
        ("LAST_YEAR", "2025-01-01", "2025-12-31"),
    ],
)
def test_what_a_preset_means_on_a_day(preset, first, last):
    expected = Days(date.fromisoformat(first), date.fromisoformat(last), Preset(preset))
    assert preset_days(Preset(preset), date(2026, 3, 29)) == expected


def test_all_time_is_open():
    assert preset_days(Preset.ALL_TIME, date(2026, 3, 29)).is_open


@pytest.mark.parametrize(
    ("name", "day", "ends"),
    [
        ("Europe/Berlin", date(2026, 3, 28), "2026-03-28T23:00:00+00:00"),
        ("Europe/Berlin", date(2026, 3, 29), "2026-03-29T22:00:00+00:00"),
        ("Pacific/Apia", date(2011, 12, 29), "2011-12-30T10:00:00+00:00"),
    ],
)
def test_when_a_day_is_over(name, day, ends):
    assert from_seconds(next_day(day, zone(name))).isoformat() == ends


def test_the_bounds_of_days_are_days_of_the_calendar():
    march = Days(date(2026, 3, 1), date(2026, 3, 31))
    assert march.bounds == (date(2026, 3, 1).toordinal(), date(2026, 3, 31).toordinal())
    assert Days().bounds == (date.min.toordinal(), date.max.toordinal())
