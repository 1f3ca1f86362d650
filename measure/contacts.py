"""A contact's document: the truth for key ↔ ordinal, email and name."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto


@dataclass(frozen=True, slots=True)
class Contact:
    """A person in an account. All else about a contact is state of the account's stream."""

    account: str
    ordinal: int
    key: str
    email: str | None = None
    name: str | None = None


class Keep(Enum):
    """What an upsert says of a field it leaves as it is; None clears."""

    UNCHANGED = auto()


UNCHANGED = Keep.UNCHANGED


@dataclass(frozen=True, slots=True)
class ContactUpsert:
    """One contact to create or change; `tags` are added."""

    key: str
    email: str | Keep | None = UNCHANGED
    name: str | Keep | None = UNCHANGED
    created_at: datetime | None = None
    tags: tuple[str, ...] = ()
