"""What an export tells of each contact: its document, and what an account's state says of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from measure.account_state import AccountState
from measure.contacts import Contact
from measure.events import DIMENSIONS
from measure.instants import EARLIEST
from measure.money import major_units
from measure.scans import Reader
from measure.sets import Set
from measure.touches import Model, Touches

Touch = tuple[str | None, ...]
"A value or None for each of DIMENSIONS."

_EPOCH = np.datetime64(EARLIEST.replace(tzinfo=None), "s")


@dataclass(frozen=True, slots=True)
class Record:
    """One contact; `created_at` and `lifetime_value` are written as the API writes them."""

    key: str
    email: str | None
    name: str | None
    created_at: str
    tags: Sequence[str]
    lifetime_value: str
    currency: str
    first_touch: Touch
    last_touch: Touch


class Records:
    """Makes the records of a group's members, many at once, all of one state of their account."""

    def __init__(self, state: AccountState, members: Set, currency: str) -> None:
        self._state = state
        self._currency = currency
        self._nothing = self._written(0)
        # An account may have many tags that nobody in the group has.
        self._tags = [(tag, who) for tag, who in sorted(state.tags.items()) if who.intersect(members)]

    def of(self, contacts: Sequence[Contact]) -> list[Record]:
        """The records of some contacts of the account, in this order, which is by ordinal."""
        some = Set([contact.ordinal for contact in contacts])
        tags, money = self._tags_of(some), self._money_of(some)
        created = self._created_of(some)
        first, last = (_touches(self._state.touches, model, some) for model in (Model.FIRST, Model.LAST))
        return [
            Record(
                contact.key,
                contact.email,
                contact.name,
                created_at,
                tags.get(contact.ordinal, ()),
                money.get(contact.ordinal, self._nothing),
                self._currency,
                first_touch,
                last_touch,
            )
            for contact, created_at, first_touch, last_touch in zip(
                contacts, created, first, last, strict=True
            )
        ]

    def _tags_of(self, some: Set) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for tag, who in self._tags:
            for ordinal in who & some:
                found.setdefault(ordinal, []).append(tag)
        return found

    def _money_of(self, some: Set) -> dict[int, str]:
        """Of those who have any."""
        money = self._state.money
        found: dict[int, int] = {}
        for bit, members in enumerate(money.slices):
            for ordinal in members & some:
                found[ordinal] = found.get(ordinal, 0) + (1 << bit)
        for ordinal in money.negative & some:
            found[ordinal] = -found[ordinal]
        return {ordinal: self._written(units) for ordinal, units in found.items()}

    def _written(self, units: int) -> str:
        return format(major_units(units, self._currency), "f")

    def _created_of(self, some: Set) -> list[str]:
        seconds = Reader(some).values(self._state.created).astype("timedelta64[s]")
        written: list[str] = np.datetime_as_string(_EPOCH + seconds, timezone="UTC").tolist()
        return written


def _touches(touches: Touches, model: Model, some: Set) -> Iterable[Touch]:
    """The first or the last values of each of `some`, in their order."""
    return zip(*(_values(touches, model, dimension, some) for dimension in DIMENSIONS), strict=True)


def _values(touches: Touches, model: Model, dimension: str, some: Set) -> list[str | None]:
    """The spelling of each one's value; None where there is none."""
    values = np.full(len(some), None, np.object_)
    touched = touches.touched.get((model, dimension))
    if touched is not None:
        reader = Reader(some & touched.who)
        spellings = map(touches.terms[dimension].spelling, reader.values(touched.codes).tolist())
        values[Reader(some).ordinals.searchsorted(reader.ordinals)] = list(spellings)
    listed: list[str | None] = values.tolist()
    return listed
