"""The reports by aggregation over visit documents: one pipeline each, the fastest way we found.

MongoDB 6.0 has no `$median`: durations are collected in their groups, and the client finds the middle.
"""

from collections.abc import Callable, Mapping
from itertools import pairwise

import numpy as np

from bench.journeys import Journeys
from bench.planting import Planted
from bench.questions import FUNNEL, POINT, RATE, TIME, TRACKING, VALUE, Number, Numbers, mean
from bench.tallies import shown_rows, time_figures
from bench.visits import grouped
from measure.graph import Kind
from store.database import Document

Pipeline = Callable[[Journeys, Planted, str], Numbers]
"Takes the key of a goal, of whichever for reports on none."


def flow(journeys: Journeys, planted: Planted, match: Document) -> Numbers:
    """The contact flow of those who `match`."""
    return {key: (count,) for key, count in grouped(journeys.visits, planted, match).items()}


def _funnel(journeys: Journeys, planted: Planted, _: str) -> Numbers:
    elements = planted.state.history.definition.elements
    stages = [each.key for each in elements if each.kind in (Kind.TRIGGER, Kind.GOAL)]
    # When a visitor of a stage entered it: came to the trigger, or achieved the goal.
    entered = {stages[0]: "$at"} | {goal: f"${goal}" for goal in stages[1:]}
    group: Document = {"_id": "$element"}
    for stage, at in entered.items():
        group[f"in {stage}"] = _sum({"$ne": [{"$type": at}, "missing"]})
    for stage, following in pairwise(stages):
        converted = [
            {"$ne": [{"$type": f"${following}"}, "missing"]},
            {"$lte": [entered[stage], f"${following}"]},
        ]
        group[f"from {stage}"] = _sum({"$and": converted})
    match = {"automation": journeys.automation, "element": {"$in": stages}}
    found = {each["_id"]: each for each in journeys.visits.aggregate([{"$match": match}, {"$group": group}])}
    numbers: dict[tuple[str, str], tuple[Number, ...]] = {}
    for stage in stages:
        numbers["stages", stage] = (found[stage][f"in {stage}"],)
    for stage, following in pairwise(stages):
        row = found[stage]
        numbers["steps", f"{stage}>{following}"] = (row[f"in {stage}"], row[f"from {stage}"])
    return numbers


def _values(journeys: Journeys, planted: Planted, _: str) -> Numbers:
    is_buyer = {"$gt": ["$value", 0]}
    group: Document = {
        "_id": "$element",
        "contacts": {"$sum": 1},
        "buyers": _sum(is_buyer),
        "total": {"$sum": "$value"},
        "spent": {"$sum": {"$cond": [is_buyer, "$value", 0]}},
    }
    pipeline = [{"$match": {"automation": journeys.automation}}, {"$group": group}]
    return {
        ("elements", row["_id"]): (
            row["contacts"],
            row["buyers"],
            row["total"],
            mean(row["spent"], row["buyers"]),
        )
        for row in journeys.visits.aggregate(pipeline)
    }


def _rates(journeys: Journeys, planted: Planted, goal: str) -> Numbers:
    converted = {"$and": [{"$ne": [{"$type": f"${goal}"}, "missing"]}, {"$lte": ["$at", f"${goal}"]}]}
    group: Document = {"_id": "$element", "reached": {"$sum": 1}, "converted": _sum(converted)}
    pipeline = [{"$match": _upstream(journeys, planted, goal)}, {"$group": group}]
    found = journeys.visits.aggregate(pipeline)
    return {("elements", row["_id"]): (row["reached"], row["converted"]) for row in found}


def _points(journeys: Journeys, planted: Planted, goal: str) -> Numbers:
    match = {"automation": journeys.automation, "element": goal, "ACHIEVED": True}
    group: Document = {"_id": {"point": "$point", "email": "$email"}, "contacts": {"$sum": 1}}
    counts: dict[tuple[str, str], int] = {}
    for row in journeys.visits.aggregate([{"$match": match}, {"$group": group}]):
        for rows, field in (("points", "point"), ("emails", "email")):
            place = rows, row["_id"].get(field) or ""
            counts[place] = counts.get(place, 0) + row["contacts"]
    return {place: (count,) for place, count in counts.items()}


def _times(journeys: Journeys, planted: Planted, goal: str) -> Numbers:
    match = _upstream(journeys, planted, goal) | {
        goal: {"$exists": True},
        "$expr": {"$lte": ["$at", f"${goal}"]},
    }
    group: Document = {"_id": "$element", "durations": {"$push": {"$subtract": [f"${goal}", "$at"]}}}
    found = journeys.visits.aggregate([{"$match": match}, {"$group": group}])
    return {("elements", row["_id"]): time_figures(np.array(row["durations"], np.int64)) for row in found}


def _breakdown(journeys: Journeys, planted: Planted, _: str) -> Numbers:
    group: Document = {"_id": "$source", "contacts": {"$sum": 1}, "total": {"$sum": "$value"}}
    pipeline = [{"$match": {"automation": journeys.automation}}, {"$group": group}]
    found = {row["_id"]: (row["contacts"], row["total"]) for row in journeys.contacts.aggregate(pipeline)}
    none = found.pop(None, (0, 0))
    return shown_rows(found, none)


def _sum(condition: Document) -> Document:
    return {"$sum": {"$cond": [condition, 1, 0]}}


def _upstream(journeys: Journeys, planted: Planted, goal: str) -> Document:
    elements = planted.state.history.topology.upstream[goal]
    return {"automation": journeys.automation, "element": {"$in": list(elements)}}


PIPELINES: Mapping[str, Pipeline] = {
    FUNNEL.name: _funnel,
    VALUE.name: _values,
    RATE.name: _rates,
    POINT.name: _points,
    TIME.name: _times,
    TRACKING.name: _breakdown,
}
