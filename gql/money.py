"""Exact amounts of a currency."""

from decimal import Decimal

import strawberry

from measure.money import major_units, mean


@strawberry.type
class Money:
    amount: Decimal
    currency: str

    @classmethod
    def of(cls, units: int, currency: str) -> "Money":
        """Of minor units of a currency."""
        return cls(amount=major_units(units, currency), currency=currency)

    @classmethod
    def mean(cls, units: int, count: int, currency: str) -> "Money | None":
        """Of minor units shared by `count`; None when that is nobody."""
        return cls(amount=mean(units, count, currency), currency=currency) if count else None
