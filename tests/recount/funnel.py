"""The funnel conversion report of one map: triggers and goals, and the steps between them."""

from collections.abc import Set

from tests.recount.counting import ratio, who
from tests.recount.world import Map


def funnel(place: Map, within: Set[str] | None = None) -> dict:
    """{"stages": {element: {"contacts", "overallRate"}}, "steps": {(from, to): {"eligible", "converted",
    "rate"}}}, both in map order: steps by where they start, then by where they lead."""
    cohort = who(place.added, within)
    stages = [key for key, shape in place.elements.items() if shape["kind"] in ("TRIGGER", "GOAL")]
    steps = [(stage, goal) for stage in stages for goal in _next_goals(place, stage)]
    return {
        "stages": {stage: _stage(who(_times(place, stage), within), cohort) for stage in stages},
        "steps": {(stage, goal): _step(place, stage, goal, within) for stage, goal in steps},
    }


def _times(place: Map, stage: str) -> dict[str, int]:
    """When a trigger's contacts first reached it, and a goal's first achieved it."""
    kind = place.elements[stage]["kind"]
    return place.reached[stage] if kind == "TRIGGER" else place.achieved[stage]


def _stage(contacts: set[str], cohort: set[str]) -> dict:
    return {"contacts": contacts, "overallRate": ratio(contacts, cohort)}


def _step(place: Map, stage: str, goal: str, within: Set[str] | None) -> dict:
    before, achieved = _times(place, stage), _times(place, goal)
    eligible = who(before, within)
    converted = {key for key in eligible if key in achieved and before[key] <= achieved[key]}
    return {"eligible": eligible, "converted": converted, "rate": ratio(converted, eligible)}


def _next_goals(place: Map, stage: str) -> list[str]:
    """Goals below a stage with no goal on the way, in map order; never the stage itself."""
    met: set[str] = set()
    frontier = {stage}
    while frontier:
        below = {edge["target"] for edge in place.connectors.values() if edge["source"] in frontier}
        frontier = {key for key in below - met if place.elements[key]["kind"] != "GOAL"}
        met |= below
    goals = [key for key, shape in place.elements.items() if shape["kind"] == "GOAL"]
    return [goal for goal in goals if goal in met and goal != stage]
