"""Which rules of semantics.md an event breaks: all of them, since the page ranks none above another."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tests.recount.world import DIMENSIONS, FILTER_KINDS, MESSAGE_EVENTS, MESSAGE_KINDS, Map, World

ON_THE_MAP = MESSAGE_EVENTS | {"MOVED", "ACHIEVED", "FAILED", "SKIPPED", "VISITED"}
NEEDED = {
    "VISITED": ("automation", "element"),
    "MOVED": ("automation", "contact"),
    **dict.fromkeys(MESSAGE_EVENTS, ("automation", "contact", "element")),
    **dict.fromkeys(("ACHIEVED", "FAILED", "SKIPPED"), ("automation", "contact", "element")),
    "TOUCHED": ("contact",),
    "PURCHASED": ("contact", "amount", "currency"),
    "REFUNDED": ("contact", "amount", "currency"),
    "TAGGED": ("contact", "tag"),
    "UNTAGGED": ("contact", "tag"),
}
LENGTHS = {"id": 128, "contact": 128, "tag": 64} | dict.fromkeys(DIMENSIONS, 255)
TEXTS = (*LENGTHS, "automation", "element", "from", "to", "connector", "amount", "currency")
FAR_BELOW = 10**12

Complaint = tuple[str, str]


def complaints(world: World, event: dict) -> frozenset[Complaint]:
    """Every (code, field) that may stand in the event's rejection; empty when it is taken."""
    return frozenset([*_shape(event), *_instant(world, event), *_needs(event), *_place(world, event)])


def given(event: dict, field: str) -> bool:
    """Null is as if left out."""
    return event.get(field) is not None


def _shape(event: dict) -> Iterator[Complaint]:
    for field in TEXTS:
        if given(event, field) and not isinstance(event[field], str):
            yield "BAD_VALUE", field
    for field, most in LENGTHS.items():
        if isinstance(event.get(field), str) and len(event[field]) > most:
            yield "BAD_VALUE", field
    for field in ("id", "contact", "tag"):
        if event.get(field) == "":
            yield "BAD_VALUE", field
    if given(event, "link") and type(event["link"]) is not int:
        yield "BAD_VALUE", "link"
    if given(event, "type") and event["type"] not in NEEDED:
        yield "BAD_VALUE", "type"


def _instant(world: World, event: dict) -> Iterator[Complaint]:
    if not given(event, "at"):
        return
    try:
        at = datetime.fromisoformat(event["at"])
    except (TypeError, ValueError):
        yield "BAD_VALUE", "at"
        return
    if at.tzinfo is None:
        yield "BAD_VALUE", "at"
        return
    if not datetime(2000, 1, 1, tzinfo=UTC) <= at <= datetime(2100, 1, 1, tzinfo=UTC):
        yield "BAD_VALUE", "at"
    if at - world.now > timedelta(hours=24):
        yield "TOO_FAR_AHEAD", "at"


def _needs(event: dict) -> Iterator[Complaint]:
    kind = event.get("type")
    for field in ("id", "type", "at", *NEEDED.get(kind, ())):
        if not given(event, field):
            yield "MISSING_FIELD", field
    if kind == "MOVED" and not given(event, "from") and not given(event, "to"):
        yield "MISSING_FIELD", "from"
        yield "MISSING_FIELD", "to"
    if kind == "TOUCHED" and not any(given(event, dimension) for dimension in DIMENSIONS):
        yield from (("MISSING_FIELD", dimension) for dimension in DIMENSIONS)


def _place(world: World, event: dict) -> Iterator[Complaint]:
    kind = event.get("type")
    if kind in ("PURCHASED", "REFUNDED"):
        yield from _money(world, event)
    if kind not in ON_THE_MAP or not isinstance(event.get("automation"), str):
        return
    if event["automation"] not in world.maps:
        yield "UNKNOWN_AUTOMATION", "automation"
        return
    place = world.maps[event["automation"]]
    if not place.versions:
        yield "NOT_PUBLISHED", "automation"
        return
    if kind == "MOVED":
        yield from _unknown(place, event, "from", "to")
        yield from _connector(place, event)
        return
    yield from _unknown(place, event, "element", *(("from",) if kind == "ACHIEVED" else ()))
    if not isinstance(event.get("element"), str) or event["element"] not in place.elements_ever:
        return
    element = place.elements_ever[event["element"]]
    if not _fits(kind, element["kind"]):
        yield "WRONG_ELEMENT_KIND", "element"
    link = event.get("link")
    if kind == "CLICKED" and type(link) is int and not 0 <= link < place.link_count(element["key"]):
        yield "BAD_VALUE", "link"


def _unknown(place: Map, event: dict, *fields: str) -> Iterator[Complaint]:
    for field in fields:
        if isinstance(event.get(field), str) and event[field] not in place.elements_ever:
            yield "UNKNOWN_ELEMENT", field


def _fits(event: str, element: str) -> bool:
    if event == "ACHIEVED":
        return element == "GOAL"
    if event == "VISITED":
        return element in ("TRIGGER", "GOAL")
    if event in MESSAGE_EVENTS:
        return element in MESSAGE_KINDS
    return element not in FILTER_KINDS | {"TRIGGER", "GOAL"}


def joining(place: Map, source: str, target: str) -> list[str]:
    """Keys of the published connectors that join two elements; where there are none, of removed ones."""
    ends = (source, target)
    for connectors in (place.connectors, place.connectors_ever):
        found = [key for key, edge in connectors.items() if (edge["source"], edge["target"]) == ends]
        if found:
            return found
    return []


def _connector(place: Map, event: dict) -> Iterator[Complaint]:
    if not given(event, "from") or not given(event, "to"):
        return
    candidates = joining(place, event["from"], event["to"])
    if given(event, "connector"):
        if event["connector"] not in candidates:
            yield "UNKNOWN_CONNECTOR", "connector"
    elif len(candidates) > 1:
        yield "AMBIGUOUS_CONNECTOR", "connector"


def _money(world: World, event: dict) -> Iterator[Complaint]:
    if given(event, "currency") and event["currency"] != world.currency:
        yield "CURRENCY_MISMATCH", "currency"
    if isinstance(event.get("amount"), str) and not _is_amount(event["amount"], world.decimals):
        yield "BAD_VALUE", "amount"


def _is_amount(text: str, decimals: int) -> bool:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        return False
    whole, _, fraction = text.partition(".")
    is_positive = any(digit not in "0." for digit in text)
    return is_positive and int(whole) < FAR_BELOW and len(fraction) <= decimals
