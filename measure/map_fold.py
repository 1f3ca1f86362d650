"""The fold of an automation's stream: state + events → changes (semantics.md, "Events" and "Goals")."""

from collections.abc import Iterable

from measure.changes import SetDraft
from measure.events import Event, EventType
from measure.instants import day
from measure.map_state import MapChanges, MapState
from measure.stats import COHORT, OUTCOMES, Stat, clicks_name, link_set_name, set_name, visits_name
from measure.zones import zone

FOLD_VERSION = 1
"Counts up when the same events fold to more or other changes than before."


def fold(state: MapState, events: Iterable[Event]) -> MapChanges:
    """What `events`, in their order of arrival, change in `state`. They were judged against it."""
    folding = _Fold(state)
    for event in events:
        folding.take(event)
    return MapChanges(sets=folding.sets.changes(), counts=folding.counts)


class _Fold:
    def __init__(self, state: MapState) -> None:
        self.sets = SetDraft(state.sets)
        self.counts: dict[str, dict[int, int]] = {}
        self._state = state
        self._history = state.history
        self._zone = zone(state.history.definition.time_zone)

    def take(self, event: Event) -> None:
        if event.type is EventType.VISITED:
            self._visited(event)
        elif event.type is EventType.MOVED:
            self._moved(event)
        elif event.type is EventType.ACHIEVED:
            self._achieved(event)
        else:
            self._outcome(event)

    def _moved(self, event: Event) -> None:
        contact = _contact(event)
        self.sets.add(COHORT, contact)
        if event.from_ is not None:
            self._reach(event.from_, contact)
            self._leave(event.from_, contact)
        if event.to is not None:
            self._reach(event.to, contact)
            if self._history.elements[event.to].is_exit:
                self._leave(event.to, contact)
            else:
                self.sets.add(set_name(Stat.HERE_NOW, event.to), contact)
        if event.connector is not None:
            self.sets.add(set_name(Stat.PASSED, event.connector), contact)

    def _achieved(self, event: Event) -> None:
        contact, goal = _contact(event), _element(event)
        point = self._conversion_point(event.from_, goal, contact)
        self.sets.add(COHORT, contact)
        if event.from_ is not None:
            self._reach(event.from_, contact)
        self._reach(goal, contact)
        self.sets.add(set_name(Stat.ACHIEVED, goal), contact)
        if point is not None:
            self._leave(point, contact)
        self.sets.add(set_name(Stat.HERE_NOW, goal), contact)

    def _conversion_point(self, source: str | None, goal: str, contact: int) -> str | None:
        """Where the contact converts from: as said, else the goal, else the nearest place upstream."""
        if source is not None:
            return source
        if self._is_here(goal, contact):
            return goal
        upstream = self._history.topology.upstream.get(goal, ())
        return next((element for element in upstream if self._is_here(element, contact)), None)

    def _outcome(self, event: Event) -> None:
        contact, element = _contact(event), _element(event)
        self.sets.add(COHORT, contact)
        self._reach(element, contact)
        for stat in OUTCOMES[event.type]:
            self.sets.add(set_name(stat, element), contact)
        if event.link is not None:
            self.sets.add(link_set_name(element, event.link), contact)
            self._count(clicks_name(element), event.link)

    def _visited(self, event: Event) -> None:
        self._count(visits_name(_element(event)), day(event.at, self._zone))

    def _reach(self, element: str, contact: int) -> None:
        self.sets.add(set_name(Stat.REACHED, element), contact)

    def _leave(self, element: str, contact: int) -> None:
        self.sets.remove(set_name(Stat.HERE_NOW, element), contact)

    def _is_here(self, element: str, contact: int) -> bool:
        return self.sets.has(set_name(Stat.HERE_NOW, element), contact)

    def _count(self, name: str, index: int) -> None:
        before = self._state.counts.get(name, {}).get(index, 0)
        values = self.counts.setdefault(name, {})
        values[index] = values.get(index, before) + 1


def _contact(event: Event) -> int:
    if event.contact is None:
        raise ValueError(f"event {event.id} of type {event.type} reached the fold without a contact")
    return event.contact


def _element(event: Event) -> str:
    if event.element is None:
        raise ValueError(f"event {event.id} of type {event.type} reached the fold without an element")
    return event.element
