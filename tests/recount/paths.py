"""What happened to one contact on one map, event by event."""

from tests.recount.judging import given, joining
from tests.recount.world import Map, instant


def note(place: Map, event: dict) -> None:
    """Keep what an accepted event of the map says of its contact."""
    moved = event["type"] == "MOVED"
    place.steps[event["contact"]].append(
        {
            "at": instant(event["at"]),
            "event": event["type"],
            "element": event.get("to") if moved else event["element"],
            "from": event.get("from") if moved or event["type"] == "ACHIEVED" else None,
            "connector": _passed(place, event) if moved else None,
            "link": event.get("link") if event["type"] == "CLICKED" else None,
        }
    )


def path(place: Map, contact: str) -> list[dict]:
    """The contact's steps, oldest first; of one instant, the one that arrived first."""
    return sorted(place.steps[contact], key=lambda step: step["at"])


def _passed(place: Map, event: dict) -> str | None:
    if not given(event, "from") or not given(event, "to"):
        return None
    candidates = joining(place, event["from"], event["to"])
    return (event.get("connector") or candidates[0]) if candidates else None
