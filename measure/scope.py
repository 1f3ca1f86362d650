"""What a report is counted in: one map at one revision under one filter, and what every row of it can say."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from measure.account_state import AccountState
from measure.graph import Element
from measure.groups import Detail, Filter, StatGroup
from measure.map_state import MapState
from measure.membership import stat_members
from measure.sets import Set
from measure.stats import Stat


def ratio(part: int, whole: int) -> float | None:
    """`part` / `whole`, unrounded; None when there is nobody to divide by."""
    return part / whole if whole else None


@dataclass(frozen=True, slots=True)
class Counted:
    """A group and who is in it at the pinned states: the number and its list are one thing.

    `account` is the one of these states that all else about its contacts is read off.
    """

    group: StatGroup
    members: Set
    account: AccountState

    @property
    def count(self) -> int:
        return len(self.members)


@dataclass(frozen=True, slots=True)
class Scope:
    """One automation and its account, each at one revision, under one filter; `who`: None for everybody.

    `meaning` is the filter with LIVE saved groups in it spelled out; None: there are none.
    """

    automation: str
    state: MapState
    filter: Filter
    who: Set | None = None
    account: AccountState = field(default_factory=AccountState)
    meaning: Filter | None = None

    def size(self, members: Set) -> int:
        return len(members) if self.who is None else members.intersection_cardinality(self.who)

    def counted(self, stat: Stat, subject: str = "", detail: Detail = None) -> Counted:
        group = StatGroup(self.automation, stat, subject, detail, self.filter)
        members = stat_members(self.state, self.account, stat, subject, detail, self.who)
        return Counted(group, members, self.account)

    def count(self, stat: Stat, subject: str = "", detail: Detail = None) -> int:
        return self.size(stat_members(self.state, self.account, stat, subject, detail))


class Place(NamedTuple):
    """Where a row stands: one of its report's lists, and the row's own key in it."""

    list: str
    key: str


Figures = Sequence[object]
"Every number of one row: two rows with equal figures look the same."


class ElementRow:
    """What the rows of a list of elements share."""

    __slots__ = ()
    element: Element

    @property
    def place(self) -> Place:
        return Place("elements", self.element.key)

    @property
    def about(self) -> tuple[str, ...]:
        return (self.element.key,)


class Row(Protocol):
    """One row of a report."""

    @property
    def place(self) -> Place: ...

    @property
    def about(self) -> tuple[str, ...]:
        """The keys of the elements that the row is about."""

    def figures(self) -> Figures: ...
