"""The worked cases of semantics.md, posted to a server; every number is the length of its list."""

import pytest

from tests.acceptance.flows import report
from tests.acceptance.stories import WORKED, achieved, automation, happened, moved
from tests.acceptance.tenant import Tenant
from tests.serving import Json, Server

FIRST_CASE = [
    *moved("A", "T E1 W1"),
    *moved("B", "T E1 W1 E2 W2"),
    *moved("C", "T E1 W1 E2 W2"),
    achieved("A", "G"),
    achieved("B", "G"),
]


@pytest.fixture
def tenant(server: Server) -> Tenant:
    return Tenant(server, server.key)


async def told(tenant: Tenant, automation: Json, *events: Json) -> Json:
    """The report after a map is published and these events happened."""
    await tenant.publish(automation)
    await tenant.record(*events)
    return await report(tenant, automation["key"])


def places(flow: Json) -> dict[str, tuple[set[str], set[str], set[str]]]:
    """Per element: who reached it, is here now, was here."""
    return {key: (row["reached"], row["hereNow"], row["wereHere"]) for key, row in flow["elements"].items()}


async def test_case_1_two_of_three_achieve_the_goal(tenant: Tenant):
    flow = await told(tenant, WORKED, *FIRST_CASE)

    everybody = {"A", "B", "C"}
    assert flow["cohort"] == everybody
    assert places(flow) == {
        "T": (everybody, set(), everybody),
        "E1": (everybody, set(), everybody),
        "W1": (everybody, set(), everybody),
        "E2": ({"B", "C"}, set(), {"B", "C"}),
        "W2": ({"B", "C"}, {"C"}, {"B"}),
        "G": ({"A", "B"}, {"A", "B"}, set()),
        "E3": (set(), set(), set()),
        "X": (set(), set(), set()),
    }
    goal = flow["elements"]["G"]
    assert (goal["achieved"], goal["waiting"], goal["conversionRate"]) == ({"A", "B"}, set(), 2 / 3)
    assert flow["connectors"]["W1>E2"] == {"passed": {"B", "C"}, "share": 1}
    assert flow["connectors"]["W2>G"] == {"passed": set(), "share": None}


async def test_case_2_a_contact_comes_back(tenant: Tenant):
    flow = await told(tenant, WORKED, *FIRST_CASE, *moved("A", "T E1 W1", day="2026-04-05"))

    assert places(flow)["W1"] == ({"A", "B", "C"}, {"A"}, {"B", "C"})
    assert flow["cohort"] == {"A", "B", "C"}
    assert flow["elements"]["G"]["achieved"] == {"A", "B"}


async def test_case_4_a_fork_puts_a_contact_in_two_places(tenant: Tenant):
    fork = automation("worked", "T:TRIGGER F:FORK W1:WAIT W2:WAIT", "T F W1", "F W2")
    both = [happened("MOVED", "A", **{"from": "F", "to": wait}) for wait in ("W1", "W2")]
    flow = await told(tenant, fork, *moved("A", "T F"), *both)

    assert places(flow)["F"] == ({"A"}, set(), {"A"})
    assert places(flow)["W1"] == places(flow)["W2"] == ({"A"}, {"A"}, set())
    assert flow["cohort"] == {"A"}
    assert flow["connectors"]["F>W1"] == flow["connectors"]["F>W2"] == {"passed": {"A"}, "share": 1}


@pytest.mark.parametrize(
    ("is_exit", "place"), [(False, ({"A"}, {"A"}, set())), (True, ({"A"}, set(), {"A"}))]
)
async def test_case_5_a_contact_stays_at_a_plain_end_and_was_at_an_exit(tenant: Tenant, is_exit, place):
    *others, end = WORKED["elements"]
    ending = {**WORKED, "elements": [*others, {**end, "exit": is_exit}]}
    flow = await told(tenant, ending, *moved("A", "T E1 W1 E2 W2 G E3 X"))

    assert places(flow)["X"] == place


async def test_case_7_the_same_lines_posted_twice_change_nothing(tenant: Tenant):
    once = await told(tenant, WORKED, *FIRST_CASE)

    receipt = await tenant.server.record(FIRST_CASE)
    assert receipt == {"accepted": 0, "duplicates": len(FIRST_CASE), "rejected": []}
    assert await report(tenant, "worked") == once


async def test_case_8_of_an_empty_cohort_counts_are_0_and_rates_null(tenant: Tenant):
    flow = await told(tenant, WORKED)

    assert flow["cohort"] == set()
    assert places(flow) == {element["key"]: (set(), set(), set()) for element in WORKED["elements"]}
    assert flow["elements"]["G"]["conversionRate"] is None
    for email in ("E1", "E2", "E3"):
        message = flow["elements"][email]["message"]
        assert {message[rate] for rate in message if rate.endswith("Rate")} == {None}
    assert {way["share"] for way in flow["connectors"].values()} == {None}


async def test_case_9_two_goals_side_by_side_both_count(tenant: Tenant):
    goals = automation("worked", "T:TRIGGER F:FORK G1:GOAL G2:GOAL E:END", "T F G1 E", "F G2 E")
    flow = await told(tenant, goals, *moved("A", "T F"), achieved("A", "G1"), achieved("A", "G2"))

    for goal in ("G1", "G2"):
        assert flow["elements"][goal]["achieved"] == flow["elements"][goal]["hereNow"] == {"A"}
        assert flow["elements"][goal]["conversionRate"] == 1

    await tenant.record(happened("MOVED", "A", **{"from": "G1", "to": "E"}))
    flow = await report(tenant, "worked")
    assert places(flow)["G1"] == ({"A"}, set(), {"A"})
    assert places(flow)["G2"] == ({"A"}, {"A"}, set())
    assert flow["elements"]["G1"]["achieved"] == flow["elements"]["G2"]["achieved"] == {"A"}


async def test_case_10_a_contact_achieves_before_it_was_ever_seen(tenant: Tenant):
    flow = await told(tenant, WORKED, achieved("A", "G"))

    assert flow["cohort"] == {"A"}
    assert places(flow)["G"] == ({"A"}, {"A"}, set())
    assert (flow["elements"]["G"]["achieved"], flow["elements"]["G"]["waiting"]) == ({"A"}, set())
    assert {key for key, row in flow["elements"].items() if row["reached"]} == {"G"}
