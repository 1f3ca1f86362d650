"""The worked cases of semantics.md, as far as contact flow goes."""

from itertools import pairwise

import pytest

from measure.contact_flow import ConnectorFlow, ElementFlow, connector_flows, element_flows
from measure.groups import EVERYBODY
from measure.scope import Scope
from measure.stats import Stat
from tests.measure.ledger import Ledger

KINDS = ["T:TRIGGER", "E1:EMAIL", "W1:WAIT", "E2:EMAIL", "W2:WAIT", "G:GOAL", "E3:EMAIL", "X:END"]
KEYS = [element.split(":")[0] for element in KINDS]
MAP = {
    "key": "map",
    "name": "Map",
    "timeZone": "UTC",
    "elements": [dict(zip(("key", "kind", "name"), (*e.split(":"), e), strict=True)) for e in KINDS],
    "connectors": [{"source": a, "target": b} for a, b in pairwise(KEYS)],
}


def moved(contact: str, *path: str, day: str = "2025-03-01") -> list[dict]:
    """Onto the first element of `path` and along to its last."""
    ends = zip((None, *path), path, strict=False)
    return [
        {**event("MOVED", contact, f"{day}T09:00:0{n}Z"), "from": source, "to": target}
        for n, (source, target) in enumerate(ends)
    ]


def achieved(contact: str, goal: str, **more: str) -> dict:
    return {
        **event("ACHIEVED", contact, "2025-03-02T09:00:00Z"),
        "id": f"{goal}-{contact}",
        "element": goal,
        **more,
    }


def event(kind: str, contact: str, at: str) -> dict:
    return {"id": f"{kind}-{contact}-{at}", "type": kind, "automation": "map", "contact": contact, "at": at}


FIRST_CASE = [
    *moved("A", "T", "E1", "W1"),
    *moved("B", "T", "E1", "W1", "E2", "W2"),
    *moved("C", "T", "E1", "W1", "E2", "W2"),
    achieved("A", "G"),
    achieved("B", "G"),
]


def told(*batches: list[dict], automation: dict = MAP) -> Ledger:
    return Ledger().take([("publish", automation), *(("events", batch) for batch in batches)])


def scope(ledger: Ledger) -> Scope:
    return Scope("map", ledger.maps["map"], EVERYBODY)


def row(ledger: Ledger, key: str) -> ElementFlow:
    return next(row for row in element_flows(scope(ledger)) if row.element.key == key)


def counts(ledger: Ledger, key: str) -> tuple[int | None, ...]:
    """reached, were here, here now."""
    flow = row(ledger, key)
    return tuple(flow.value(stat) for stat in (Stat.REACHED, Stat.WERE_HERE, Stat.HERE_NOW))


def all_numbers(ledger: Ledger) -> list[tuple[float | None, ...]]:
    rows: list[ElementFlow | ConnectorFlow] = [*element_flows(scope(ledger)), *connector_flows(scope(ledger))]
    return [(scope(ledger).count(Stat.COHORT),), *(flow.figures() for flow in rows)]


def test_case_1_three_contacts_two_of_whom_achieve():
    ledger = told(FIRST_CASE)
    here = {key: ledger.keys(row(ledger, key).counted(Stat.HERE_NOW).members) for key in KEYS}

    assert counts(ledger, "E1") == (3, 3, 0)
    assert counts(ledger, "W1") == (3, 3, 0)
    assert counts(ledger, "W2") == (2, 1, 1)
    assert (here["W2"], here["G"]) == ({"C"}, {"A", "B"})
    assert row(ledger, "G").value(Stat.ACHIEVED) == 2
    assert row(ledger, "G").conversion_rate == 2 / 3


def test_case_2_a_contact_comes_again():
    ledger = told(FIRST_CASE, moved("A", "T", "E1", "W1", day="2025-04-05"))
    assert counts(ledger, "W1") == (3, 2, 1)
    assert scope(ledger).count(Stat.COHORT) == 3


def test_case_4_a_fork_leads_to_two_waits():
    drawing = {
        **MAP,
        "elements": [
            *({"key": key, "kind": kind, "name": key} for key, kind in (("T", "TRIGGER"), ("F", "FORK"))),
            *({"key": key, "kind": "WAIT", "name": key} for key in ("W1", "W2")),
        ],
        "connectors": [{"source": a, "target": b} for a, b in (("T", "F"), ("F", "W1"), ("F", "W2"))],
    }
    ledger = told([*moved("A", "T", "F", "W1"), *moved("A", "F", "W2", day="2025-03-02")], automation=drawing)
    assert (counts(ledger, "W1")[2], counts(ledger, "W2")[2]) == (1, 1)
    assert scope(ledger).count(Stat.COHORT) == 1


@pytest.mark.parametrize(("is_exit", "expected"), [(False, (1, 0, 1)), (True, (1, 1, 0))])
def test_case_5_an_end_with_and_without_exit(is_exit, expected):
    *others, end = MAP["elements"]
    ledger = told(moved("A", "T", "X"), automation={**MAP, "elements": [*others, {**end, "exit": is_exit}]})
    assert counts(ledger, "X") == expected


def test_case_7_the_same_batch_twice_changes_nothing():
    ledger = told(FIRST_CASE)
    before = all_numbers(ledger)
    ledger.events(FIRST_CASE)
    assert ledger.answers[1] == ["duplicate"] * len(FIRST_CASE)
    assert all_numbers(ledger) == before


def test_case_8_nobody_is_counted_as_nobody():
    ledger = told()
    for flow in element_flows(scope(ledger)):
        assert {flow.value(stat) for stat in Stat} <= {0, None}
        assert flow.conversion_rate is None
        if flow.message:
            assert flow.message.rate(Stat.OPENED, Stat.SENT) is None
    for way in connector_flows(scope(ledger)):
        assert (way.passed.count, way.share) == (0, None)


def test_case_9_goals_side_by_side():
    drawing = {
        **MAP,
        "elements": [*MAP["elements"], {"key": "G2", "kind": "GOAL", "name": "G2"}],
        "connectors": [*MAP["connectors"], {"source": "W2", "target": "G2"}],
    }
    ledger = told([*moved("A", "T", "W2"), achieved("A", "G"), achieved("A", "G2")], automation=drawing)
    for goal in ("G", "G2"):
        assert row(ledger, goal).value(Stat.ACHIEVED) == 1
        assert counts(ledger, goal) == (1, 0, 1)
    assert counts(ledger, "W2") == (1, 1, 0)
    ledger.events([{**event("MOVED", "A", "2025-03-03T09:00:00Z"), "from": "G", "to": "E3"}])
    assert (counts(ledger, "G"), counts(ledger, "G2")) == ((1, 1, 0), (1, 0, 1))


def test_case_10_a_goal_is_achieved_by_somebody_never_seen():
    ledger = told([achieved("A", "G")])
    assert counts(ledger, "G") == (1, 0, 1)
    assert row(ledger, "G").value(Stat.ACHIEVED) == scope(ledger).count(Stat.COHORT) == 1
    assert [counts(ledger, key) for key in KEYS if key != "G"] == [(0, 0, 0)] * 7
