"""Amounts as text and as minor units."""

from decimal import Decimal

import pytest

from measure.money import decimals, major_units, minor_units
from measure.rejections import Rejected, RejectionCode


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [
        ("49.90", "USD", 4_990),
        ("49.9", "USD", 4_990),
        ("49", "USD", 4_900),
        ("0.01", "EUR", 1),
        ("007.50", "USD", 750),
        ("500", "JPY", 500),
        ("1.234", "BHD", 1_234),
        ("1.2", "BHD", 1_200),
        ("999999999999.99", "USD", 99_999_999_999_999),
        ("0" * 5_000 + "1", "USD", 100),
    ],
)
def test_an_amount_is_exact_in_minor_units(amount, currency, units):
    assert minor_units(amount, currency) == units


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        *(
            (amount, "USD")
            for amount in ("", "1e3", "-1", "+1", "1.", ".5", " 1", "1,5", "1_0", "NaN", "0x1")
        ),
        *((amount, "USD") for amount in ("١", "1\n", "0", "0.00", "1.234", "1.000", "1000000000000")),
        ("1.5", "JPY"),
        ("1.0", "JPY"),
        ("1.2345", "BHD"),
        ("9" * 5_000, "USD"),
    ],
)
def test_an_amount_that_is_not_plain_positive_or_fine_enough_is_rejected(amount, currency):
    with pytest.raises(Rejected) as rejected:
        minor_units(amount, currency)
    assert rejected.value.rejection.code is RejectionCode.BAD_VALUE
    assert rejected.value.rejection.field == "amount"
    assert len(rejected.value.rejection.message) < 200


@pytest.mark.parametrize(("currency", "places"), [("JPY", 0), ("USD", 2), ("BHD", 3), ("CLF", 4)])
def test_decimals_are_those_of_iso_4217(currency, places):
    assert decimals(currency) == places


def test_a_currency_that_does_not_exist_is_an_error():
    with pytest.raises(ValueError, match="XXY"):
        decimals("XXY")


@pytest.mark.parametrize(
    ("units", "currency", "text"),
    [(4_990, "USD", "49.90"), (-1, "USD", "-0.01"), (5, "JPY", "5"), (0, "BHD", "0.000")],
)
def test_minor_units_come_back_with_the_currencys_own_digits(units, currency, text):
    assert format(major_units(units, currency), "f") == text
    assert isinstance(major_units(units, currency), Decimal)
