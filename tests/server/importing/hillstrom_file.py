"""The Hillstrom file as it is: its rows, read with nothing of ours."""

import csv
import gzip
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

ARMS = {"Mens E-Mail": "mens", "Womens E-Mail": "womens", "No E-Mail": "none"}
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Customer:
    """A row; `recency` are months since the last purchase, `worth` is all money of both columns."""

    arm: str
    channel: str
    zip_code: str
    recency: int
    visited: bool
    bought: bool
    worth: Decimal

    @property
    def groups(self) -> set[str]:
        """The names of the groups that the customer is in."""
        achieved = {"visited": self.visited, "bought": self.bought}
        return {self.arm, *(name for name, has in achieved.items() if has)}


def customers(file: Path) -> list[Customer]:
    """In the order of the file."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as text:
        return [
            Customer(
                arm=ARMS[row["treatment"]],
                channel=row["channel"],
                zip_code=row["zip_code"],
                recency=int(row["recency"]),
                visited=row["visit"] == "1",
                bought=row["conversion"] == "1",
                worth=(Decimal(row["history"]) + Decimal(row["spend"])).quantize(CENT),
            )
            for row in csv.DictReader(text)
        ]


def within(people: list[Customer], group: str | None) -> list[Customer]:
    """Those in the group of this name; None: all."""
    return [each for each in people if group is None or group in each.groups]


def worth(people: list[Customer]) -> Decimal:
    return sum((each.worth for each in people), Decimal("0.00"))
