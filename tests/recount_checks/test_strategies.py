"""Random histories and filters, and what must hold of every report on them whatever the numbers are."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.measure.ledger import NOW
from tests.recount import (
    Map,
    World,
    contact_flow,
    funnel,
    goal_conversion_point,
    goal_conversion_rate,
    goal_conversion_time,
    lifetime_values,
    overlap,
    passing,
    recount,
    tracking,
)
from tests.strategies import STRANGERS, filters, histories_for_reports, with_group

TODAY = date(2026, 3, 1)
unhurried = [HealthCheck.too_slow, HealthCheck.data_too_large]
some = settings(max_examples=40, deadline=None, suppress_health_check=unhurried)


Asked = tuple[World, Map, dict, set[str]]


@st.composite
def told(draw) -> tuple[World, Map]:
    """A world, and a map of it that was published."""
    world = recount(draw(histories_for_reports()), NOW)
    return world, draw(st.sampled_from([place for place in world.maps.values() if place.versions]))


@st.composite
def asked(draw, worlds: st.SearchStrategy[tuple[World, Map]]) -> Asked:
    """A world, a map of it, a filter and who passes it."""
    world, place = draw(worlds)
    groups = {"on the map": set(place.added), "strangers": set(STRANGERS)}
    drawn = with_group(draw(filters(world, place, groups, TODAY)), groups)
    return world, place, drawn, passing(world, place, drawn, TODAY)


@some
@given(asked(told()))
def test_reports_under_a_filter_are_reports_on_those_who_pass_it(asked):
    world, place, _, within = asked
    flow = contact_flow(place, within)
    stages, steps = funnel(place, within).values()

    assert flow["cohort"] == place.added.keys() & within
    for key, row in lifetime_values(world, place, within).items():
        assert row["contacts"] == flow["elements"][key]["reached"] >= row["buyers"]
    for key, stage in stages.items():
        row = flow["elements"][key]
        assert stage["contacts"] == (row["reached"] if row["achieved"] is None else row["achieved"])
    for (start, end), step in steps.items():
        assert step["eligible"] == stages[start]["contacts"] >= step["converted"]
        assert step["converted"] <= stages[end]["contacts"]
    for goal in (key for key, row in flow["elements"].items() if row["achieved"] is not None):
        rates, times = goal_conversion_rate(place, goal, within), goal_conversion_time(place, goal, within)
        assert [row["converted"] for row in rates.values()] == [row["converted"] for row in times.values()]
        points = goal_conversion_point(place, goal, within)
        assert points["achieved"] == flow["elements"][goal]["achieved"]
        for rows in (points["points"], points["emails"]):
            assert_split(points["achieved"], [row["contacts"] for row in rows.values()])


@some
@given(asked(told()), st.sampled_from(("FIRST", "LAST")), st.integers(1, 3))
def test_everybody_of_a_breakdown_is_in_one_row_or_among_the_others(asked, model, first):
    world, place, _, within = asked
    found = tracking(world, place, model, "SOURCE", within, first)
    *values, _ = found["rows"]
    assert_split(found["total"], [*(row["contacts"] for row in found["rows"]), found["others"]])
    assert len(values) == min(first, found["distinct"])


@given(st.lists(st.frozensets(st.integers(0, 9)), min_size=2, max_size=6))
def test_everybody_of_some_groups_is_in_one_combination(groups):
    assert_split(set().union(*groups), [contacts for _, contacts in overlap(groups)])


def assert_split(whole: set[str], parts: list[set[str]]) -> None:
    assert set().union(*parts) == whole
    assert sum(map(len, parts)) == len(whole)


@some
@given(histories_for_reports())
def test_nothing_happens_too_far_ahead_and_no_map_sees_a_stranger(steps):
    world, latest = recount(steps, NOW), (NOW + timedelta(days=1)).timestamp()
    for place in world.maps.values():
        assert max(place.added.values(), default=0) <= latest
        assert not place.added.keys() & set(STRANGERS)


def tells_apart(name: str) -> Callable[[Asked], bool]:
    """A filter of this condition alone that some of the account pass and others do not."""

    def is_met(asked: Asked) -> bool:
        world, _, filter_, within = asked
        return filter_.keys() == {name} and set() < within < world.contacts.keys()

    return is_met


def splits_the_cohort(asked: Asked) -> bool:
    _, place, filter_, within = asked
    return filter_.keys() == {"added"} and set() < place.added.keys() & within < place.added.keys()


def joins_conditions(asked: Asked) -> bool:
    world, _, filter_, within = asked
    return sum(map(bool, filter_.values())) > 1 and set() < within < world.contacts.keys()


def has_times_that_differ(asked: Asked) -> bool:
    _, place, _, _ = asked
    goals = [key for key, shape in place.elements.items() if shape["kind"] == "GOAL"]
    rows = [row for goal in goals for row in goal_conversion_time(place, goal).values()]
    return any(row["fastestSeconds"] != row["slowestSeconds"] for row in rows)


def has_a_negative_total(asked: Asked) -> bool:
    world, place, _, _ = asked
    return any(row["total"] < 0 for row in lifetime_values(world, place).values())


def has_values_beyond_the_first(asked: Asked) -> bool:
    world, place, _, _ = asked
    return bool(tracking(world, place, "LAST", "SOURCE", first=1)["others"])


WANTED = {
    **{f"{name} tells apart": tells_apart(name) for name in ("created", "tracking", "triggers", "group")},
    **{
        wanted.__name__: wanted
        for wanted in (
            splits_the_cohort,
            joins_conditions,
            has_times_that_differ,
            has_a_negative_total,
            has_values_beyond_the_first,
        )
    },
}


def test_random_histories_and_filters_tell_contacts_apart_in_every_way():
    met: Counter[str] = Counter()

    @settings(some, max_examples=100, phases=[Phase.generate], database=None, derandomize=True)
    @given(told(), st.data())
    def look(found: tuple[World, Map], data: st.DataObject) -> None:
        for _ in range(6):
            filtered = data.draw(asked(st.just(found)))
            met.update(name for name, is_met in WANTED.items() if is_met(filtered))

    look()
    assert met.keys() == WANTED.keys(), met
