"""Every report under random filters, on random histories in odd time zones, against the recount."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measure.contact_flow import ElementFlow
from measure.conversion_time import Achievers, GoalConversionTime
from measure.days import Days, Preset, preset_days
from measure.funnel import FunnelStage, FunnelStep
from measure.goal_conversion import GoalConversionPoint, GoalConversionRate
from measure.group_ids import group_id, kept_texts, parse
from measure.groups import Filter, Group, StatGroup, Tracked
from measure.lifetime_value import LifetimeValue
from measure.membership import States, is_countable, members, passing
from measure.money import major_units, mean
from measure.overlaps import overlaps
from measure.reports import ReportType, full_rows
from measure.scope import Counted, Scope
from measure.sets import Set
from measure.stats import Stat
from measure.touches import Model
from measure.tracking import breakdown
from measure.zones import zone
from tests.measure.ledger import CURRENCY, NOW, Ledger
from tests.measure.test_against_the_recount import flow
from tests.recount import (
    Map,
    World,
    contact_flow,
    days,
    funnel,
    goal_conversion_point,
    goal_conversion_rate,
    goal_conversion_rate_of,
    goal_conversion_time,
    goal_conversion_time_of,
    lifetime_values,
    overlap,
    recount,
    tracking,
)
from tests.recount import passing as recounted_passing
from tests.recount.world import DIMENSIONS
from tests.strategies import filters, histories_for_reports, with_group

thorough = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
cuts = st.integers(0, 1_000).map(Random)

FILTERS = 4
"On each map: a history costs more than counting it."

Keys = Callable[[Set], set[str]]


@thorough
@given(histories_for_reports(), cuts, st.data())
def test_every_number_of_every_report_and_the_members_behind_it(steps, cuts, data):
    world, ledger = recount(steps, NOW), Ledger(cuts).take(steps)
    groups = {place.key: cohort(place) for place in published(world)}

    for place in [*published(world)] * FILTERS:
        today = NOW.astimezone(zone(place.versions[-1]["timeZone"])).date()
        asked = data.draw(filters(world, place, groups, today))
        scope = scope_of(ledger, place, asked, groups, today)
        within = recounted_passing(world, place, with_group(asked, recounted(groups)), today)
        visited = days(asked.get("added"), today)
        check = Check(ledger, world, place, scope, within)

        assert flow(scope, ledger.keys) == contact_flow(place, within, include_removed=True, visited=visited)
        check.values()
        check.funnel()
        for goal in (key for key, shape in place.elements_ever.items() if shape["kind"] == "GOAL"):
            check.goal(goal)
        check.tracking(data)
        check.overlap(data)


def published(world: World) -> list[Map]:
    return [place for place in world.maps.values() if place.versions]


def cohort(place: Map) -> tuple[Group, set[str]]:
    """A group to filter by: those who reached the map's first element."""
    element = next(iter(place.elements_ever))
    return StatGroup(place.key, Stat.REACHED, element), set(place.reached[element])


def recounted(groups: Mapping[str, tuple[Group, set[str]]]) -> dict[str, set[str]]:
    return {name: within for name, (_, within) in groups.items()}


def scope_of(
    ledger: Ledger, place: Map, asked: dict, groups: Mapping[str, tuple[Group, set[str]]], today: date
) -> Scope:
    counted = Filter(
        group=groups[asked["group"]][0] if asked.get("group") else None,
        added=asked_days(asked.get("added"), today),
        created=asked_days(asked.get("created"), today),
        tracking=tuple(sorted({tracked(each) for each in asked.get("tracking") or ()})),
        triggers=tuple(sorted(set(asked.get("triggers") or ()))),
    )
    who = passing(counted, place.key, States(ledger.maps, ledger.account))
    return Scope(place.key, ledger.maps[place.key], counted, who, ledger.account)


def asked_days(asked: dict | None, today: date) -> Days | None:
    asked = asked or {}
    if asked.get("preset"):
        found = preset_days(Preset(asked["preset"]), today)
    else:
        found = Days(*(asked.get(end) and date.fromisoformat(asked[end]) for end in ("from", "to")))
    return None if found.is_open else found


def tracked(asked: dict) -> Tracked:
    return Tracked.of(
        Model(asked.get("model", "FIRST")),
        asked.get("dimension", "SOURCE").lower(),
        asked["values"],
        includes_none=asked.get("includeNone", False),
    )


