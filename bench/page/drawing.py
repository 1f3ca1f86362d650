"""A map of 200 elements: ten lanes of twenty, with ways from each split and condition to the lane beside.

Nobody placed an element, so the page lays them out.
"""

from collections.abc import Iterator

from store.database import Document

KEY = "large"
LANES = 10
LENGTH = 20
_KINDS = ("WAIT", "EMAIL", "SPLIT", "TASK", "WAIT", "CONDITION", "SMS", "CHANGE_TAGS", "GOAL")
"Of the elements between the trigger and the end of a lane, over and over."
_BRANCHES = ("SPLIT", "CONDITION")


def element_key(lane: int, place: int) -> str:
    return f"{place}-{lane}"


def kind_of(place: int) -> str:
    if place in (0, LENGTH - 1):
        return "END" if place else "TRIGGER"
    return _KINDS[(place - 1) % len(_KINDS)]


def lanes_below(lane: int, place: int) -> tuple[int, ...]:
    """The lanes in which the element is followed by one: its own first."""
    beside = (lane + 1) % LANES
    return (lane, beside) if kind_of(place) in _BRANCHES else (lane,)


def drawing() -> Document:
    places = [(lane, place) for place in range(LENGTH) for lane in range(LANES)]
    return {
        "key": KEY,
        "name": "A large map",
        "elements": [
            {
                "key": element_key(lane, place),
                "kind": kind_of(place),
                "name": f"{kind_of(place).replace('_', ' ').capitalize()} {place}, lane {lane}",
            }
            for lane, place in places
        ],
        "connectors": [way for lane, place in places[:-LANES] for way in _ways(lane, place)],
    }


def _ways(lane: int, place: int) -> Iterator[Document]:
    labels = {"CONDITION": ("YES", "NO"), "SPLIT": ("A", "B")}.get(kind_of(place), (None,))
    for label, below in zip(labels, lanes_below(lane, place), strict=True):
        yield {
            "source": element_key(lane, place),
            "target": element_key(below, place + 1),
            "label": label,
        }
