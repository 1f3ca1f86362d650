"""What commits keep of what came in: events, arrivals and profiles, whole, for folds yet to come."""

from measure.account_state import Arrival, Profile
from measure.events import Event
from store.database import Document


def event_document(event: Event) -> Document:
    """An event with the fields that it has; `contact` is an ordinal."""
    document: Document = {"id": event.id, "type": event.type.value, "at": event.at}
    optional = {
        "contact": event.contact,
        "element": event.element,
        "from": event.from_,
        "to": event.to,
        "connector": event.connector,
        "link": event.link,
        "amount": event.amount,
        "tag": event.tag,
    }
    document |= {name: value for name, value in optional.items() if value is not None}
    document |= dict(event.touch)
    return document


def arrival_document(arrival: Arrival) -> Document:
    return {"contact": arrival.ordinal, "at": arrival.at}


def profile_document(profile: Profile) -> Document:
    document: Document = {"contact": profile.ordinal, "at": profile.at}
    if profile.created_at is not None:
        document["createdAt"] = profile.created_at
    if profile.tags:
        document["tags"] = list(profile.tags)
    return document
