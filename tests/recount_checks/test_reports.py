"""The reports of the recount, by example: the worked cases of semantics.md first."""

from decimal import Decimal

import pytest

from tests.acceptance.stories import WORKED, achieved, automation, happened, moved
from tests.recount import (
    World,
    contact_flow,
    funnel,
    goal_conversion_point,
    goal_conversion_rate,
    goal_conversion_rate_of,
    goal_conversion_time,
    goal_conversion_time_of,
    lifetime_values,
    overlap,
    passing,
    recount,
    tracking,
)

MARCH = {"from": "2026-03-01", "to": "2026-03-31"}
APRIL = {"from": "2026-04-01", "to": "2026-04-30"}
FIRST_CASE = [
    *moved("A", "T E1 W1"),
    *moved("B", "T E1 W1 E2 W2"),
    *moved("C", "T E1 W1 E2 W2"),
    achieved("A", "G"),
    achieved("B", "G"),
]
CIRCLE = automation(
    "worked",
    "T:TRIGGER G1:GOAL W:WAIT G2:GOAL J:GO_TO G3:GOAL",
    "T W G1 J W",
    "W G2 G3",
)
"G1 lies on a cycle, and on it leads to itself and to G2 beside it."
SECOND = "2026-03-01T09:00:0"


def told(*batches: list[dict], drawing: dict = WORKED) -> World:
    return recount([("publish", drawing), *(("events", batch) for batch in batches)])


def paid(kind: str, contact: str, amount: str) -> dict:
    return happened(kind, contact, amount=amount, currency="USD")


def touched(contact: str, source: str, day: str = "2026-03-01") -> dict:
    return happened("TOUCHED", contact, day=day, source=source)


def test_case_1_three_contacts_two_of_whom_achieve():
    place = told(FIRST_CASE).maps["worked"]

    rates = {key: row["rate"] for key, row in goal_conversion_rate(place, "G").items()}
    assert rates == {"T": 2 / 3, "E1": 2 / 3, "W1": 2 / 3, "E2": 1 / 2, "W2": 1 / 2}
    assert list(rates) == ["T", "E1", "W1", "E2", "W2"]
    assert goal_conversion_rate(place, "G")["E2"] == {
        "reached": {"B", "C"},
        "converted": {"B"},
        "rate": 1 / 2,
    }
    assert goal_conversion_point(place, "G") == {
        "achieved": {"A", "B"},
        "points": {"W1": {"contacts": {"A"}, "share": 1 / 2}, "W2": {"contacts": {"B"}, "share": 1 / 2}},
        "emails": {"E1": {"contacts": {"A"}, "share": 1 / 2}, "E2": {"contacts": {"B"}, "share": 1 / 2}},
    }
    assert funnel(place) == {
        "stages": {
            "T": {"contacts": {"A", "B", "C"}, "overallRate": 1.0},
            "G": {"contacts": {"A", "B"}, "overallRate": 2 / 3},
        },
        "steps": {
            ("T", "G"): {"eligible": {"A", "B", "C"}, "converted": {"A", "B"}, "rate": 2 / 3},
        },
    }


def test_case_2_who_comes_again_was_added_in_march_for_ever():
    world = told(FIRST_CASE, moved("A", "T E1 W1", day="2026-04-05"))
    place = world.maps["worked"]
    march, april = (passing(world, place, {"added": days}) for days in (MARCH, APRIL))

    assert (march, april) == ({"A", "B", "C"}, set())
    row = contact_flow(place, march)["elements"]["W1"]
    assert (row["reached"], row["hereNow"], row["wereHere"]) == ({"A", "B", "C"}, {"A"}, {"B", "C"})
    assert contact_flow(place, april)["elements"]["W1"]["reached"] == set()


