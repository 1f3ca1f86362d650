"""The state of an automation's stream: its history, sets and counters, and how a commit changes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from measure.changes import Counts, SetChanges, counts_applied_to
from measure.graph import Definition
from measure.history import History, Status
from measure.sets import EMPTY, Set


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """A change of an automation itself: a new version (`definition`), or only another status."""

    status: Status
    at: datetime
    definition: Definition | None = None


@dataclass(frozen=True, slots=True)
class MapChanges:
    """What one commit of an automation's stream changes."""

    sets: SetChanges = field(default_factory=SetChanges)
    counts: Counts = field(default_factory=dict)
    lifecycle: Lifecycle | None = None


@dataclass(frozen=True, slots=True)
class MapState:
    """Everything known of one automation at one revision. Sets are named by `measure.stats`."""

    history: History = field(default_factory=History)
    sets: Mapping[str, Set] = field(default_factory=dict)
    counts: Counts = field(default_factory=dict)

    def set(self, name: str) -> Set:
        return self.sets.get(name, EMPTY)


def replay(state: MapState, changes: MapChanges) -> MapState:
    """The state after a commit's `changes`; never folds."""
    return MapState(
        history=_lived(state.history, changes.lifecycle),
        sets=changes.sets.applied_to(state.sets),
        counts=counts_applied_to(state.counts, changes.counts),
    )


def _lived(history: History, lifecycle: Lifecycle | None) -> History:
    if lifecycle is None:
        return history
    if lifecycle.definition is not None:
        return history.publish(lifecycle.definition, lifecycle.at)
    return history.with_status(lifecycle.status)
