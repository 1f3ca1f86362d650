"""What became of a batch."""

from dataclasses import dataclass

from measure.contacts import Contact
from measure.rejections import Rejection


@dataclass(frozen=True, slots=True)
class RejectedItem:
    """One item of a batch that was not taken: its index, its id or key when that could be read."""

    index: int
    id: str | None
    rejection: Rejection


@dataclass(frozen=True, slots=True)
class Recorded:
    """Events of a batch: new ones, ones seen before, and those refused, in the batch's order."""

    accepted: int
    duplicates: int
    rejected: tuple[RejectedItem, ...]


@dataclass(frozen=True, slots=True)
class Upserted:
    """Contacts of a batch: `contacts` are those taken, in the batch's order, each once."""

    created: int
    updated: int
    contacts: tuple[Contact, ...]
    rejected: tuple[RejectedItem, ...]
