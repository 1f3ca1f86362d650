"""What was counted for each row of a list, kept until what it was made of changes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from measure.tracing import Names, Trace

R = TypeVar("R")
V = TypeVar("V")

Readers = Mapping[str, tuple[int, ...]]
"The numbers of the rows, by the names of what they were made of."


@dataclass(frozen=True, slots=True)
class Tallies(Generic[V]):
    """What was counted, row by row.

    A reader stays one when it is counted again and reads something else: at worst it is counted needlessly.
    """

    values: tuple[V, ...]
    readers: Readers

    @classmethod
    def of(cls, trace: Trace, rows: Iterable[R], counted: Callable[[R], V]) -> "Tallies[V]":
        """All rows, which are of the trace's scope."""
        found, readers = _counted(trace, enumerate(rows), counted)
        return Tallies(tuple(found.values()), readers)

    def again(
        self, trace: Trace, rows: Iterable[R], counted: Callable[[R], V], changed: Names
    ) -> "Tallies[V]":
        """The same rows, in the trace's scope: counted where they may be made of something `changed`."""
        stale = {number for name in changed for number in self.readers.get(name, ())}
        if not stale:
            return self
        some = ((number, row) for number, row in enumerate(rows) if number in stale)
        found, readers = _counted(trace, some, counted)
        values = tuple(found.get(number, value) for number, value in enumerate(self.values))
        return Tallies(values, _joined(self.readers, readers))


def _counted(
    trace: Trace, rows: Iterable[tuple[int, R]], counted: Callable[[R], V]
) -> tuple[dict[int, V], Readers]:
    values: dict[int, V] = {}
    readers: dict[str, tuple[int, ...]] = {}
    for number, row in rows:
        values[number], names = trace.counted(counted, row)
        for name in names:
            readers[name] = (*readers.get(name, ()), number)
    return values, readers


def _joined(before: Readers, now: Readers) -> Readers:
    new = {name: numbers for name, numbers in now.items() if not set(numbers).issubset(before.get(name, ()))}
    return {**before, **{name: tuple({*before.get(name, ()), *new[name]}) for name in new}} if new else before
