"""What a commit changes, in absolute terms: members added and removed, values that now are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from measure.sets import EMPTY, Set

Counts = Mapping[str, Mapping[int, int]]
"Counters by name and index (a day, a link)."


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


class SetDraft:
    """Sets as a fold sees them half way: a base and what was added and removed since."""

    def __init__(self, base: Mapping[str, Set]) -> None:
        self._base = base
        self._now: dict[str, dict[int, bool]] = {}

    def has(self, name: str, member: int) -> bool:
        state = self._now.get(name, {}).get(member)
        return state if state is not None else member in self._base.get(name, EMPTY)

    def add(self, name: str, member: int) -> None:
        self._now.setdefault(name, {})[member] = True

    def remove(self, name: str, member: int) -> None:
        self._now.setdefault(name, {})[member] = False

    def changes(self) -> SetChanges:
        """The difference to the base, without what came and went."""
        add, remove = {}, {}
        for name, members in self._now.items():
            base = self._base.get(name, EMPTY)
            added = Set(member for member, inside in members.items() if inside) - base
            removed = Set(member for member, inside in members.items() if not inside) & base
            if added:
                add[name] = added
            if removed:
                remove[name] = removed
        return SetChanges(add, remove)


def counts_applied_to(counts: Counts, now: Counts) -> Counts:
    """`counts` with every counter of `now` at its new value."""
    if not now:
        return counts
    return {**counts, **{name: {**counts.get(name, {}), **values} for name, values in now.items()}}
