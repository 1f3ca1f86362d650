"""The recount of an account's stream: contacts, money, tags and touches (semantics.md, "Events")."""

from collections import defaultdict

from measure.account_state import Arrival, Profile
from measure.events import Event, EventType
from measure.instants import milliseconds, seconds
from measure.recount.numbers import WIDE, Numbers
from measure.sets import Set
from measure.touches import Model, Place


class TouchRecount:
    """The values that count in one place: whose, when each came, and its number in the dimension."""

    def __init__(self) -> None:
        self.who = Set()
        self.times = Numbers(WIDE)
        self.codes = Numbers()

    def put(self, contact: int, at: int, code: int) -> None:
        self.who.add(contact)
        self.times.put(contact, at)
        self.codes.put(contact, code)


class AccountRecount:
    """What the commits taken so far come to.

    `spellings` holds, per dimension, the first spelling of every folded value in the order in which the
    values came; `money` is in minor units.
    """

    def __init__(self) -> None:
        self.contacts = Set()
        self.created = Numbers()
        self.money: defaultdict[int, int] = defaultdict(int)
        self.tags: defaultdict[str, Set] = defaultdict(Set)
        self.spellings: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.touched: defaultdict[Place, TouchRecount] = defaultdict(TouchRecount)
        self._codes: defaultdict[str, dict[str, int]] = defaultdict(dict)

    def take(self, entry: Arrival | Profile | Event) -> None:
        if isinstance(entry, Arrival):
            self._arrive(entry)
        elif isinstance(entry, Profile):
            self._profile(entry)
        else:
            self._event(entry)

    def _arrive(self, arrival: Arrival) -> None:
        if arrival.ordinal not in self.contacts:
            self.contacts.add(arrival.ordinal)
            self.created.put(arrival.ordinal, seconds(arrival.at))

    def _profile(self, profile: Profile) -> None:
        self._arrive(Arrival(profile.ordinal, profile.at))
        if profile.created_at is not None:
            self.created.put(profile.ordinal, seconds(profile.created_at))
        for tag in profile.tags:
            self.tags[tag].add(profile.ordinal)

    def _event(self, event: Event) -> None:
        contact = event.contact
        if contact is None:
            raise ValueError(f"event {event.id} of type {event.type} is in the log without a contact")
        match event.type:
            case EventType.TAGGED:
                self.tags[event.tag or ""].add(contact)
            case EventType.UNTAGGED:
                self.tags[event.tag or ""].discard(contact)
            case EventType.PURCHASED:
                self.money[contact] += event.amount or 0
            case EventType.REFUNDED:
                self.money[contact] -= event.amount or 0
            case _:
                self._touch(event, contact)

    def _touch(self, event: Event, contact: int) -> None:
        at = milliseconds(event.at)
        for dimension, value in event.touch:
            folded = value.strip().casefold()
            self.spellings[dimension].setdefault(folded, value)
            code = self._codes[dimension].setdefault(folded, len(self._codes[dimension]))
            first, last = self.touched[Model.FIRST, dimension], self.touched[Model.LAST, dimension]
            first_at, last_at = first.times.get(contact), last.times.get(contact)
            if first_at is None or at < first_at:
                first.put(contact, at, code)
            if last_at is None or at >= last_at:
                last.put(contact, at, code)
