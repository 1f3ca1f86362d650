from datetime import UTC, datetime, timedelta, timezone

import pytest

from server.importing.moments import shifted

START = datetime(2008, 3, 31, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("offset", "moment"),
    [
        ("0 days", "2008-03-31T09:00:00Z"),
        ("14 days", "2008-04-14T09:00:00Z"),
        ("1 week", "2008-04-07T09:00:00Z"),
        ("-90 minutes", "2008-03-31T07:30:00Z"),
        ("36hours", "2008-04-01T21:00:00Z"),
        ("1 second", "2008-03-31T09:00:01Z"),
        ("-12 months", "2007-03-31T09:00:00Z"),
        ("-3 months", "2007-12-31T09:00:00Z"),
        ("-1 month", "2008-02-29T09:00:00Z"),
        ("11 months", "2009-02-28T09:00:00Z"),
    ],
)
def test_an_offset_leads_to_an_instant(offset: str, moment: str):
    assert shifted(START, offset) == moment


def test_instants_are_in_utc():
    berlin = datetime(2008, 3, 1, 9, tzinfo=timezone(timedelta(hours=1)))
    assert shifted(berlin, "0 days") == "2008-03-01T08:00:00Z"


@pytest.mark.parametrize("offset", ["", "14", "P14D", "1.5 days", "days", "14 dayss", "1 day 2 hours"])
def test_what_is_no_offset_is_told_how_to_write_one(offset: str):
    with pytest.raises(ValueError, match=r'is no offset: write it like "14 days"'):
        shifted(START, offset)


@pytest.mark.parametrize("offset", ["999999999 days", "-999999999 months", "100000 months"])
def test_an_offset_out_of_the_calendar_is_refused(offset: str):
    with pytest.raises(ValueError, match="from 2008-03-31 leads to no date"):
        shifted(START, offset)
