"""Who passes a filter, by example; and random filters on the same example."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import Phase, given, settings

from tests.acceptance.stories import WORKED, automation, happened, moved
from tests.recount import World, days, passing, recount
from tests.strategies import filters, with_group

BEFORE = automation("worked", "T:TRIGGER T2:TRIGGER E1:EMAIL", "T E1", "T2 E1")


def touched(contact: str, day: str, **values: str) -> dict:
    return happened("TOUCHED", contact, day=day, **values)


def told() -> World:
    """Case 6: A was touched by facebook then email, B by facebook only; C and D never, and D is on no map."""
    return recount(
        [
            ("publish", BEFORE),
            ("events", moved("C", "T2")),
            ("publish", WORKED),
            ("events", [*moved("A", "T E1"), *moved("B", "T", day="2026-03-02"), *moved("B", "T2")]),
            (
                "events",
                [touched("A", "2026-03-01", source=" Facebook "), touched("A", "2026-03-02", source="Email")],
            ),
            ("events", [touched("B", "2026-03-01", source="FACEBOOK", medium="cpc")]),
            ("upsert", [{"key": "D", "createdAt": "2025-12-31T23:00:00Z"}]),
            ("upsert", [{"key": "A", "createdAt": "2026-01-01T00:00:00Z"}]),
        ]
    )


@pytest.fixture
def world() -> World:
    return told()


def who(world: World, **filter: object) -> str:
    return "".join(sorted(passing(world, world.maps["worked"], filter)))


def test_a_filter_that_says_nothing_lets_the_whole_account_pass(world: World):
    assert who(world) == "ABCD"
    assert who(world, group=None, added=None, created=None, tracking=[], triggers=[]) == "ABCD"
    assert who(world, added={"preset": "ALL_TIME"}) == "ABCD"


def test_added_asks_for_the_first_event_to_arrive_and_refuses_whoever_never_was_added(world: World):
    assert who(world, added={"to": "2026-03-01"}) == "AC"
    assert who(world, added={"from": "2026-03-02"}) == "B"
    assert who(world, added={"from": "2000-01-01"}) == "ABC"


def test_created_is_what_was_said_last(world: World):
    assert who(world, created={"to": "2025-12-31"}) == "D"
    assert who(world, created={"from": "2026-01-01", "to": "2026-01-01"}) == "A"


@pytest.mark.parametrize(
    ("tracking", "expected"),
    [
        ([{"values": ["facebook"]}], "AB"),
        ([{"values": ["\tFACEBOOK "], "model": "FIRST", "dimension": "SOURCE"}], "AB"),
        ([{"values": ["facebook"], "model": "LAST"}], "B"),
        ([{"values": ["facebook", "email"], "model": "LAST"}], "AB"),
        ([{"values": ["facebook"]}, {"values": ["email"], "model": "LAST"}], "A"),
        ([{"values": ["post"]}], ""),
        ([{"values": ["post"], "includeNone": True}], "CD"),
        ([{"values": [], "includeNone": True}], "CD"),
        ([{"values": ["cpc"], "dimension": "MEDIUM", "includeNone": True}], "ABCD"),
        ([{"values": ["cpc"], "dimension": "MEDIUM"}, {"values": ["facebook"]}], "B"),
    ],
)
def test_tracking_is_compared_trimmed_and_without_case(world: World, tracking: list[dict], expected: str):
    assert who(world, tracking=tracking) == expected


def test_triggers_are_those_ever_reached_removed_ones_too(world: World):
    assert who(world, triggers=["T"]) == "AB"
    assert who(world, triggers=["T2"]) == "BC"
    assert who(world, triggers=["T", "T2"]) == "ABC"


def test_a_group_may_hold_people_of_no_map_and_an_empty_one_is_nobody(world: World):
    assert who(world, group={"A", "D"}) == "AD"
    assert who(world, group=set()) == ""


def test_all_conditions_hold_together(world: World):
    assert who(world, triggers=["T2"], tracking=[{"values": ["facebook"]}]) == "B"
    assert who(world, triggers=["T2"], group={"A"}) == ""


TODAY = date(2026, 3, 2)
EXAMPLE = told()
drawn = filters(EXAMPLE, EXAMPLE.maps["worked"], ["mine"], TODAY)


@given(drawn)
def test_a_random_filter_keeps_the_rules(filter: dict):
    for range_ in (filter.get("added"), filter.get("created")):
        if range_ and range_.get("preset"):
            assert range_.get("from") is range_.get("to") is None
        elif range_:
            first, last = days(range_)
            assert (first, last) != (None, None)
            assert first is None or last is None or first <= last
    for wanted in filter.get("tracking") or ():
        assert wanted["values"] or wanted["includeNone"]
        assert all(value.strip() for value in wanted["values"])
    assert set(filter.get("triggers") or ()) <= {"T", "T2"}
    assert filter.get("group") in (None, "mine")


def test_random_filters_come_to_all_sorts():
    met: set[str] = set()

    @settings(max_examples=400, phases=[Phase.generate], database=None, derandomize=True)
    @given(drawn)
    def look(filter: dict) -> None:
        met.update(sorts(filter))

    look()
    ends = {f"{name} {end}" for name in ("added", "created") for end in ("from", "to", "from to", "preset")}
    assert met >= ends | {"trigger T", "trigger T2", "tracking 1", "tracking 3", "only none", "group", "null"}


def sorts(filter: dict) -> Iterator[str]:
    for name in ("added", "created"):
        yield f"{name} {' '.join(end for end, value in (filter.get(name) or {}).items() if value)}"
    yield from (f"trigger {trigger}" for trigger in filter.get("triggers") or ())
    tracking = filter.get("tracking") or ()
    yield f"tracking {len(tracking)}"
    if any(wanted["values"] == [] for wanted in tracking):
        yield "only none"
    if filter.get("group"):
        yield "group"
    if None in filter.values():
        yield "null"


def test_a_groups_name_gives_way_to_what_stands_for_it():
    assert with_group({"group": "mine", "triggers": ["T"]}, {"mine": {"A"}}) == {
        "group": {"A"},
        "triggers": ["T"],
    }
    assert with_group({"group": None}, {"mine": {"A"}}) == {"group": None}