class Check:
    """One map under one filter, in `measure` and in the recount."""

    def __init__(self, ledger: Ledger, world: World, place: Map, scope: Scope, within: set[str]) -> None:
        self.ledger, self.world, self.place, self.scope, self.within = ledger, world, place, scope, within
        self.states = States(ledger.maps, ledger.account)

    def keys(self, counted: Counted) -> set[str]:
        """Who is counted, once the group's id is found to stand for the same contacts."""
        assert self.found(counted.group) == counted.members
        return self.ledger.keys(counted.members)

    def found(self, group: Group) -> Set:
        texts = dict(kept_texts(group))
        again = parse(group_id(group), texts)
        assert again == group
        if isinstance(group, StatGroup):
            assert is_countable(group, self.ledger.maps[group.automation])
        return members(again, self.states)

    def rows(self, report: ReportType, goal: str = "") -> list:
        return list(full_rows(report, self.scope, goal))

    def values(self) -> None:
        found = {row.element.key: self.value(row) for row in self.rows(ReportType.LIFETIME_VALUE)}
        assert found == lifetime_values(self.world, self.place, self.within)
        ever = lifetime_values(self.world, self.place, self.within, include_removed=True)
        elements = self.scope.state.history.elements
        assert {key: self.value(LifetimeValue(self.scope, elements[key])) for key in ever} == ever

    def value(self, row: LifetimeValue) -> dict:
        contacts, buyers = self.keys(row.contacts), self.keys(row.buyers)
        return {
            "contacts": contacts,
            "total": major_units(row.total, CURRENCY),
            "average": average(row.total, len(contacts)),
            "buyers": buyers,
            "averagePerBuyer": average(row.buyers_total, len(buyers)),
        }

    def funnel(self) -> None:
        rows = self.rows(ReportType.FUNNEL_CONVERSION)
        found = {
            "stages": {
                row.element.key: {"contacts": self.keys(row.contacts), "overallRate": row.overall_rate}
                for row in rows
                if isinstance(row, FunnelStage)
            },
            "steps": {
                (row.source.key, row.target.key): {
                    "eligible": self.keys(row.eligible),
                    "converted": self.keys(row.converted),
                    "rate": row.rate,
                }
                for row in rows
                if isinstance(row, FunnelStep)
            },
        }
        expected = funnel(self.place, self.within)
        assert found == expected
        assert [list(part) for part in found.values()] == [list(part) for part in expected.values()]

    def goal(self, goal: str) -> None:
        place, within, scope = self.place, self.within, self.scope
        rates = {row.element.key: self.rate(row) for row in self.rows(ReportType.GOAL_CONVERSION_RATE, goal)}
        times = {row.element.key: self.time(row) for row in self.rows(ReportType.GOAL_CONVERSION_TIME, goal)}
        if goal in place.elements:
            assert list(rates.items()) == list(goal_conversion_rate(place, goal, within).items())
            assert list(times.items()) == list(goal_conversion_time(place, goal, within).items())
        assert self.points(goal) == goal_conversion_point(place, goal, within)
        achievers = Achievers(scope, goal)
        for key, element in scope.state.history.elements.items():
            rate, time = (
                GoalConversionRate(scope, element, goal),
                GoalConversionTime(scope, element, achievers),
            )
            assert self.rate(rate) == goal_conversion_rate_of(place, key, goal, within)
            assert self.time(time) == goal_conversion_time_of(place, key, goal, within)

    def rate(self, row: GoalConversionRate) -> dict:
        return {"reached": self.keys(row.reached), "converted": self.keys(row.converted), "rate": row.rate}

    def time(self, row: GoalConversionTime) -> dict:
        spread = row.spread
        return {
            "converted": self.keys(row.converted),
            "meanSeconds": spread and spread.mean,
            "medianSeconds": spread and spread.median,
            "fastestSeconds": spread and spread.fastest,
            "slowestSeconds": spread and spread.slowest,
        }

    def points(self, goal: str) -> dict:
        rows = self.rows(ReportType.GOAL_CONVERSION_POINT, goal)
        assert all(isinstance(row, GoalConversionPoint) for row in rows)
        parts = {
            name: {
                row.element and row.element.key: {"contacts": self.keys(row.contacts), "share": row.share}
                for row in rows
                if row.stat is stat
            }
            for name, stat in (("points", Stat.CONVERSION_POINT), ("emails", Stat.CONVERSION_EMAIL))
        }
        return {"achieved": self.keys(self.scope.counted(Stat.ACHIEVED, goal)), **parts}

    def tracking(self, data: st.DataObject) -> None:
        model, dimension = data.draw(st.sampled_from(Model)), data.draw(st.sampled_from(DIMENSIONS))
        first = data.draw(st.integers(1, 3))
        found = breakdown(self.scope, model, dimension, first)
        rows = [
            {
                "value": row.value,
                "contacts": self.keys(row.contacts),
                "share": row.share,
                "lifetimeValue": major_units(row.lifetime_value, CURRENCY),
            }
            for row in found.rows
        ]
        assert {
            "total": self.keys(found.total),
            "rows": rows,
            "others": self.keys(found.others),
            "distinct": found.distinct,
        } == tracking(self.world, self.place, model, dimension.upper(), self.within, first)

    def overlap(self, data: st.DataObject) -> None:
        history = self.scope.state.history
        some = data.draw(st.lists(st.sampled_from(sorted(history.elements)), min_size=2, max_size=4))
        counted = [ElementFlow(self.scope, history.elements[key]).counted(Stat.REACHED) for key in some]
        found = overlaps([(each.group, each.members) for each in counted])
        for row in found:
            assert self.found(row.group) == row.members
        assert [(row.inside, self.ledger.keys(row.members)) for row in found] == overlap(
            [self.ledger.keys(each.members) for each in counted]
        )


def average(units: int, count: int) -> Decimal | None:
    return mean(units, count, CURRENCY) if count else None
