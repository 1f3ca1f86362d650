"""Who converted from where, through which email and after what, read off first times each time anew."""

from tests.recount.world import Map

Pairs = dict[tuple[str, str], set[str]]


def conversions(place: Map) -> dict[str, Pairs]:
    """Sets of contact keys that are not empty: "points" and "emails" by (goal, element), "converted" by
    (element, goal), "goals" by (earlier goal, goal)."""
    goals = {goal: first for goal, first in place.achieved.items() if first}
    return {
        "points": _split(place.points),
        "emails": _split(place.emails),
        "converted": _in_order(place.reached, goals),
        "goals": {pair: who for pair, who in _in_order(goals, goals).items() if pair[0] != pair[1]},
    }


def _split(fixed: dict[str, dict[str, str | None]]) -> Pairs:
    found: Pairs = {}
    for goal, places in fixed.items():
        for contact, place in places.items():
            if place is not None:
                found.setdefault((goal, place), set()).add(contact)
    return found


def _in_order(earlier: dict[str, dict[str, int]], later: dict[str, dict[str, int]]) -> Pairs:
    """Who has a time in both, the first no later than the second."""
    pairs = {
        (before, after): {who for who in firsts.keys() & seconds.keys() if firsts[who] <= seconds[who]}
        for before, firsts in earlier.items()
        for after, seconds in later.items()
    }
    return {pair: who for pair, who in pairs.items() if who}
