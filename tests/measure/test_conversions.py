"""First times, conversion points and emails, and who converted: worked cases 1, 2 and 10, and late events."""

from datetime import UTC, datetime

import pytest

from measure.map_fold import fold
from measure.stats import (
    ADDED,
    ENTERED,
    LAST_EMAIL,
    MAILED,
    RE_ADDED,
    Stat,
    conversion_email_name,
    conversion_point_name,
    converted_name,
    first_achieved_name,
    first_reached_name,
    goal_converted_name,
    set_name,
)
from tests.measure.ledger import Ledger
from tests.measure.test_worked_cases import FIRST_CASE, KEYS, MAP, achieved, event, moved, told

SIDE_BY_SIDE = {
    **MAP,
    "elements": [*MAP["elements"], {"key": "G2", "kind": "GOAL", "name": "G2"}],
    "connectors": [*MAP["connectors"], {"source": "W2", "target": "G2"}],
}


def who(ledger: Ledger, name: str) -> set[str]:
    return ledger.keys(ledger.maps["map"].set(name))


def points(ledger: Ledger, goal: str = "G") -> dict[str, set[str]]:
    return split(ledger, goal, conversion_point_name)


def emails(ledger: Ledger, goal: str = "G") -> dict[str, set[str]]:
    return split(ledger, goal, conversion_email_name)


def split(ledger: Ledger, goal: str, name) -> dict[str, set[str]]:
    found = {key: who(ledger, name(goal, key)) for key in KEYS}
    return {key: members for key, members in found.items() if members}


def converted(ledger: Ledger, goal: str = "G") -> dict[str, set[str]]:
    return split(ledger, goal, lambda goal, key: converted_name(key, goal))


def at(day: int, time: str = "09:00:00") -> str:
    return f"2025-03-{day:02}T{time}Z"


def move(contact: str, to: str, day: int, **more: str) -> dict:
    return {**event("MOVED", contact, at(day)), "id": f"{contact}-{to}-{day}", "to": to, **more}


def achieve(contact: str, goal: str, day: int, **more: str) -> dict:
    return {**event("ACHIEVED", contact, at(day)), "id": f"{contact}-{goal}-{day}", "element": goal, **more}


def seconds_of(ledger: Ledger, name: str, contact: str) -> datetime | None:
    value = ledger.maps["map"].column(name).get(ledger.ordinals[contact])
    return None if value is None else datetime.fromtimestamp(value + 946_684_800, UTC)


def march(day: int, hour: int = 9) -> datetime:
    return datetime(2025, 3, day, hour, tzinfo=UTC)


def test_case_1_points_emails_and_rates():
    ledger = told(FIRST_CASE)
    assert points(ledger) == {"W1": {"A"}, "W2": {"B"}}
    assert emails(ledger) == {"E1": {"A"}, "E2": {"B"}}
    assert converted(ledger) == {
        "T": {"A", "B"},
        "E1": {"A", "B"},
        "W1": {"A", "B"},
        "E2": {"B"},
        "W2": {"B"},
        "G": {"A", "B"},
    }


def test_case_2_a_contact_that_comes_again_is_re_added_and_keeps_its_times():
    ledger = told(FIRST_CASE, moved("A", "T", "E1", "W1", day="2025-04-05"))
    assert (who(ledger, ENTERED), who(ledger, RE_ADDED)) == ({"A", "B", "C"}, {"A"})
    assert ledger.maps["map"].added_at(ledger.ordinals["A"]) == march(1)
    assert seconds_of(ledger, first_reached_name("T"), "A") == march(1)
    assert points(ledger) == {"W1": {"A"}, "W2": {"B"}}


def test_case_10_somebody_never_seen_achieves_without_point_or_email():
    ledger = told([achieved("A", "G")])
    assert (points(ledger), emails(ledger), converted(ledger)) == ({}, {}, {"G": {"A"}})
    assert ledger.maps["map"].added_at(ledger.ordinals["A"]) == march(2)


def test_who_is_not_on_the_map_was_never_added():
    ledger = told([move("A", "T", 1)])
    with pytest.raises(KeyError):
        ledger.maps["map"].added_at(3)


def test_the_first_event_to_arrive_adds_for_ever_and_a_visit_adds_nobody():
    visit = {**event("VISITED", "A", at(1)), "element": "T"}
    ledger = told([visit, move("A", "T", 9)], [move("A", "E1", 2)])
    assert seconds_of(ledger, ADDED, "A") == march(9)


@pytest.mark.parametrize("batches", [1, 2])
def test_first_times_are_the_earliest_in_whole_seconds(batches):
    events = [
        {**move("A", "W1", 5), "at": at(5, "09:00:00.999")},
        move("A", "W1", 7),
        {**move("A", "W1", 3), "at": at(3, "09:00:00.500")},
        achieve("A", "G", 8),
        achieve("A", "G", 6),
    ]
    ledger = told(events) if batches == 1 else told(*([each] for each in events))
    assert seconds_of(ledger, first_reached_name("W1"), "A") == march(3)
    assert seconds_of(ledger, first_achieved_name("G"), "A") == march(6)


