"""A group that was asked for by its id, or made of such."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from measure.account_state import AccountState
from measure.groups import Group
from measure.saved_groups import Contents, Frozen
from measure.sets import Set
from resolvers.pins import PinnedMap


@dataclass(frozen=True, slots=True)
class Basis:
    """What groups are read off beside the account: automations and saved groups, by their ids.

    `saved` are also those that are found only by way of LIVE ones, in `levels` steps. `days` are the days, by
    time zone, that presets in LIVE ones were read by.
    """

    maps: Mapping[str, PinnedMap]
    saved: Mapping[str, Contents] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    levels: int = 0

    @classmethod
    def joined(cls, some: Iterable["Basis"]) -> "Basis":
        """All that some groups are read off."""
        each = tuple(some)
        return cls(
            dict(chain.from_iterable(basis.maps.items() for basis in each)),
            dict(chain.from_iterable(basis.saved.items() for basis in each)),
            dict(chain.from_iterable(basis.days.items() for basis in each)),
            max((basis.levels for basis in each), default=0),
        )

    @property
    def frozen(self) -> Mapping[str, Set]:
        """Who is in the snapshots."""
        return {each: held.members for each, held in self.saved.items() if isinstance(held, Frozen)}


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """A group of the caller's account and who is in it, at the pins of its automations and of the account.

    `meaning` is the same group with LIVE saved groups in it spelled out.
    """

    group: Group
    meaning: Group
    basis: Basis
    account: AccountState
    members: Set