def test_case_3_money_is_the_contacts_whole_life():
    world = told(
        FIRST_CASE,
        [paid("PURCHASED", "A", "100.00"), paid("PURCHASED", "B", "50"), paid("REFUNDED", "B", "50")],
    )
    assert lifetime_values(world, world.maps["worked"])["E1"] == {
        "contacts": {"A", "B", "C"},
        "total": Decimal("100.00"),
        "average": Decimal("33.33333333333333333333333333"),
        "buyers": {"A"},
        "averagePerBuyer": Decimal("100.00"),
    }


def test_a_negative_balance_counts_against_the_total_and_is_no_buyers():
    world = told(FIRST_CASE, [paid("REFUNDED", "A", "10.50"), paid("PURCHASED", "B", "0.01")])
    row = lifetime_values(world, world.maps["worked"])["T"]
    assert (row["total"], row["buyers"]) == (Decimal("-10.49"), {"B"})
    assert row["averagePerBuyer"] == Decimal("0.01")


def test_case_6_who_brought_them():
    world = told(
        [*moved("A", "T"), *moved("B", "T"), *moved("C", "T"), paid("PURCHASED", "A", "9.90")],
        [touched("A", "facebook"), touched("A", "email", "2026-03-02"), touched("B", "Facebook ")],
    )
    place = world.maps["worked"]

    assert tracking(world, place, "FIRST", "SOURCE") == {
        "total": {"A", "B", "C"},
        "rows": [
            {
                "value": "facebook",
                "contacts": {"A", "B"},
                "share": 2 / 3,
                "lifetimeValue": Decimal("9.90"),
            },
            {"value": None, "contacts": {"C"}, "share": 1 / 3, "lifetimeValue": Decimal(0)},
        ],
        "others": set(),
        "distinct": 1,
    }
    last = tracking(world, place, "LAST", "SOURCE", first=1)
    assert [(row["value"], row["contacts"]) for row in last["rows"]] == [("email", {"A"}), (None, {"C"})]
    assert (last["others"], last["distinct"]) == ({"B"}, 2)


def test_a_breakdown_always_has_a_row_for_those_without_a_value():
    world = told([*moved("A", "T"), touched("A", "email")])
    [_, without] = tracking(world, world.maps["worked"], "FIRST", "SOURCE")["rows"]
    assert without == {"value": None, "contacts": set(), "share": 0.0, "lifetimeValue": Decimal(0)}


def test_case_8_of_nobody_counts_are_0_and_all_else_is_null():
    world = told()
    place = world.maps["worked"]
    nobody = {"meanSeconds": None, "medianSeconds": None, "fastestSeconds": None, "slowestSeconds": None}

    assert funnel(place) == {
        "stages": {key: {"contacts": set(), "overallRate": None} for key in ("T", "G")},
        "steps": {("T", "G"): {"eligible": set(), "converted": set(), "rate": None}},
    }
    for row in lifetime_values(world, place).values():
        assert row == {
            "contacts": set(),
            "total": Decimal(0),
            "average": None,
            "buyers": set(),
            "averagePerBuyer": None,
        }
    for row in goal_conversion_rate(place, "G").values():
        assert row == {"reached": set(), "converted": set(), "rate": None}
    for row in goal_conversion_time(place, "G").values():
        assert row == {"converted": set(), **nobody}
    assert goal_conversion_point(place, "G") == {"achieved": set(), "points": {}, "emails": {}}
    [row] = tracking(world, place, "LAST", "TERM")["rows"]
    assert (row["value"], row["share"]) == (None, None)
    assert overlap([set(), set()]) == []


def test_case_10_somebody_never_seen_achieves_from_nowhere_and_without_an_email():
    place = told([achieved("A", "G")]).maps["worked"]
    alone = {None: {"contacts": {"A"}, "share": 1.0}}
    assert goal_conversion_point(place, "G") == {"achieved": {"A"}, "points": alone, "emails": alone}


