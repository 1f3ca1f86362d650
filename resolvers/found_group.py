"""A group that was asked for by its id, or made of such."""

from collections.abc import Mapping
from dataclasses import dataclass

from measure.account_state import AccountState
from measure.groups import Group
from measure.sets import Set
from resolvers.pins import PinnedMap


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """A group of the caller's account and who is in it, at the pins of its automations and of the account."""

    group: Group
    maps: Mapping[str, PinnedMap]
    account: AccountState
    members: Set
