"""The fold of an automation's stream: state + events → changes (semantics.md, "Events" and "Goals")."""

from collections.abc import Iterable
from functools import cache

from measure.changes import ColumnDraft, SetDraft
from measure.conversion_fold import ConversionFold
from measure.events import Event, EventType
from measure.graph import Kind
from measure.instants import day, seconds
from measure.map_state import MapChanges, MapState
from measure.stats import (
    ADDED,
    COHORT,
    ENTERED,
    OUTCOMES,
    RE_ADDED,
    Stat,
    clicks_name,
    link_set_name,
    set_name,
    visits_name,
)
from measure.zones import zone

FOLD_VERSION = 2
"Counts up when the same events fold to more or other changes than before."


def fold(state: MapState, events: Iterable[Event]) -> MapChanges:
    """What `events`, in their order of arrival, change in `state`. They were judged against it."""
    folding = _Fold(state)
    for event in events:
        folding.take(event)
    return MapChanges(folding.sets.changes(), folding.counts, folding.columns.changes())


class _Fold:
    def __init__(self, state: MapState) -> None:
        self.sets = sets = SetDraft(state.sets)
        self.counts: dict[str, dict[int, int]] = {}
        self.columns = ColumnDraft(state.columns, state.sets)
        self._state = state
        self._history = state.history
        self._zone = zone(state.history.definition.time_zone)
        self._conversions = ConversionFold(state.history, sets, self.columns)
        self._cohort = sets.of(COHORT)
        self._added = self.columns.of(ADDED, COHORT)
        # Names are made once a fold, not once an event.
        self._here = cache(lambda element: sets.of(set_name(Stat.HERE_NOW, element)))
        self._passed = cache(lambda connector: sets.of(set_name(Stat.PASSED, connector)))
        self._outcomes = cache(
            lambda kind, element: [sets.of(set_name(stat, element)) for stat in OUTCOMES[kind]]
        )

    def take(self, event: Event) -> None:
        _TAKES.get(event.type, _Fold._outcome)(self, event)

    def _on_map(self, event: Event) -> tuple[int, int]:
        """The event's contact, who is on the map from now on, and its second."""
        contact, at = _contact(event), seconds(event.at)
        if not self._cohort.has(contact):
            self._cohort.add(contact)
            self._added.set(contact, at)
        return contact, at

    def _moved(self, event: Event) -> None:
        contact, at = self._on_map(event)
        if event.from_ is not None:
            self._conversions.reach(event.from_, contact, at)
            self._here(event.from_).remove(contact)
        if event.to is not None:
            self._conversions.reach(event.to, contact, at)
            self._arrive(event.to, contact)
        if event.connector is not None:
            self._passed(event.connector).add(contact)

    def _arrive(self, place: str, contact: int) -> None:
        element = self._history.elements[place]
        if element.is_exit:
            self._here(place).remove(contact)
        else:
            self._here(place).add(contact)
        if element.kind is Kind.TRIGGER:
            entered = self.sets.of(RE_ADDED if self.sets.of(ENTERED).has(contact) else ENTERED)
            entered.add(contact)
        elif element.kind is Kind.EMAIL:
            self._conversions.mail(place, contact)

    def _achieved(self, event: Event) -> None:
        (contact, at), goal = self._on_map(event), _element(event)
        point = self._conversion_point(event.from_, goal, contact)
        if event.from_ is not None:
            self._conversions.reach(event.from_, contact, at)
        self._conversions.reach(goal, contact, at)
        self._conversions.achieve(goal, contact, at, point)
        if point is not None:
            self._here(point).remove(contact)
        self._here(goal).add(contact)

    def _conversion_point(self, source: str | None, goal: str, contact: int) -> str | None:
        """Where the contact converts from: as said, else the goal, else the nearest place upstream."""
        if source is not None:
            return source
        if self._here(goal).has(contact):
            return goal
        upstream = self._history.topology.upstream.get(goal, ())
        return next((element for element in upstream if self._here(element).has(contact)), None)

    def _outcome(self, event: Event) -> None:
        (contact, at), element = self._on_map(event), _element(event)
        self._conversions.reach(element, contact, at)
        for outcome in self._outcomes(event.type, element):
            outcome.add(contact)
        if event.link is not None:
            self.sets.of(link_set_name(element, event.link)).add(contact)
            self._count(clicks_name(element), event.link)

    def _sent(self, event: Event) -> None:
        self._outcome(event)
        element = _element(event)
        if self._history.elements[element].kind is Kind.EMAIL:
            self._conversions.mail(element, _contact(event))

    def _visited(self, event: Event) -> None:
        self._count(visits_name(_element(event)), day(event.at, self._zone))

    def _count(self, name: str, index: int) -> None:
        before = self._state.counters(name).get(index, 0)
        values = self.counts.setdefault(name, {})
        values[index] = values.get(index, before) + 1


_TAKES = {
    EventType.MOVED: _Fold._moved,
    EventType.ACHIEVED: _Fold._achieved,
    EventType.SENT: _Fold._sent,
    EventType.VISITED: _Fold._visited,
}
"What takes an event; all others are outcomes."


def _contact(event: Event) -> int:
    if event.contact is None:
        raise ValueError(f"event {event.id} of type {event.type} reached the fold without a contact")
    return event.contact


def _element(event: Event) -> str:
    if event.element is None:
        raise ValueError(f"event {event.id} of type {event.type} reached the fold without an element")
    return event.element
