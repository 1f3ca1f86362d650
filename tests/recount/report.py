"""The contact flow report of one map, under the contract's names; every number beside its members."""

from collections.abc import Set
from decimal import Decimal

from tests.recount.counting import ANY_DAY, Days, is_between, ratio, who
from tests.recount.folding import distances
from tests.recount.world import FILTER_KINDS, MESSAGE_KINDS, Map, Person

NO_ACTION = FILTER_KINDS | {"TRIGGER", "GOAL"}


def contact_flow(
    place: Map,
    within: Set[str] | None = None,
    *,
    include_removed: bool = False,
    visited: Days = ANY_DAY,
) -> dict:
    """{"cohort", "elements": {key: row}, "connectors": {key: row}}, for contacts in `within` (None: all).

    Sets of contact keys where the contract has a ContactGroup, numbers as the contract has them. Removed
    elements and connectors come last; a removed connector has no share. `visited` are the days of the
    `added` filter: visits count on these, whoever came.
    """
    elements, connectors = place.elements, place.connectors
    if include_removed:
        elements = elements | {k: v for k, v in place.elements_ever.items() if k not in elements}
        connectors = connectors | {k: v for k, v in place.connectors_ever.items() if k not in connectors}
    return {
        "cohort": who(place.added, within),
        "elements": {key: _element(place, shape, within, visited) for key, shape in elements.items()},
        "connectors": {key: _connector(place, key, within) for key in connectors},
    }


def lifetime_value(person: Person) -> Decimal:
    """Purchases less refunds, whole life, in major units."""
    paid = sum((Decimal(amount) for amount in person.paid), Decimal(0))
    return paid - sum((Decimal(amount) for amount in person.refunded), Decimal(0))


def _element(place: Map, shape: dict, within: Set[str] | None, visited: Days) -> dict:
    key, kind = shape["key"], shape["kind"]
    reached = who(place.reached[key], within)
    here = who(place.here[key], within)
    row = {"reached": reached, "wereHere": reached - here, "hereNow": here}
    row |= {"waiting": None, "achieved": None, "conversionRate": None, "message": None}
    row |= {"failed": None, "skipped": None, "totalVisitors": None}
    if kind == "GOAL":
        achieved = who(place.achieved[key], within)
        came = reached.union(*(who(place.reached[above], within) for above in distances(place, key)))
        row |= {"waiting": here - achieved, "achieved": achieved, "conversionRate": ratio(achieved, came)}
    if kind in MESSAGE_KINDS:
        row["message"] = _message(place, shape, within)
    if kind not in NO_ACTION:
        row["failed"] = who(place.outcomes[key, "FAILED"], within)
        row["skipped"] = who(place.outcomes[key, "SKIPPED"], within)
    if kind in ("TRIGGER", "GOAL"):
        row["totalVisitors"] = sum(is_between(place.day(at), visited) for at in place.visits[key])
    return row


def _message(place: Map, shape: dict, within: Set[str] | None) -> dict:
    key = shape["key"]
    stats = {
        stat.lower(): who(place.outcomes[key, stat], within)
        for stat in ("SENT", "DELIVERED", "OPENED", "CLICKED", "BOUNCED", "UNSUBSCRIBED", "COMPLAINED")
    }
    return stats | {
        "openRate": ratio(stats["opened"], stats["sent"]),
        "clickRate": ratio(stats["clicked"], stats["opened"]),
        "unsubscribeRate": ratio(stats["unsubscribed"], stats["sent"]),
        "complaintRate": ratio(stats["complained"], stats["sent"]),
        "links": [
            {
                "index": index,
                "clicked": who(place.clicked[key, index], within),
                "totalClicks": place.total_clicks[key, index],
            }
            for index in range(place.link_count(key))
        ],
    }


def _connector(place: Map, key: str, within: Set[str] | None) -> dict:
    passed = who(place.passed[key], within)
    if key not in place.connectors:
        return {"passed": passed, "share": None}
    source = place.connectors[key]["source"]
    beside = [other for other, edge in place.connectors.items() if edge["source"] == source]
    return {
        "passed": passed,
        "share": ratio(passed, set().union(*(who(place.passed[other], within) for other in beside))),
    }
