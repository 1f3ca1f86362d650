"""What commits keep of what came in: events, arrivals and profiles, whole, for folds yet to come."""

from datetime import datetime

import msgspec

from measure.account_state import Arrival, Profile
from measure.events import Event
from store.database import Document


def event_document(event: Event) -> Document:
    """An event with the fields that it has; `contact` is an ordinal, `touch` holds pairs."""
    document: Document = msgspec.to_builtins(event, builtin_types=(datetime,))
    return document


def read_event(document: Document) -> Event:
    return msgspec.convert(document, Event)


def arrival_document(arrival: Arrival) -> Document:
    return {"contact": arrival.ordinal, "at": arrival.at}


def read_arrival(document: Document) -> Arrival:
    return Arrival(document["contact"], document["at"])


def profile_document(profile: Profile) -> Document:
    document: Document = {"contact": profile.ordinal, "at": profile.at}
    if profile.created_at is not None:
        document["createdAt"] = profile.created_at
    if profile.tags:
        document["tags"] = list(profile.tags)
    return document


def read_profile(document: Document) -> Profile:
    tags = tuple(document.get("tags", ()))
    return Profile(document["contact"], document["at"], document.get("createdAt"), tags)