def test_within_one_second_reaching_is_no_later_than_achieving():
    ledger = told(
        [
            {**move("A", "W1", 5), "at": at(5, "09:00:00.999")},
            {**achieve("A", "G", 5), "at": at(5, "09:00:00.001")},
        ]
    )
    assert converted(ledger)["W1"] == {"A"}


def test_a_late_move_converts():
    ledger = told([move("A", "W1", 5), achieve("A", "G", 4)])
    assert "W1" not in converted(ledger)
    ledger.events([move("A", "W1", 3)])
    assert converted(ledger)["W1"] == {"A"}


def test_a_late_achievement_takes_conversions_back():
    ledger = told([move("A", "T", 1), move("A", "W1", 3), achieve("A", "G", 5)])
    assert converted(ledger) == {"T": {"A"}, "W1": {"A"}, "G": {"A"}}
    ledger.events([achieve("A", "G", 2)])
    assert converted(ledger) == {"T": {"A"}, "G": {"A"}}
    ledger.events([move("A", "W1", 2)])
    assert converted(ledger) == {"T": {"A"}, "W1": {"A"}, "G": {"A"}}


def test_goals_convert_to_each_other_in_the_order_of_their_first_times():
    ledger = told([achieve("A", "G", 3), achieve("A", "G2", 5)], automation=SIDE_BY_SIDE)
    there, back = goal_converted_name("G", "G2"), goal_converted_name("G2", "G")
    assert (who(ledger, there), who(ledger, back)) == ({"A"}, set())
    ledger.events([achieve("A", "G2", 2)])
    assert (who(ledger, there), who(ledger, back)) == (set(), {"A"})
    ledger.events([achieve("A", "G", 2)])
    assert (who(ledger, there), who(ledger, back)) == ({"A"}, {"A"})


def test_the_point_and_the_email_are_fixed_by_the_first_achievement_to_arrive():
    ledger = told(
        [move("A", "E1", 1), move("A", "W1", 1, **{"from": "E1"}), achieve("A", "G", 5)],
        [move("A", "E2", 2), achieve("A", "G", 3)],
    )
    assert (points(ledger), emails(ledger)) == ({"W1": {"A"}}, {"E1": {"A"}})


def test_the_last_email_is_the_last_to_arrive_and_no_text_message():
    drawing = {**MAP, "elements": [*MAP["elements"], {"key": "S", "kind": "SMS", "name": "S"}]}
    sent = [
        {**event("SENT", "A", at(5)), "id": key, "element": key, "at": at(day)}
        for key, day in (("E1", 5), ("E2", 1), ("S", 6))
    ]
    opened = {**event("OPENED", "A", at(7)), "element": "E1"}
    ledger = told([*sent, opened, achieve("A", "G", 9)], automation=drawing)
    assert emails(ledger) == {"E2": {"A"}}
    ledger.events([move("A", "E3", 9)])
    state = ledger.maps["map"]
    assert state.column(LAST_EMAIL).get(ledger.ordinals["A"]) == state.history.numbers["E3"]
    assert who(ledger, MAILED) == {"A"}


def test_the_same_events_again_change_no_time_and_no_conversion():
    ledger = told(FIRST_CASE)
    events = [each for commit in ledger.map_commits["map"] for each in commit.events]
    again = fold(ledger.maps["map"], events)
    conversions = {name for name in (*again.sets.add, *again.sets.remove) if name.startswith("CONVER")}
    assert again.columns == {}
    assert conversions == set()


def test_a_removed_element_keeps_its_number_and_can_still_be_a_point():
    ledger = told([move("A", "E1", 1)])
    without = {
        **MAP,
        "elements": [each for each in MAP["elements"] if each["key"] != "E1"]
        + [{"key": "N", "kind": "EMAIL", "name": "N"}],
        "connectors": [each for each in MAP["connectors"] if "E1" not in each.values()],
    }
    ledger.publish(without)
    ledger.events([achieve("A", "G", 2, **{"from": "E1"})])
    numbers = ledger.maps["map"].history.numbers
    assert (points(ledger), emails(ledger)) == ({"E1": {"A"}}, {"E1": {"A"}})
    assert dict(numbers) == {key: number for number, key in enumerate([*KEYS, "N"])}


def test_on_a_cycle_the_nearest_place_upstream_is_the_point():
    """T → W → G, W → R(GO_TO) → W: R is two connectors away from G, W one."""
    kinds = {"T": "TRIGGER", "R": "GO_TO", "W": "WAIT", "G": "GOAL"}
    drawing = {
        **MAP,
        "elements": [{"key": key, "kind": kind, "name": key} for key, kind in kinds.items()],
        "connectors": [
            {"source": source, "target": target}
            for source, target in (("T", "W"), ("W", "G"), ("W", "R"), ("R", "W"))
        ],
    }
    ledger = told([move("A", "W", 1), move("A", "R", 1), achieve("A", "G", 2)], automation=drawing)
    ledger.events([achieve("A", "G", 3)])
    assert who(ledger, conversion_point_name("G", "W")) == {"A"}
    assert who(ledger, set_name(Stat.HERE_NOW, "R")) == {"A"}
    assert {key for key in kinds if who(ledger, converted_name(key, "G"))} == {"W", "R", "G"}
