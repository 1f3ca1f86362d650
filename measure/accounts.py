"""Tenants: accounts, their plans, and what a key may do in them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Plan(StrEnum):
    """In rising order: each has all that those before it have."""

    BASIC = "BASIC"
    PLUS = "PLUS"
    PRO = "PRO"
    ENTERPRISE = "ENTERPRISE"

    def covers(self, required: "Plan") -> bool:
        """Whether an account of this plan has what needs at least `required`."""
        rising = list(Plan)
        return rising.index(self) >= rising.index(required)


class Role(StrEnum):
    """VIEWER reads; INGEST only records; EDITOR does both and edits maps; ADMIN also manages keys."""

    VIEWER = "VIEWER"
    INGEST = "INGEST"
    EDITOR = "EDITOR"
    ADMIN = "ADMIN"

    @property
    def reads(self) -> bool:
        return self is not Role.INGEST

    @property
    def records(self) -> bool:
        return self is not Role.VIEWER

    @property
    def edits(self) -> bool:
        return self in (Role.EDITOR, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Account:
    """A tenant: contacts, money, tags and touches belong to it, not to one map."""

    id: str
    key: str
    name: str
    plan: Plan
    currency: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: one account, one role. Two of the same may see the same."""

    account: Account
    role: Role


@dataclass(frozen=True, slots=True)
class Access:
    """By what right a caller asks: an API key, for ever or until `expires_at`."""

    caller: Caller
    key: str
    "Id of the API key."
    expires_at: datetime | None = None
