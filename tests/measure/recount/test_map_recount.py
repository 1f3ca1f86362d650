"""The recount of a map over its log, against what folding and replaying made of it."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measure.columns import Column
from measure.history import Status
from measure.instants import seconds
from measure.map_state import MapState
from measure.recount.differences import Difference, map_differences
from measure.recount.map_recount import MapRecount
from measure.sets import Set
from tests.measure.ledger import Ledger, MapCommit
from tests.strategies import histories

thorough = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
cuts = st.integers(0, 1_000).map(Random)


def counted(commits: list[MapCommit]) -> MapRecount:
    recount = MapRecount()
    for commit in commits:
        if commit.changes.lifecycle is not None:
            recount.live(commit.changes.lifecycle)
        for event in commit.events:
            recount.take(event)
    return recount


@thorough
@given(histories(), cuts)
def test_what_folds_and_replays_made_is_what_the_log_comes_to(steps, cuts):
    ledger = Ledger(cuts).take(steps)

    for automation, commits in ledger.map_commits.items():
        assert list(map_differences(counted(commits), ledger.maps[automation])) == []


EVENTS = [
    {"type": "MOVED", "to": "form"},
    {"type": "MOVED", "from": "form", "to": "mail"},
    {"type": "CLICKED", "element": "mail", "link": 0},
    {"type": "ACHIEVED", "element": "bought"},
    {"type": "VISITED", "element": "form"},
]
ELEMENTS = [
    {"key": "form", "kind": "TRIGGER", "name": "Form"},
    {"key": "mail", "kind": "EMAIL", "name": "Mail", "links": ["https://example.org/"]},
    {"key": "bought", "kind": "GOAL", "name": "Bought"},
]
CONNECTORS = [{"source": "form", "target": "mail"}, {"source": "mail", "target": "bought"}]
WELCOME = {"key": "m", "name": "M", "timeZone": "UTC", "elements": ELEMENTS, "connectors": CONNECTORS}
MARCH = "2026-03-01T09:00:0"


@pytest.fixture
def ledger() -> Ledger:
    """Ann, whose ordinal is 7, goes all the way."""
    events = [
        {**event, "id": f"e-{number}", "automation": "m", "contact": "ann", "at": f"{MARCH}{number}Z"}
        for number, event in enumerate(EVENTS)
    ]
    return Ledger().take([("publish", WELCOME), ("events", events)])


def test_every_set_column_and_counter_of_a_walk_is_counted(ledger: Ledger):
    recount, ann = counted(ledger.map_commits["m"]), Set([7])
    assert recount.sets() == {
        "COHORT": ann,
        "ENTERED": ann,
        "MAILED": ann,
        "REACHED/form": ann,
        "REACHED/mail": ann,
        "REACHED/bought": ann,
        "HERE_NOW/bought": ann,
        "ACHIEVED/bought": ann,
        "PASSED/form>mail": ann,
        "SENT/mail": ann,
        "OPENED/mail": ann,
        "CLICKED/mail": ann,
        "CLICKED_LINK/mail/0": ann,
        "CONVERSION_POINT/bought/mail": ann,
        "CONVERSION_EMAIL/bought/mail": ann,
        "CONVERTED/form/bought": ann,
        "CONVERTED/mail/bought": ann,
        "CONVERTED/bought/bought": ann,
    }
    start = seconds(datetime.fromisoformat(f"{MARCH}0Z"))
    assert {name: numbers.get(7) for name, numbers in recount.columns.items()} == {
        "ADDED": start,
        "FIRST_REACHED/form": start,
        "FIRST_REACHED/mail": start + 1,
        "FIRST_REACHED/bought": start + 3,
        "FIRST_ACHIEVED/bought": start + 3,
        "LAST_EMAIL": 1,
    }
    first_of_march = datetime(2026, 3, 1, tzinfo=UTC).toordinal()
    assert recount.counts == {"CLICKS/mail": {0: 1}, "VISITS/form": {first_of_march: 1}}


@pytest.mark.parametrize(
    ("field", "values", "told"),
    [
        ("sets", {"REACHED/mail": Set([7, 8])}, Difference("set REACHED/mail", too_many=Set([8]))),
        ("sets", {"HERE_NOW/bought": Set()}, Difference("set HERE_NOW/bought", missing=Set([7]))),
        ("sets", {"nonsense": Set([7])}, Difference("set nonsense", too_many=Set([7]))),
        ("counts", {"CLICKS/mail": {0: 2}}, Difference("counter CLICKS/mail/0", "is 2, not 1")),
        ("columns", {"ADDED": Column().with_values({7: 1})}, Difference("column ADDED", wrong=Set([7]))),
        ("columns", {"LAST_EMAIL": Column()}, Difference("column LAST_EMAIL", wrong=Set([7]))),
    ],
)
def test_what_is_wrong_is_named_with_its_contacts(ledger: Ledger, field: str, values: dict, told: Difference):
    right = ledger.maps["m"]
    wrong = replace(right, **{field: {**getattr(right, field), **values}})
    assert list(map_differences(counted(ledger.map_commits["m"]), wrong)) == [told]


def test_a_value_of_somebody_outside_the_column_s_set_is_nobody_s_business(ledger: Ledger):
    right = ledger.maps["m"]
    columns = {**right.columns, "ADDED": right.column("ADDED").with_values({8: 1})}
    assert list(map_differences(counted(ledger.map_commits["m"]), replace(right, columns=columns))) == []


def test_a_history_of_another_version_or_status_is_told(ledger: Ledger):
    history = replace(ledger.maps["m"].history, version=2, status=Status.PAUSED)
    state = replace(ledger.maps["m"], history=history)
    assert list(map_differences(counted(ledger.map_commits["m"]), state)) == [
        Difference("version", "is 2, not 1"),
        Difference("status", "is PAUSED, not PUBLISHED"),
    ]


def test_of_a_map_that_was_never_published_nothing_is_counted():
    assert list(map_differences(MapRecount(), MapState())) == []
