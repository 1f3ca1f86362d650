"""What a commit changes, in absolute terms: members added and removed, values that now are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from measure.columns import NO_VALUES, Column
from measure.sets import EMPTY, Set

Counts = Mapping[str, Mapping[int, int]]
"Counters by name and index (a day, a link)."

ColumnChanges = Mapping[str, Mapping[int, int]]
"What values are now, by column and ordinal."


@dataclass(frozen=True, slots=True)
class SetChanges:
    """Members each named set gains and loses; no member stands in both."""

    add: Mapping[str, Set] = field(default_factory=dict)
    remove: Mapping[str, Set] = field(default_factory=dict)

    def applied_to(self, sets: Mapping[str, Set]) -> dict[str, Set]:
        """A new mapping that shares every untouched set with `sets`."""
        changed = dict(sets)
        for name, members in self.add.items():
            changed[name] = changed.get(name, EMPTY) | members
        for name, members in self.remove.items():
            changed[name] = changed.get(name, EMPTY) - members
        return changed


class MembersDraft:
    """One set as a fold sees it half way: a base and who was added and removed since."""

    __slots__ = ("_base", "_now")

    def __init__(self, base: Set) -> None:
        self._base = base
        self._now: dict[int, bool] = {}

    def has(self, member: int) -> bool:
        state = self._now.get(member)
        return state if state is not None else member in self._base

    def add(self, member: int) -> None:
        self._now[member] = True

    def remove(self, member: int) -> None:
        self._now[member] = False

    def added(self) -> Set:
        return Set([member for member, inside in self._now.items() if inside]) - self._base

    def removed(self) -> Set:
        return Set([member for member, inside in self._now.items() if not inside]) & self._base


class SetDraft:
    """Sets as a fold sees them half way."""

    def __init__(self, base: Mapping[str, Set]) -> None:
        self._base = base
        self._members: dict[str, MembersDraft] = {}

    def of(self, name: str) -> MembersDraft:
        members = self._members.get(name)
        if members is None:
            members = self._members[name] = MembersDraft(self._base.get(name, EMPTY))
        return members

    def changes(self) -> SetChanges:
        """The difference to the base, without what came and went."""
        add = {name: added for name, members in self._members.items() if (added := members.added())}
        remove = {name: removed for name, members in self._members.items() if (removed := members.removed())}
        return SetChanges(add, remove)


class ValuesDraft:
    """One column as a fold sees it half way: a base, who has a value in it, and what was set since."""

    __slots__ = ("_base", "_now", "_owner")

    def __init__(self, base: Column, owner: Set) -> None:
        self._base = base
        self._owner = owner
        self._now: dict[int, int] = {}

    def get(self, ordinal: int) -> int | None:
        value = self._now.get(ordinal)
        return value if value is not None else self._before(ordinal)

    def set(self, ordinal: int, value: int) -> None:
        self._now[ordinal] = value

    def changed(self) -> dict[int, int]:
        return {ordinal: value for ordinal, value in self._now.items() if self._before(ordinal) != value}

    def _before(self, ordinal: int) -> int | None:
        return self._base.get(ordinal) if ordinal in self._owner else None


class ColumnDraft:
    """Columns as a fold sees them half way; `owners` are the sets of the same revision."""

    def __init__(self, base: Mapping[str, Column], owners: Mapping[str, Set]) -> None:
        self._base = base
        self._owners = owners
        self._values: dict[str, ValuesDraft] = {}

    def of(self, name: str, owner: str) -> ValuesDraft:
        """The column `name`; the set `owner` holds those who have a value in it."""
        values = self._values.get(name)
        if values is None:
            base, members = self._base.get(name, NO_VALUES), self._owners.get(owner, EMPTY)
            values = self._values[name] = ValuesDraft(base, members)
        return values

    def changes(self) -> ColumnChanges:
        """The values that are others than before."""
        return {name: changed for name, values in self._values.items() if (changed := values.changed())}


def columns_applied_to(columns: Mapping[str, Column], now: ColumnChanges) -> Mapping[str, Column]:
    """`columns` with every value of `now`; they share every untouched chunk."""
    if not now:
        return columns
    changed = {name: columns.get(name, NO_VALUES).with_values(values) for name, values in now.items()}
    return {**columns, **changed}


def counts_applied_to(counts: Counts, now: Counts) -> Counts:
    """`counts` with every counter of `now` at its new value."""
    if not now:
        return counts
    return {**counts, **{name: {**counts.get(name, {}), **values} for name, values in now.items()}}
