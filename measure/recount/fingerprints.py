"""Whether two tellings of what happened to each contact are the same, without keeping either."""

from collections.abc import Hashable

from measure.recount.numbers import WIDE, Numbers
from measure.sets import Set

_MOST = 2**64 - 1


class Fingerprints:
    """One number per contact for all its steps in their order."""

    def __init__(self) -> None:
        self.who = Set()
        self._numbers = Numbers(WIDE)

    def add(self, contact: int, step: Hashable) -> None:
        before = self._numbers.get(contact)
        self.who.add(contact)
        self._numbers.put(contact, hash((before, step)) % _MOST)

    def differing(self, other: "Fingerprints") -> Set:
        """The contacts that have other steps there than here."""
        who = self.who | other.who
        return Set(contact for contact in who if self._numbers.get(contact) != other._numbers.get(contact))
