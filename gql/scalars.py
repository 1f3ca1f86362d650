"""Instants, days and exact decimals as text; stricter than the stock scalars."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
PLAIN = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
LONGEST_SHOWN = 40


def read_instant(value: object) -> datetime:
    """RFC 3339 (section 5.6) with an offset; raises GraphQLError for anything else."""
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        raise GraphQLError(
            f"must be RFC 3339 with an offset such as 2026-03-01T09:00:00Z, not {_shown(value)}"
        )
    try:
        return datetime.fromisoformat(value.upper())
    except ValueError as error:
        raise GraphQLError(f"is no instant: {error}") from error


def write_instant(value: datetime) -> str:
    """UTC with `Z`: whole seconds, or milliseconds when there are any."""
    precision = "milliseconds" if value.microsecond >= 1000 else "seconds"
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=precision) + "Z"


def read_day(value: object) -> date:
    """`YYYY-MM-DD`; raises GraphQLError for anything else."""
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise GraphQLError(f"must be a day such as 2026-03-01, not {_shown(value)}")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise GraphQLError(f"is no day: {error}") from error


def read_decimal(value: object) -> Decimal:
    """A text in plain notation; raises GraphQLError for anything else."""
    if not isinstance(value, str) or not PLAIN.fullmatch(value):
        raise GraphQLError(f'must be a text in plain notation such as "49.90", not {_shown(value)}')
    return Decimal(value)


def write_decimal(value: Decimal) -> str:
    return format(value, "f")


def _shown(value: object) -> str:
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    return shown if len(shown) <= LONGEST_SHOWN else shown[:LONGEST_SHOWN] + "…"


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant: RFC 3339 with an offset, answered in UTC with `Z`.",
        parse_value=read_instant,
        serialize=write_instant,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A calendar day, `YYYY-MM-DD`, read in the automation's time zone.",
        parse_value=read_day,
        serialize=date.isoformat,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="An exact decimal number, written as a string; plain notation, no exponent.",
        parse_value=read_decimal,
        serialize=write_decimal,
    ),
}
