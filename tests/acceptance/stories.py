"""Maps and events written down shortly: ids are made of what happens, so a story told twice is the same."""

from itertools import pairwise

from tests.serving import Json

DAY = "2026-03-01"


def automation(key: str, elements: str, *paths: str) -> Json:
    """A map: `elements` as "T:TRIGGER W:WAIT", each of `paths` as "T W", from one element to the next."""
    named = [element.split(":") for element in elements.split()]
    return {
        "key": key,
        "name": key.title(),
        "timeZone": "UTC",
        "elements": [{"key": element, "kind": kind, "name": element} for element, kind in named],
        "connectors": [
            {"source": source, "target": target}
            for path in paths
            for source, target in pairwise(path.split())
        ],
    }


WORKED = automation(
    "worked",
    "T:TRIGGER E1:EMAIL W1:WAIT E2:EMAIL W2:WAIT G:GOAL E3:EMAIL X:END",
    "T E1 W1 E2 W2 G E3 X",
)
"The map of semantics.md, “Worked cases”."


def moved(contact: str, path: str, on: str = "worked", day: str = DAY) -> list[Json]:
    """Added at the first element of `path`, as "T E1 W1", and moved on along the others."""
    keys = path.split()
    moves = [happened("MOVED", contact, on, day, to=keys[0])]
    for source, target in pairwise(keys):
        moves.append(happened("MOVED", contact, on, day, **{"from": source, "to": target}))
    return moves


def left(contact: str, element: str, on: str = "worked") -> Json:
    """Off an element, to nowhere."""
    return happened("MOVED", contact, on, **{"from": element})


def achieved(contact: str, goal: str, on: str = "worked") -> Json:
    return happened("ACHIEVED", contact, on, element=goal)


def happened(type: str, contact: str | None, on: str = "worked", day: str = DAY, **more: object) -> Json:
    place = "-".join(str(value) for value in more.values())
    return {
        "id": f"{day}-{on}-{type}-{contact}-{place}",
        "type": type,
        "automation": on,
        "contact": contact,
        "at": f"{day}T09:00:00Z",
        **more,
    }
