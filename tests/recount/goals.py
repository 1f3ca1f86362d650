"""The three reports on one goal of a map: conversion rate, conversion point and conversion time."""

from collections.abc import Set
from statistics import mean, median

from tests.recount.counting import ratio, who
from tests.recount.folding import distances
from tests.recount.world import Map


def goal_conversion_rate(place: Map, goal: str, within: Set[str] | None = None) -> dict[str, dict]:
    """{element upstream of the goal, in map order: {"reached", "converted", "rate"}}."""
    return {key: goal_conversion_rate_of(place, key, goal, within) for key in _upstream(place, goal)}


def goal_conversion_rate_of(place: Map, element: str, goal: str, within: Set[str] | None = None) -> dict:
    """The row of any element, wherever it stands, removed ones too."""
    reached, converted = who(place.reached[element], within), _converted(place, element, goal, within)
    return {"reached": reached, "converted": converted, "rate": ratio(converted, reached)}


def goal_conversion_time(place: Map, goal: str, within: Set[str] | None = None) -> dict[str, dict]:
    """{element upstream of the goal, in map order: {"converted", "meanSeconds", "medianSeconds",
    "fastestSeconds", "slowestSeconds"}}."""
    return {key: goal_conversion_time_of(place, key, goal, within) for key in _upstream(place, goal)}


def goal_conversion_time_of(place: Map, element: str, goal: str, within: Set[str] | None = None) -> dict:
    """The row of any element, wherever it stands, removed ones too; without anybody no time is known."""
    converted = _converted(place, element, goal, within)
    took = [place.achieved[goal][contact] - place.reached[element][contact] for contact in converted]
    return {
        "converted": converted,
        "meanSeconds": mean(took) if took else None,
        "medianSeconds": median(took) if took else None,
        "fastestSeconds": min(took, default=None),
        "slowestSeconds": max(took, default=None),
    }


def goal_conversion_point(place: Map, goal: str, within: Set[str] | None = None) -> dict:
    """{"achieved", "points": {element or None: {"contacts", "share"}}, "emails": the same}.

    Only rows with anybody: elements as they first came in any version, then None.
    """
    achieved = who(place.achieved[goal], within)
    return {
        "achieved": achieved,
        "points": _split(place, achieved, place.points[goal]),
        "emails": _split(place, achieved, place.emails[goal]),
    }


def _upstream(place: Map, goal: str) -> list[str]:
    """In map order."""
    away = distances(place, goal)
    return [key for key in place.elements if key in away]


def _converted(place: Map, element: str, goal: str, within: Set[str] | None) -> set[str]:
    reached, achieved = place.reached[element], place.achieved[goal]
    return {
        contact
        for contact in who(reached, within)
        if contact in achieved and reached[contact] <= achieved[contact]
    }


def _split(place: Map, achieved: set[str], fixed: dict[str, str | None]) -> dict[str | None, dict]:
    rows: dict[str | None, dict] = {}
    for key in (*place.elements_ever, None):
        contacts = {contact for contact in achieved if fixed[contact] == key}
        if contacts:
            rows[key] = {"contacts": contacts, "share": ratio(contacts, achieved)}
    return rows
