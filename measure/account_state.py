"""The state of an account's stream: when contacts came, their tags, touches and money."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from measure.changes import SetChanges
from measure.columns import BitSliced, Column
from measure.instants import from_seconds
from measure.sets import EMPTY, Set
from measure.touches import TouchChanges, Touches


@dataclass(frozen=True, slots=True)
class Arrival:
    """The event of instant `at` made, or met, the contact `ordinal`."""

    ordinal: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """What an upsert says of a contact beside its document; `at` is when the upsert came."""

    ordinal: int
    at: datetime
    created_at: datetime | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountChanges:
    """What one commit of an account's stream changes: seconds created, minor units, tags, touches, now."""

    created: Mapping[int, int] = field(default_factory=dict)
    money: Mapping[int, int] = field(default_factory=dict)
    tags: SetChanges = field(default_factory=SetChanges)
    touches: TouchChanges = field(default_factory=TouchChanges)


@dataclass(frozen=True, slots=True)
class AccountState:
    """Everything known of an account's contacts at one revision, but key, email and name.

    `contacts` are those that exist, and the owner of `created`, which is in whole seconds since 2000;
    `money` (lifetime value) is in minor units of the account's currency.
    """

    contacts: Set = EMPTY
    created: Column = field(default_factory=Column)
    money: BitSliced = field(default_factory=BitSliced)
    tags: Mapping[str, Set] = field(default_factory=dict)
    touches: Touches = field(default_factory=Touches)

    def created_at(self, ordinal: int) -> datetime:
        """Raises KeyError when there is no such contact."""
        created = self.created.get(ordinal) if ordinal in self.contacts else None
        if created is None:
            raise KeyError(ordinal)
        return from_seconds(created)

    def tags_of(self, ordinal: int) -> list[str]:
        return sorted(tag for tag, members in self.tags.items() if ordinal in members)


def replay(state: AccountState, changes: AccountChanges) -> AccountState:
    """The state after a commit's `changes`; never folds."""
    return AccountState(
        contacts=state.contacts | Set(changes.created) if changes.created else state.contacts,
        created=state.created.with_values(changes.created),
        money=state.money.with_values(changes.money),
        tags=changes.tags.applied_to(state.tags),
        touches=state.touches.replay(changes.touches),
    )
