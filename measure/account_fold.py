"""The fold of an account's stream: state + arrivals, profiles and events → changes."""

from collections.abc import Iterable

from measure.account_state import AccountChanges, AccountState, Arrival, Profile
from measure.changes import SetDraft
from measure.events import Event, EventType
from measure.instants import seconds
from measure.touches import TouchFold


def fold(state: AccountState, entries: Iterable[Arrival | Profile | Event]) -> AccountChanges:
    """What `entries`, in their order of arrival, change in `state`. They were judged before."""
    folding = _Fold(state)
    for entry in entries:
        folding.take(entry)
    return AccountChanges(folding.created, folding.money, folding.tags.changes(), folding.touches.changes())


class _Fold:
    def __init__(self, state: AccountState) -> None:
        self._state = state
        self.created: dict[int, int] = {}
        self.money: dict[int, int] = {}
        self.tags = SetDraft(state.tags)
        self.touches = TouchFold(state.touches)

    def take(self, entry: Arrival | Profile | Event) -> None:
        if isinstance(entry, Arrival):
            self._arrive(entry)
        elif isinstance(entry, Profile):
            self._profile(entry)
        else:
            self._event(entry)

    def _arrive(self, arrival: Arrival) -> None:
        if not self._exists(arrival.ordinal):
            self.created[arrival.ordinal] = seconds(arrival.at)

    def _profile(self, profile: Profile) -> None:
        if profile.created_at is not None:
            self.created[profile.ordinal] = seconds(profile.created_at)
        elif not self._exists(profile.ordinal):
            self.created[profile.ordinal] = seconds(profile.at)
        for tag in profile.tags:
            self.tags.of(tag).add(profile.ordinal)

    def _event(self, event: Event) -> None:
        contact = event.contact
        if contact is None:
            raise ValueError(f"event {event.id} of type {event.type} reached the fold without a contact")
        if event.type is EventType.TOUCHED:
            self.touches.take(event, contact)
        elif event.tag is not None and event.type is EventType.TAGGED:
            self.tags.of(event.tag).add(contact)
        elif event.tag is not None and event.type is EventType.UNTAGGED:
            self.tags.of(event.tag).remove(contact)
        elif event.amount is not None:
            sign = 1 if event.type is EventType.PURCHASED else -1
            before = self.money.get(contact)
            self.money[contact] = (self._state.money.get(contact) if before is None else before) + (
                sign * event.amount
            )

    def _exists(self, ordinal: int) -> bool:
        return ordinal in self.created or ordinal in self._state.contacts
