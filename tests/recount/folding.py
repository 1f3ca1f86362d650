"""What an accepted event does, one event at a time, as the table of semantics.md says it."""

from collections.abc import Iterable
from datetime import UTC, datetime

from tests.recount.judging import ON_THE_MAP, complaints, given, joining
from tests.recount.paths import note
from tests.recount.world import (
    ACCEPTED,
    DIMENSIONS,
    DUPLICATE,
    MESSAGE_EVENTS,
    Map,
    Person,
    World,
    instant,
    seconds,
)


def recount(steps: Iterable[tuple], now: datetime | None = None, **account) -> World:
    """The world after all `steps`. `account` may say `currency` and its `decimals`."""
    world = World(now or datetime.now(UTC), **account)
    for name, *step in steps:
        _STEPS[name](world, *step)
    return world


def _save(world: World, automation: dict) -> None:
    world.maps.setdefault(automation["key"], Map(automation["key"]))


def _publish(world: World, automation: dict) -> None:
    _save(world, automation)
    place = world.maps[automation["key"]]
    place.versions.append(automation)
    place.status = "PUBLISHED"


def _status(world: World, automation: str, status: str) -> None:
    world.maps[automation].status = status


def _events(world: World, events: list[dict]) -> None:
    world.answers.append([_take(world, event) for event in events])


def _upsert(world: World, contacts: list[dict]) -> None:
    for contact in contacts:
        person = world.contacts.setdefault(contact["key"], Person(int(world.now.timestamp())))
        if contact.get("createdAt"):
            person.created = seconds(contact["createdAt"])
        person.tags |= set(contact.get("tags") or ())


_STEPS = {"save": _save, "publish": _publish, "status": _status, "events": _events, "upsert": _upsert}


def _take(world: World, event: dict) -> str | frozenset[tuple[str, str]]:
    if isinstance(event.get("id"), str) and event["id"] in world.accepted_ids:
        return DUPLICATE
    broken = complaints(world, event)
    if broken:
        return broken
    world.accepted_ids.add(event["id"])
    if given(event, "contact"):
        world.contacts.setdefault(event["contact"], Person(seconds(event["at"])))
    if event["type"] in ON_THE_MAP:
        _on_the_map(world.maps[event["automation"]], event)
    else:
        _on_the_account(world, event)
    return ACCEPTED


def _on_the_map(place: Map, event: dict) -> None:
    if given(event, "contact"):
        note(place, event)
    if event["type"] == "VISITED":
        place.visits[event["element"]].append(seconds(event["at"]))
        return
    place.added.setdefault(event["contact"], seconds(event["at"]))
    if event["type"] == "MOVED":
        _move(place, event)
    elif event["type"] == "ACHIEVED":
        _achieve(place, event)
    else:
        _reach(place, event["element"], event)
        _outcome(place, event)


def _reach(place: Map, element: str, event: dict) -> None:
    first = place.reached[element]
    at = seconds(event["at"])
    first[event["contact"]] = min(at, first.get(event["contact"], at))


def _move(place: Map, event: dict) -> None:
    contact = event["contact"]
    if given(event, "from"):
        _reach(place, event["from"], event)
        place.here[event["from"]].discard(contact)
    if given(event, "to"):
        _reach(place, event["to"], event)
        target = place.elements_ever[event["to"]]
        if target["kind"] == "END" and target.get("exit"):
            place.here[event["to"]].discard(contact)
        else:
            place.here[event["to"]].add(contact)
        if target["kind"] == "TRIGGER":
            place.entries[contact] += 1
        if target["kind"] == "EMAIL":
            place.last_email[contact] = event["to"]
    if given(event, "from") and given(event, "to"):
        candidates = joining(place, event["from"], event["to"])
        if candidates:
            place.passed[event.get("connector") or candidates[0]].add(contact)


def _achieve(place: Map, event: dict) -> None:
    contact, goal = event["contact"], event["element"]
    point = _point(place, event)
    if given(event, "from"):
        _reach(place, event["from"], event)
    _reach(place, goal, event)
    if contact not in place.achieved[goal]:
        place.points[goal][contact] = point
        place.emails[goal][contact] = place.last_email.get(contact)
    at = seconds(event["at"])
    place.achieved[goal][contact] = min(at, place.achieved[goal].get(contact, at))
    if point is not None and point != goal:
        place.here[point].discard(contact)
    place.here[goal].add(contact)


def _point(place: Map, event: dict) -> str | None:
    """Where the contact would be said to have achieved the goal, were it now."""
    contact, goal = event["contact"], event["element"]
    if given(event, "from"):
        return event["from"]
    if contact in place.here[goal]:
        return goal
    away = distances(place, goal)
    candidates = [key for key in place.elements if key in away and contact in place.here[key]]
    return min(candidates, key=lambda key: away[key], default=None)


def distances(place: Map, goal: str) -> dict[str, int]:
    """Connectors from every element upstream of `goal` to it, in the published version."""
    away: dict[str, int] = {}
    steps, frontier = 0, {goal}
    while frontier:
        steps += 1
        before = {edge["source"] for edge in place.connectors.values() if edge["target"] in frontier}
        frontier = before - away.keys()
        away |= dict.fromkeys(frontier, steps)
    return away


def _outcome(place: Map, event: dict) -> None:
    kind, contact, element = event["type"], event["contact"], event["element"]
    place.outcomes[element, kind].add(contact)
    if kind not in MESSAGE_EVENTS:
        return
    if kind != "BOUNCED":
        place.outcomes[element, "SENT"].add(contact)
    if kind == "SENT" and place.elements_ever[element]["kind"] == "EMAIL":
        place.last_email[contact] = element
    if kind == "CLICKED":
        place.outcomes[element, "OPENED"].add(contact)
        if given(event, "link"):
            place.clicked[element, event["link"]].add(contact)
            place.total_clicks[element, event["link"]] += 1


def _on_the_account(world: World, event: dict) -> None:
    person = world.contacts[event["contact"]]
    if event["type"] == "TAGGED":
        person.tags.add(event["tag"])
    elif event["type"] == "UNTAGGED":
        person.tags.discard(event["tag"])
    elif event["type"] == "PURCHASED":
        person.paid.append(event["amount"])
    elif event["type"] == "REFUNDED":
        person.refunded.append(event["amount"])
    else:
        _touch(world, person, event)


def _touch(world: World, person: Person, event: dict) -> None:
    at = instant(event["at"])
    for dimension in DIMENSIONS:
        value = (event.get(dimension) or "").strip()
        if not value:
            continue
        folded = value.casefold()
        world.spellings.setdefault((dimension, folded), value)
        if dimension not in person.first or at < person.first[dimension][0]:
            person.first[dimension] = (at, folded)
        if dimension not in person.last or at >= person.last[dimension][0]:
            person.last[dimension] = (at, folded)
