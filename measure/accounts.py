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

    def covers(self, other: "Role") -> bool:
        """Whether it may do all that `other` may; of VIEWER and INGEST neither does."""
        return other is self or self is Role.ADMIN or (self is Role.EDITOR and other is not Role.ADMIN)

    def shared(self, other: "Role") -> "Role | None":
        """The role that may do what both may; None when that is nothing."""
        if self.covers(other):
            return other
        return self if other.covers(self) else None


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
class ApiKey:
    """What is kept of a key beside its hash."""

    id: str
    name: str
    role: Role
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Access:
    """By what right a caller asks: an API key, or a token of it, for ever or until `expires_at`."""

    caller: Caller
    key: str
    "Id of the API key."
    expires_at: datetime | None = None
