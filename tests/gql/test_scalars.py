from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from graphql import GraphQLError

from gql.scalars import read_decimal, read_instant, write_decimal, write_instant

NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-01T09:00:00Z", NINE),
        ("2026-03-01t09:00:00z", NINE),
        ("2026-03-01T10:30:00+01:30", NINE),
        ("2026-03-01T09:00:00.25Z", NINE + timedelta(milliseconds=250)),
        ("2026-03-01T09:00:00.123456789Z", NINE + timedelta(microseconds=123456)),
    ],
)
def test_an_instant_has_an_offset(text: str, instant: datetime):
    assert read_instant(text) == instant


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T09:00:00",
        "2026-03-01",
        "2026-03-01 09:00:00Z",
        "20260301T090000Z",
        "2026-02-30T09:00:00Z",
        "2026-03-01T09:00:00+25:00",
        "2026-03-01T09:00:00Z\n",
        "٢٠٢٦-03-01T09:00:00Z",
        "",
        1772355600,
        None,
    ],
)
def test_anything_else_is_no_instant(text: object):
    with pytest.raises(GraphQLError):
        read_instant(text)


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (NINE, "2026-03-01T09:00:00Z"),
        (NINE.astimezone(timezone(timedelta(hours=5))), "2026-03-01T09:00:00Z"),
        (NINE + timedelta(milliseconds=7), "2026-03-01T09:00:00.007Z"),
    ],
)
def test_instants_are_answered_in_utc(instant: datetime, text: str):
    assert write_instant(instant) == text


@pytest.mark.parametrize("text", ["49.90", "0", "-1.5", "1000000000000000000000.000000000000000000001"])
def test_decimals_keep_every_digit(text: str):
    assert write_decimal(read_decimal(text)) == text


@pytest.mark.parametrize(
    "text", ["1e3", "NaN", "Infinity", "-Infinity", "+1", ".5", "5.", "1_000", " 1", "", 1, 1.5]
)
def test_decimals_are_in_plain_notation(text: object):
    with pytest.raises(GraphQLError):
        read_decimal(text)


def test_a_decimal_is_answered_without_an_exponent():
    assert write_decimal(Decimal("1E+3")) == "1000"
    assert write_decimal(Decimal("1E-7")) == "0.0000001"
