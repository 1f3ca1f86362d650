"""The recount of an automation's stream (semantics.md, "Events", "Goals" and "Stats")."""

from collections import Counter, defaultdict

from measure.events import MESSAGE_TYPES, Event, EventType
from measure.graph import Definition, Element, Kind
from measure.history import Status
from measure.instants import day, seconds
from measure.map_state import Lifecycle
from measure.recount.numbers import NOBODY, Numbers
from measure.sets import Set
from measure.stats import (
    ADDED,
    COHORT,
    ENTERED,
    LAST_EMAIL,
    MAILED,
    RE_ADDED,
    Stat,
    clicks_name,
    conversion_email_name,
    conversion_point_name,
    converted_name,
    first_achieved_name,
    first_reached_name,
    goal_converted_name,
    link_set_name,
    set_name,
    visits_name,
)
from measure.zones import zone


class MapRecount:
    """What the commits taken so far come to, under the names of `measure.stats`.

    `elements` are all ever published, in their latest shape, in the order in which they were first
    published. `owners` names, for every column, the set whose members have a value in it.
    """

    def __init__(self) -> None:
        self.status = Status.DRAFT
        self.version = 0
        self.definition = Definition(name="", time_zone="UTC")
        self.elements: dict[str, Element] = {}
        self.counts: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self.columns: dict[str, Numbers] = {}
        self.owners: dict[str, str] = {}
        self._sets: defaultdict[str, Set] = defaultdict(Set)
        self._away: dict[str, dict[str, int]] = {}

    def live(self, lifecycle: Lifecycle) -> None:
        self.status = lifecycle.status
        if lifecycle.definition is not None:
            self.version += 1
            self.definition = lifecycle.definition
            self.elements |= {element.key: element for element in self.definition.elements}
            self._away = {element: distances(self.definition, element) for element in self.elements}

    def take(self, event: Event) -> None:
        if event.type is EventType.VISITED:
            self._visit(event)
            return
        contact, at = _contact(event), seconds(event.at)
        if contact not in self._sets[COHORT]:
            self._sets[COHORT].add(contact)
            self._column(ADDED, COHORT).put(contact, at)
        if event.type is EventType.MOVED:
            self._move(event, contact, at)
        elif event.type is EventType.ACHIEVED:
            self._achieve(event, contact, at)
        else:
            self._reach(_element(event), contact, at)
            self._outcome(event, contact)

    def sets(self) -> dict[str, Set]:
        """Every set; who converted is told from the first times."""
        converted: dict[str, Set] = {}
        goals = [key for key, element in self.elements.items() if element.kind is Kind.GOAL]
        for goal in goals:
            achieved = self._numbers(first_achieved_name(goal))
            for element in self.elements:
                reached = self._numbers(first_reached_name(element))
                converted[converted_name(element, goal)] = reached.not_above(achieved)
            for earlier in goals:
                if earlier != goal:
                    before = self._numbers(first_achieved_name(earlier))
                    converted[goal_converted_name(earlier, goal)] = before.not_above(achieved)
        return {name: members for name, members in (self._sets | converted).items() if members}

    def _visit(self, event: Event) -> None:
        visited = day(event.at, zone(self.definition.time_zone))
        self.counts[visits_name(_element(event))][visited] += 1

    def _reach(self, element: str, contact: int, at: int) -> None:
        reached = set_name(Stat.REACHED, element)
        self._sets[reached].add(contact)
        self._column(first_reached_name(element), reached).lower(contact, at)

    def _move(self, event: Event, contact: int, at: int) -> None:
        if event.from_ is not None:
            self._reach(event.from_, contact, at)
            self._here(event.from_).discard(contact)
        if event.to is not None:
            self._reach(event.to, contact, at)
            self._arrive(self.elements[event.to], contact)
        if event.connector is not None:
            self._sets[set_name(Stat.PASSED, event.connector)].add(contact)

    def _arrive(self, element: Element, contact: int) -> None:
        if element.kind is Kind.END and element.exit:
            self._here(element.key).discard(contact)
        else:
            self._here(element.key).add(contact)
        if element.kind is Kind.EMAIL:
            self._mail(element.key, contact)
        if element.kind is Kind.TRIGGER:
            times = RE_ADDED if contact in self._sets[ENTERED] else ENTERED
            self._sets[times].add(contact)

    def _mail(self, email: str, contact: int) -> None:
        self._sets[MAILED].add(contact)
        self._column(LAST_EMAIL, MAILED).put(contact, list(self.elements).index(email))

    def _achieve(self, event: Event, contact: int, at: int) -> None:
        goal = _element(event)
        achieved = set_name(Stat.ACHIEVED, goal)
        point = self._point(event, contact)
        if contact not in self._sets[achieved]:
            self._convert(goal, point, contact)
        if event.from_ is not None:
            self._reach(event.from_, contact, at)
        self._reach(goal, contact, at)
        self._sets[achieved].add(contact)
        self._column(first_achieved_name(goal), achieved).lower(contact, at)
        if point is not None and point != goal:
            self._here(point).discard(contact)
        self._here(goal).add(contact)

    def _convert(self, goal: str, point: str | None, contact: int) -> None:
        if point is not None:
            self._sets[conversion_point_name(goal, point)].add(contact)
        email = self._numbers(LAST_EMAIL).get(contact)
        if email is not None:
            self._sets[conversion_email_name(goal, list(self.elements)[email])].add(contact)

    def _point(self, event: Event, contact: int) -> str | None:
        """Where the contact would be said to have achieved the goal, were it now."""
        goal = _element(event)
        if event.from_ is not None:
            return event.from_
        if contact in self._here(goal):
            return goal
        away = self._away[goal]
        upstream = [element.key for element in self.definition.elements if element.key in away]
        candidates = [key for key in upstream if contact in self._here(key)]
        return min(candidates, key=lambda key: away[key], default=None)

    def _outcome(self, event: Event, contact: int) -> None:
        element, kinds = _element(event), {event.type}
        if event.type in MESSAGE_TYPES and event.type is not EventType.BOUNCED:
            kinds.add(EventType.SENT)
        if event.type is EventType.CLICKED:
            kinds.add(EventType.OPENED)
            self._click(event, contact)
        for kind in kinds:
            self._sets[set_name(Stat(kind.value), element)].add(contact)
        if event.type is EventType.SENT and self.elements[element].kind is Kind.EMAIL:
            self._mail(element, contact)

    def _click(self, event: Event, contact: int) -> None:
        if event.link is not None:
            self._sets[link_set_name(_element(event), event.link)].add(contact)
            self.counts[clicks_name(_element(event))][event.link] += 1

    def _here(self, element: str) -> Set:
        return self._sets[set_name(Stat.HERE_NOW, element)]

    def _column(self, name: str, owner: str) -> Numbers:
        if name not in self.columns:
            self.columns[name], self.owners[name] = Numbers(), owner
        return self.columns[name]

    def _numbers(self, name: str) -> Numbers:
        return self.columns.get(name, NOBODY)


def distances(definition: Definition, goal: str) -> dict[str, int]:
    """Connectors from every element upstream of `goal` to it."""
    away: dict[str, int] = {}
    steps, frontier = 0, {goal}
    while frontier:
        steps += 1
        before = {edge.source for edge in definition.connectors if edge.target in frontier}
        frontier = before - away.keys()
        away |= dict.fromkeys(frontier, steps)
    return away


def _contact(event: Event) -> int:
    if event.contact is None:
        raise ValueError(f"event {event.id} of type {event.type} is in the log without a contact")
    return event.contact


def _element(event: Event) -> str:
    if event.element is None:
        raise ValueError(f"event {event.id} of type {event.type} is in the log without an element")
    return event.element
