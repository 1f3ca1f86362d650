"""Days of a map's time zone and of a DateRange, by example."""

from datetime import date

import pytest

from tests.acceptance.stories import WORKED, happened
from tests.recount import World, contact_flow, days, passing, recount

LEAP_DAY = date(2024, 2, 29)


def told(zone: str, *events: dict) -> World:
    return recount([("publish", {**WORKED, "timeZone": zone}), ("events", list(events))])


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("UTC", "2026-02-28T23:59:59.999Z", "2026-02-28"),
        ("UTC", "2026-03-01T00:00:00Z", "2026-03-01"),
        ("Europe/Berlin", "2025-03-30T21:59:59Z", "2025-03-30"),
        ("Europe/Berlin", "2025-03-30T22:00:00Z", "2025-03-31"),
        ("Europe/Berlin", "2025-10-26T22:59:59Z", "2025-10-26"),
        ("America/St_Johns", "2010-11-07T02:30:30Z", "2010-11-07"),
        ("America/St_Johns", "2010-11-07T02:31:00Z", "2010-11-06"),
        ("America/St_Johns", "2010-11-07T03:30:00Z", "2010-11-07"),
        ("America/St_Johns", "2000-01-01T00:00:00Z", "1999-12-31"),
        ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"),
        ("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"),
        ("Asia/Kathmandu", "2026-02-28T18:14:59Z", "2026-02-28"),
        ("Asia/Kathmandu", "2026-02-28T18:15:00Z", "2026-03-01"),
        ("America/Sao_Paulo", "2018-11-04T02:59:59Z", "2018-11-03"),
        ("America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-04"),
        ("America/Sao_Paulo", "2018-02-18T02:30:00Z", "2018-02-17"),
        ("Australia/Lord_Howe", "2025-10-05T12:59:59Z", "2025-10-05"),
        ("Australia/Lord_Howe", "2025-10-05T13:00:00Z", "2025-10-06"),
    ],
)
def test_added_created_and_visited_days_are_those_of_the_maps_zone(zone: str, at: str, day: str):
    world = told(zone, happened("MOVED", "A", to="T", at=at), happened("VISITED", None, element="T", at=at))
    place = world.maps["worked"]
    that_day = {"from": day, "to": day}

    assert passing(world, place, {"added": that_day}) == {"A"}
    assert passing(world, place, {"created": that_day}) == {"A"}
    assert contact_flow(place, visited=days(that_day))["elements"]["T"]["totalVisitors"] == 1
    for other in ({"to": before(day)}, {"from": after(day)}):
        assert passing(world, place, {"added": other}) == passing(world, place, {"created": other}) == set()
        assert contact_flow(place, visited=days(other))["elements"]["T"]["totalVisitors"] == 0


def before(day: str) -> str:
    return date.fromordinal(date.fromisoformat(day).toordinal() - 1).isoformat()


def after(day: str) -> str:
    return date.fromordinal(date.fromisoformat(day).toordinal() + 1).isoformat()


def test_a_day_that_a_zone_skipped_has_nobody():
    world = told("Pacific/Apia", happened("MOVED", "A", to="T", at="2011-12-30T12:00:00Z"))
    skipped = {"from": "2011-12-30", "to": "2011-12-30"}
    place = world.maps["worked"]
    assert passing(world, place, {"added": skipped}) == set()
    assert passing(world, place, {"added": {"preset": "YESTERDAY"}}, date(2011, 12, 31)) == set()
    assert passing(world, place, {"added": {**skipped, "to": "2011-12-31"}}) == {"A"}


@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [
        ("TODAY", LEAP_DAY, LEAP_DAY),
        ("YESTERDAY", date(2024, 2, 28), date(2024, 2, 28)),
        ("LAST_7_DAYS", date(2024, 2, 23), LEAP_DAY),
        ("LAST_30_DAYS", date(2024, 1, 31), LEAP_DAY),
        ("LAST_90_DAYS", date(2023, 12, 2), LEAP_DAY),
        ("THIS_MONTH", date(2024, 2, 1), LEAP_DAY),
        ("LAST_MONTH", date(2024, 1, 1), date(2024, 1, 31)),
        ("THIS_YEAR", date(2024, 1, 1), LEAP_DAY),
        ("LAST_YEAR", date(2023, 1, 1), date(2023, 12, 31)),
        ("ALL_TIME", None, None),
    ],
)
def test_a_preset_is_turned_into_days(preset: str, first: date | None, last: date | None):
    assert days({"preset": preset}, LEAP_DAY) == (first, last)


def test_last_month_and_last_year_of_a_january_lie_in_the_year_before():
    january = date(2026, 1, 31)
    assert days({"preset": "LAST_MONTH"}, january) == (date(2025, 12, 1), date(2025, 12, 31))
    assert days({"preset": "LAST_YEAR"}, january) == (date(2025, 1, 1), date(2025, 12, 31))


def test_either_end_of_a_range_may_be_open():
    assert days({"from": "2024-02-29"}) == (LEAP_DAY, None)
    assert days({"preset": None, "from": None, "to": "2024-02-29"}) == (None, LEAP_DAY)
    assert days(None) == days({}) == (None, None)


def test_a_preset_needs_today():
    with pytest.raises(ValueError, match="TODAY"):
        days({"preset": "TODAY"})
