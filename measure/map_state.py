"""The state of an automation's stream: history, sets, counters and columns, and how a commit changes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from measure.changes import ColumnChanges, Counts, SetChanges, columns_applied_to, counts_applied_to
from measure.columns import NO_VALUES, Column
from measure.graph import Definition
from measure.history import History, Status
from measure.instants import from_seconds
from measure.sets import EMPTY, Set
from measure.stats import ADDED, COHORT


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """A change of an automation itself: a new version (`definition`), or only another status."""

    status: Status
    at: datetime
    definition: Definition | None = None


@dataclass(frozen=True, slots=True)
class MapChanges:
    """What one commit of an automation's stream changes; `columns` by name and ordinal, as they are now."""

    sets: SetChanges = field(default_factory=SetChanges)
    counts: Counts = field(default_factory=dict)
    columns: ColumnChanges = field(default_factory=dict)
    lifecycle: Lifecycle | None = None


@dataclass(frozen=True, slots=True, weakref_slot=True)
class MapState:
    """Everything known of one automation at one revision. `measure.stats` names sets and columns."""

    history: History = field(default_factory=History)
    sets: Mapping[str, Set] = field(default_factory=dict)
    counts: Counts = field(default_factory=dict)
    columns: Mapping[str, Column] = field(default_factory=dict)

    def set(self, name: str) -> Set:
        return self.sets.get(name, EMPTY)

    def column(self, name: str) -> Column:
        return self.columns.get(name, NO_VALUES)

    def counters(self, name: str) -> Mapping[int, int]:
        return self.counts.get(name, {})

    def added_at(self, ordinal: int) -> datetime:
        """Raises KeyError when the contact is not on the map."""
        added = self.column(ADDED).get(ordinal) if ordinal in self.set(COHORT) else None
        if added is None:
            raise KeyError(ordinal)
        return from_seconds(added)


def replay(state: MapState, changes: MapChanges) -> MapState:
    """The state after a commit's `changes`; never folds."""
    return MapState(
        history=_lived(state.history, changes.lifecycle),
        sets=changes.sets.applied_to(state.sets),
        counts=counts_applied_to(state.counts, changes.counts),
        columns=columns_applied_to(state.columns, changes.columns),
    )


def _lived(history: History, lifecycle: Lifecycle | None) -> History:
    if lifecycle is None:
        return history
    if lifecycle.definition is not None:
        return history.publish(lifecycle.definition, lifecycle.at)
    return history.with_status(lifecycle.status)
