"""A contact's document: the truth for key ↔ ordinal, email and name."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """A person in an account. All else about a contact is state of the account's stream."""

    account: str
    ordinal: int
    key: str
    email: str | None = None
    name: str | None = None


UNCHANGED = object()
"Stands for a field that an upsert leaves as it is; None clears."


@dataclass(frozen=True, slots=True)
class ContactUpsert:
    """One contact to create or change. `email` and `name` are texts, None or UNCHANGED."""

    key: str
    email: object = UNCHANGED
    name: object = UNCHANGED
    created_at: datetime | None = None
    tags: tuple[str, ...] = ()
