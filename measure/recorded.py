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

    def followed_by(self, rest: "Recorded", *, after: int) -> "Recorded":
        """What became of a batch whose first `after` items this is of, and `rest` of the others."""
        moved = (RejectedItem(item.index + after, item.id, item.rejection) for item in rest.rejected)
        return Recorded(
            self.accepted + rest.accepted, self.duplicates + rest.duplicates, (*self.rejected, *moved)
        )


@dataclass(frozen=True, slots=True)
class Upserted:
    """Contacts of a batch: `contacts` are those taken, in the batch's order, each once."""

    created: int
    updated: int
    contacts: tuple[Contact, ...]
    rejected: tuple[RejectedItem, ...]
