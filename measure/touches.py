"""Tracking: per dimension the first and the last value a contact came with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from measure.columns import WIDE, Column
from measure.events import DIMENSIONS, Event
from measure.instants import milliseconds
from measure.sets import EMPTY, Set
from measure.terms import Terms, term_key


class Model(StrEnum):
    FIRST = "FIRST"
    LAST = "LAST"


@dataclass(frozen=True, slots=True)
class Touched:
    """The codes of the values that count, and when each came, in milliseconds since 2000.

    `who` has a value here, and is the owner of both columns.
    """

    who: Set = EMPTY
    codes: Column = field(default_factory=Column)
    times: Column = field(default_factory=lambda: Column(dtype=WIDE))

    def code(self, ordinal: int) -> int | None:
        return self.codes.get(ordinal) if ordinal in self.who else None

    def time(self, ordinal: int) -> int | None:
        return self.times.get(ordinal) if ordinal in self.who else None

    def with_values(self, values: Mapping[int, tuple[int, int]]) -> "Touched":
        """The (time, code) of each ordinal in `values` as it is now."""
        return Touched(
            who=self.who | Set(values),
            codes=self.codes.with_values({ordinal: code for ordinal, (_, code) in values.items()}),
            times=self.times.with_values({ordinal: time for ordinal, (time, _) in values.items()}),
        )


Place = tuple[Model, str]
"A model and a dimension."


@dataclass(frozen=True, slots=True)
class TouchChanges:
    """New spellings by dimension in code order, and (time, code) now, by place and ordinal."""

    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    touched: Mapping[Place, Mapping[int, tuple[int, int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Touches:
    """First and last touches of an account's contacts."""

    terms: Mapping[str, Terms] = field(default_factory=dict)
    touched: Mapping[Place, Touched] = field(default_factory=dict)

    def value(self, model: Model, dimension: str, ordinal: int) -> str | None:
        """The contact's first or last value of a dimension, in the spelling that came first."""
        touched = self.touched.get((model, dimension))
        code = touched.code(ordinal) if touched else None
        return None if code is None else self.terms[dimension].spelling(code)

    def replay(self, changes: TouchChanges) -> "Touches":
        if not changes.touched and not changes.spellings:
            return self
        terms = {
            dimension: self.terms.get(dimension, Terms()).with_spellings(spellings)
            for dimension, spellings in changes.spellings.items()
        }
        touched = {
            place: self.touched.get(place, Touched()).with_values(values)
            for place, values in changes.touched.items()
        }
        return Touches({**self.terms, **terms}, {**self.touched, **touched})


class TouchFold:
    """Folds touches: the earliest `at` makes the first value, the latest the last.

    Of two at the same instant the one that arrived first stays first, the one that arrived last
    becomes last.
    """

    def __init__(self, state: Touches) -> None:
        self._state = state
        self._codes: dict[str, dict[str, int]] = {dimension: {} for dimension in DIMENSIONS}
        self._spellings: dict[str, list[str]] = {}
        self._touched: dict[Place, dict[int, tuple[int, int]]] = {}

    def take(self, event: Event, contact: int) -> None:
        at = milliseconds(event.at)
        for dimension, value in event.touch:
            code = self._code(dimension, value)
            first = self._time(Model.FIRST, dimension, contact)
            if first is None or at < first:
                self._touched.setdefault((Model.FIRST, dimension), {})[contact] = (at, code)
            last = self._time(Model.LAST, dimension, contact)
            if last is None or at >= last:
                self._touched.setdefault((Model.LAST, dimension), {})[contact] = (at, code)

    def changes(self) -> TouchChanges:
        return TouchChanges({name: tuple(new) for name, new in self._spellings.items()}, self._touched)

    def _code(self, dimension: str, value: str) -> int:
        terms, new, key = self._state.terms.get(dimension, Terms()), self._codes[dimension], term_key(value)
        known = terms.code(key)
        if known is not None:
            return known
        if key not in new:
            new[key] = len(terms) + len(new)
            self._spellings.setdefault(dimension, []).append(value)
        return new[key]

    def _time(self, model: Model, dimension: str, contact: int) -> int | None:
        now = self._touched.get((model, dimension), {}).get(contact)
        if now is not None:
            return now[0]
        before = self._state.touched.get((model, dimension))
        return before.time(contact) if before else None
