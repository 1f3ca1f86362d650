"""Exact money: amounts as text and as minor units of a currency (ISO 4217)."""

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache

from iso4217 import Currency

from measure.rejections import Rejected, RejectionCode

_PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?")
MOST = 10**12
"Amounts of one event stay below this, in major units."
_MEANS = Context(prec=28, rounding=ROUND_HALF_EVEN)


@cache
def decimals(currency: str) -> int:
    """Digits after the point of an ISO 4217 currency; 0 for those that have none.

    Raises:
        ValueError: `currency` is no ISO 4217 code.
    """
    return Currency(currency).exponent or 0


def minor_units(amount: str, currency: str) -> int:
    """`amount`, a positive number in plain notation such as "49.90", in minor units of `currency`.

    Raises:
        Rejected: BAD_VALUE when it is not plain, not above 0, too large or too fine.
    """
    if not _PLAIN.fullmatch(amount):
        raise _bad(f'"{amount[:40]}" is not a number in plain notation such as "49.90"')
    whole, _, fraction = amount.partition(".")
    places = decimals(currency)
    if len(fraction) > places:
        raise _bad(f'"{amount[:40]}" has {len(fraction)} decimals; {currency} has at most {places}')
    if len(whole.lstrip("0")) > len(str(MOST)) - 1:
        raise _bad(f"the amount must be below {MOST}")
    units = int(whole[-len(str(MOST)) :] + fraction.ljust(places, "0"))
    if units == 0:
        raise _bad("the amount must be above 0")
    return units


def major_units(units: int, currency: str) -> Decimal:
    """Minor units as an exact decimal with the currency's own number of digits after the point."""
    return Decimal(units).scaleb(-decimals(currency))


def mean(units: int, count: int, currency: str) -> Decimal:
    """Minor units shared by `count`, an exact decimal of at most 28 digits."""
    return _MEANS.divide(major_units(units, currency), Decimal(count))


def _bad(message: str) -> Rejected:
    return Rejected(RejectionCode.BAD_VALUE, message, "amount")