def test_conversion_times_run_from_first_reaching_to_first_achieving():
    moves = [
        happened("MOVED", contact, to="T", at=f"{SECOND}{second}Z")
        for contact, second in zip("ABCDE", (0, 1, 3, 8, 9), strict=True)
    ]
    goals = [happened("ACHIEVED", contact, element="G", at=f"{SECOND}8.999Z") for contact in "ABCDE"]
    place = told(moves, goals).maps["worked"]

    expected = {
        "converted": {"A", "B", "C", "D"},
        "meanSeconds": 5.0,
        "medianSeconds": 6.0,
        "fastestSeconds": 0,
        "slowestSeconds": 8,
    }
    assert goal_conversion_time(place, "G")["T"] == goal_conversion_time_of(place, "T", "G") == expected
    assert goal_conversion_time(place, "G", {"A", "E"})["T"]["converted"] == {"A"}


def test_a_step_leads_to_other_goals_with_no_goal_between_over_a_go_to_as_well():
    place = told(drawing=CIRCLE).maps["worked"]
    assert list(funnel(place)["stages"]) == ["T", "G1", "G2", "G3"]
    assert list(funnel(place)["steps"]) == [("T", "G1"), ("T", "G2"), ("G1", "G2"), ("G2", "G3")]
    assert list(goal_conversion_rate(place, "G1")) == ["T", "G1", "W", "J"]


def test_from_goal_to_goal_the_order_of_achieving_counts():
    place = told(
        [
            happened("MOVED", "A", to="G1", at=f"{SECOND}0Z"),
            happened("ACHIEVED", "A", element="G2", at=f"{SECOND}4Z"),
            happened("ACHIEVED", "A", element="G1", at=f"{SECOND}5Z"),
            happened("ACHIEVED", "B", element="G2", at=f"{SECOND}5Z"),
            happened("ACHIEVED", "B", element="G1", at=f"{SECOND}5Z"),
        ],
        drawing=CIRCLE,
    ).maps["worked"]
    assert funnel(place)["steps"]["G1", "G2"] == {"eligible": {"A", "B"}, "converted": {"B"}, "rate": 1 / 2}
    assert goal_conversion_rate_of(place, "G1", "G2")["converted"] == {"A", "B"}


def test_a_removed_element_answers_for_itself_alone():
    without = {
        **WORKED,
        "elements": [each for each in WORKED["elements"] if each["key"] != "E2"],
        "connectors": [edge for edge in WORKED["connectors"] if "E2" not in edge.values()],
    }
    world = recount([("publish", WORKED), ("events", FIRST_CASE), ("publish", without)])
    place = world.maps["worked"]

    assert list(goal_conversion_rate(place, "G")) == ["W2"]
    assert goal_conversion_rate_of(place, "E2", "G")["rate"] == 1 / 2
    assert goal_conversion_point(place, "G")["emails"].keys() == {"E1", "E2"}
    assert "E2" not in lifetime_values(world, place)
    assert list(lifetime_values(world, place, include_removed=True))[-1] == "E2"


def test_visits_count_on_the_days_of_added_whoever_came():
    visits = [happened("VISITED", None, element="T", at=f"2026-03-0{day}T12:00:00Z") for day in (1, 2, 3)]
    place = told(visits).maps["worked"]
    from_second, nobody = (place.day(place.visits["T"][1]), None), set()

    assert contact_flow(place, nobody)["elements"]["T"]["totalVisitors"] == 3
    assert contact_flow(place, nobody, visited=from_second)["elements"]["T"]["totalVisitors"] == 2


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([{"A", "B"}, {"B", "C"}], [((0,), {"A"}), ((0, 1), {"B"}), ((1,), {"C"})]),
        ([{"A"}, set(), {"A", "B", "C"}], [((2,), {"B", "C"}), ((0, 2), {"A"})]),
        ([{"A"}, {"A"}], [((0, 1), {"A"})]),
    ],
)
def test_groups_overlap_in_exact_combinations(groups: list[set[str]], expected: list):
    assert overlap(groups) == expected
