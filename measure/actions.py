"""What an action does to contacts: the events it makes of them, and for whom it is done already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from measure.account_state import AccountState
from measure.events import EventType, SentEvent
from measure.graph import Kind
from measure.history import History, Status
from measure.jobs import Action, JobKind
from measure.map_state import MapState
from measure.sets import EMPTY, Set
from measure.stats import Stat, set_name

Cause = tuple[str, str]
"Why something was not done: a code and a sentence, which are counted by."

CANCELLED: Cause = ("CANCELLED", "the job was cancelled before it came to them")
NO_CONTACT: Cause = ("NO_CONTACT", "there is no such contact any more")
_DONE_ALREADY: dict[JobKind, Cause] = {
    JobKind.ADD_TAG: ("ALREADY_TAGGED", "they had the tag already"),
    JobKind.REMOVE_TAG: ("NOT_TAGGED", "they did not have the tag"),
    JobKind.ADD_TO_AUTOMATION: ("ALREADY_THERE", "they were at the trigger already"),
    JobKind.REMOVE_FROM_AUTOMATION: ("NOT_THERE", "they were nowhere on the automation"),
}


@dataclass(frozen=True, slots=True)
class Situation:
    """An action, and the states that decide what it is to do; `map` is that of the automation it names."""

    action: Action
    account: AccountState
    map: MapState

    @property
    def hindrance(self) -> Cause | None:
        """Why nobody can enter the automation; None when they can, and of all other actions."""
        if self.action.kind is not JobKind.ADD_TO_AUTOMATION:
            return None
        return entry_hindrance(self.map.history, self.action.subject, self.action.trigger or "")

    @property
    def done_already(self) -> Cause:
        """What is said of those who are not `affected`."""
        return _DONE_ALREADY[self.action.kind]

    def affected(self, contacts: Set) -> Set:
        """Those of `contacts` for whom it changes something."""
        match self.action.kind:
            case JobKind.ADD_TAG:
                return contacts - self._tagged
            case JobKind.REMOVE_TAG:
                return contacts & self._tagged
            case JobKind.ADD_TO_AUTOMATION:
                return contacts - self.map.set(set_name(Stat.HERE_NOW, self.action.trigger or ""))
        return Set(self._places(contacts))

    def events(self, job: str, keys: Mapping[int, str], at: datetime) -> Iterator[tuple[int, SentEvent]]:
        """What happens to contacts who are affected, as a producer would send it, and to which of them.

        `keys` are theirs. The last event of each has `event_id`.
        """
        places = self._places(Set(keys)) if self.action.kind is JobKind.REMOVE_FROM_AUTOMATION else {}
        for contact, key in sorted(keys.items()):
            for event in self._events_of(event_id(job, contact), key, at, places.get(contact, ())):
                yield contact, event

    def _events_of(
        self, identifier: str, key: str, at: datetime, places: Sequence[str]
    ) -> Iterator[SentEvent]:
        action = self.action
        match action.kind:
            case JobKind.ADD_TAG:
                yield SentEvent(identifier, EventType.TAGGED, at, key, tag=action.subject)
            case JobKind.REMOVE_TAG:
                yield SentEvent(identifier, EventType.UNTAGGED, at, key, tag=action.subject)
            case JobKind.ADD_TO_AUTOMATION:
                yield SentEvent(
                    identifier, EventType.MOVED, at, key, automation=action.subject, to=action.trigger
                )
            case _:
                *others, last = places
                for place in others:
                    yield self._left(f"{identifier}/{place}", key, place, at)
                yield self._left(identifier, key, last, at)

    @property
    def _tagged(self) -> Set:
        return self.account.tags.get(self.action.subject, EMPTY)

    def _places(self, contacts: Set) -> Mapping[int, Sequence[str]]:
        """Where each of `contacts` is on the map, of every element that it ever had; not who is nowhere."""
        places: dict[int, list[str]] = {}
        for place in self.map.history.elements:
            for contact in contacts & self.map.set(set_name(Stat.HERE_NOW, place)):
                places.setdefault(contact, []).append(place)
        return places

    def _left(self, identifier: str, key: str, place: str, at: datetime) -> SentEvent:
        return SentEvent(identifier, EventType.MOVED, at, key, automation=self.action.subject, from_=place)


def event_id(job: str, contact: int) -> str:
    """The id of what a job does to a contact, so that no contact is done twice. They ascend within a job."""
    return f"job-{job}-{contact:010}"


def entry_hindrance(history: History, automation: str, trigger: str) -> Cause | None:
    """Why nobody can enter an automation by a trigger (keys); None when they can.

    Paused maps still record: who enters one waits at its trigger.
    """
    if not history.is_published:
        return "NOT_PUBLISHED", f'automation "{automation}" was never published'
    if history.status is Status.ARCHIVED:
        return "ARCHIVED", f'automation "{automation}" is archived'
    if trigger not in triggers(history):
        return "UNKNOWN_ELEMENT", f'automation "{automation}" has no trigger "{trigger[:64]}"'
    return None


def triggers(history: History) -> Sequence[str]:
    """The keys of the published version's triggers, in map order."""
    return [element.key for element in history.definition.elements if element.kind is Kind.TRIGGER]
