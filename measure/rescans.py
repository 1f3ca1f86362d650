"""Scans of columns that go on from earlier ones: only what changed since is looked at."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from measure.columns import BITS, Column
from measure.scans import Reader, Test, found, in_runs, one_of, set_of
from measure.sets import EMPTY, Set, union


@dataclass(frozen=True, slots=True)
class Scan:
    """Who of a column's owner was found in it."""

    column: Column
    owner: Set
    found: Set

    @classmethod
    def of(cls, column: Column, owner: Set, test: Test) -> "Scan":
        return cls(column, owner, found(column, owner, test))

    def again(self, column: Column, owner: Set, test: Test) -> "Scan":
        """The same test of the column as it is now.

        A chunk that is the same object holds, for whoever had a value, what it held: overwriting copies
        (`measure/columns.py`). So besides other chunks only those are looked at who came to the owner since.
        """
        if column is self.column and owner is self.owner:
            return self
        others = {number: chunk for number, chunk in column.chunks.items() if self._lacks(number, chunk)}
        fresh, changed = union(map(_places, others)), self.owner ^ owner
        kept = self.found - fresh - changed
        came = _tested(column, (changed & owner) - fresh, test)
        return Scan(column, owner, union([kept, came, found(Column(others, column.dtype), owner, test)]))

    def _lacks(self, number: int, chunk: object) -> bool:
        return self.column.chunks.get(number) is not chunk


@dataclass(slots=True)
class Scans:
    """The last scans of some columns, from which the next ones go on.

    A scan's name is that of its column; together with what is sought it says which scan it is. What was not
    asked for between one `renewed` and the next is forgotten.
    """

    before: Mapping[Hashable, Scan] = field(default_factory=dict)
    now: dict[Hashable, Scan] = field(default_factory=dict)

    def renewed(self) -> "Scans":
        """For the next states of the same streams."""
        return Scans(before=self.now)

    def between(self, name: Hashable, column: Column, owner: Set, runs: Sequence[tuple[int, int]]) -> Set:
        """As `measure.scans.between` has it."""
        return self._scanned((name, tuple(runs)), column, owner, in_runs(runs))

    def among(self, name: Hashable, column: Column, owner: Set, codes: Collection[int]) -> Set:
        """As `measure.scans.among` has it."""
        return self._scanned((name, tuple(codes)), column, owner, one_of(codes)) if codes else EMPTY

    def _scanned(self, key: Hashable, column: Column, owner: Set, test: Test) -> Set:
        last = self.now.get(key) or self.before.get(key)
        scan = Scan.of(column, owner, test) if last is None else last.again(column, owner, test)
        self.now[key] = scan
        return scan.found


def _places(number: int) -> Set:
    """All ordinals of a chunk."""
    return Set(range(number << BITS, (number + 1) << BITS))


def _tested(column: Column, members: Set, test: Test) -> Set:
    """Those of `members`, who all have a value, whose value is asked for."""
    if not members:
        return EMPTY
    reader = Reader(members)
    return set_of(reader.ordinals[test(reader.values(column))])
