"""Open maps of every report: snapshots, then the rows and numbers that changed."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.gql.conftest import WORKED, Asker, Events, next_of
from tests.gql.reports import FRAGMENTS, TYPES, Json, ask_report, by_element

WATCH = (
    """
subscription (
  $id: ID!, $report: ReportType, $goal: String, $filter: ReportFilter, $stats: [Stat!], $elements: [String!]
) {
  mapUpdates(
    automation: $id, report: $report, goal: $goal, filter: $filter, stats: $stats, elements: $elements
    minIntervalMs: 50
  ) {
    snapshot revision cohort { count } changed { ...Rows } increments { element stat delta value }
  }
}
"""
    + FRAGMENTS
)
MONEY = {"currency": "USD"}


async def update_of(updates: AsyncIterator[Json]) -> Json:
    answer = await next_of(updates)
    assert answer["errors"] == []
    return answer["data"]["mapUpdates"]


def by_id(report: Json) -> dict[str, dict[str, Json]]:
    """The rows of each of a report's lists, by their ids."""
    lists = {name: rows for name, rows in report.items() if isinstance(rows, list)}
    return {name: {row["id"]: row for row in rows} for name, rows in lists.items()}


def numbers(update: Json) -> dict[tuple[str, str], tuple[float, float]]:
    return {(each["element"], each["stat"]): (each["delta"], each["value"]) for each in update["increments"]}


@pytest.mark.parametrize("kind", TYPES)
async def test_what_changed_brings_the_snapshot_to_what_the_query_says(
    asker: Asker, worked: str, events: Events, kind: str
):
    async with aclosing(asker.watch(WATCH, id=worked, report=kind, goal="G")) as updates:
        first = await update_of(updates)
        assert first["snapshot"]
        assert first["changed"] == await ask_report(asker, worked, kind, "G")
        shown = by_id(first["changed"])
        await asker.record(
            *events.walk("D", "T", "E1"),
            events.on_map("ACHIEVED", "D", element="G", at="2026-03-01T10:00:00Z"),
            events("PURCHASED", contact="A", amount="5.00", **MONEY),
        )
        expected = by_id(await ask_report(asker, worked, kind, "G"))
        while shown != expected:
            update = await update_of(updates)
            assert not update["snapshot"]
            for name, rows in by_id(update["changed"]).items():
                shown[name] |= rows


async def test_money_is_live_though_it_is_the_accounts(asker: Asker, worked: str, events: Events):
    asked = {"report": "LIFETIME_VALUE", "stats": ["BUYERS", "LIFETIME_VALUE"], "elements": ["W2", "G"]}
    async with aclosing(asker.watch(WATCH, id=worked, **asked)) as updates:
        first = await update_of(updates)
        assert numbers(first) == {
            (element, stat): (0, 0) for element in ("W2", "G") for stat in ("BUYERS", "LIFETIME_VALUE")
        }
        await asker.record(events("PURCHASED", contact="A", amount="100.00", **MONEY))
        update = await update_of(updates)
        assert numbers(update) == {("G", "BUYERS"): (1, 1), ("G", "LIFETIME_VALUE"): (10_000, 10_000)}
        rows = by_element(update["changed"]["elements"], "total", "buyers")
        assert rows == {"G": ("100.00", "A")}
        await asker.record(events("REFUNDED", contact="B", amount="30.00", **MONEY))
        update = await update_of(updates)
        assert numbers(update) == {
            ("W2", "LIFETIME_VALUE"): (-3_000, -3_000),
            ("G", "LIFETIME_VALUE"): (-3_000, 7_000),
        }


async def test_converted_is_counted_at_the_elements_before_the_goal(
    asker: Asker, worked: str, events: Events
):
    asked = {"goal": "G", "stats": ["CONVERTED", "REACHED"], "elements": ["W2", "G", "E3"]}
    async with aclosing(asker.watch(WATCH, id=worked, **asked)) as updates:
        assert numbers(await update_of(updates)) == {
            ("W2", "CONVERTED"): (0, 1),
            ("W2", "REACHED"): (0, 2),
            ("G", "REACHED"): (0, 2),
            ("E3", "REACHED"): (0, 0),
        }
        await asker.record(events.on_map("ACHIEVED", "C", element="G"))
        assert numbers(await update_of(updates)) == {("W2", "CONVERTED"): (1, 2), ("G", "REACHED"): (1, 3)}


async def test_a_place_that_nobody_converted_from_any_more_is_told_so(
    asker: Asker, worked: str, events: Events
):
    flow = 'query ($id: ID!) { automation(id: $id) { element(key: "G") { contactFlow { hereNow { id } } } } }'
    row = (await asker.ask(flow, id=worked))["automation"]["element"]["contactFlow"]
    asked = {"report": "GOAL_CONVERSION_POINT", "goal": "G", "filter": {"group": row["hereNow"]["id"]}}
    async with aclosing(asker.watch(WATCH, id=worked, **asked)) as updates:
        first = await update_of(updates)
        assert by_element(first["changed"]["points"], "contacts") == {"W1": ("A",), "W2": ("B",)}
        await asker.record(events.on_map("MOVED", "A", **{"from": "G", "to": "E3"}))
        update = await update_of(updates)
        assert by_element(update["changed"]["points"], "contacts", "share") == {"W1": ("", 0), "W2": ("B", 1)}


async def test_touches_are_live_under_a_tracking_filter(asker: Asker, worked: str, events: Events):
    asked = {"filter": {"tracking": [{"values": ["facebook"], "model": "LAST"}]}, "stats": ["REACHED"]}
    async with aclosing(asker.watch(WATCH, id=worked, **asked)) as updates:
        assert (await update_of(updates))["cohort"] == {"count": 0}
        await asker.record(events("TOUCHED", contact="B", source="Facebook"))
        update = await update_of(updates)
        assert (update["cohort"], numbers(update)["W2", "REACHED"]) == ({"count": 1}, (1, 1))
        await asker.record(events("TOUCHED", contact="B", source="email", at="2026-03-03T09:00:00Z"))
        update = await update_of(updates)
        assert (update["cohort"], numbers(update)["W2", "REACHED"]) == ({"count": 0}, (-1, 0))


def set_to(asker: Asker, start: datetime) -> Asker:
    """The same, whose clock runs as it does, from `start` on."""
    ahead = start - datetime.now(UTC)
    return replace(asker, services=replace(asker.services, now=lambda: datetime.now(UTC) + ahead))


async def test_at_midnight_a_subscription_under_a_preset_answers_with_a_snapshot(
    asker: Asker, events: Events
):
    """A moment before midnight in Berlin."""
    automation = await asker.save({**WORKED, "timeZone": "Europe/Berlin"})
    await asker.record(events.on_map("MOVED", "A", to="T", at="2026-03-28T22:30:00Z"))
    clock = set_to(asker, datetime(2026, 3, 28, 22, 59, 58, tzinfo=UTC))
    asked = {"filter": {"added": {"preset": "TODAY"}}, "stats": ["REACHED"], "elements": ["T"]}
    async with aclosing(clock.watch(WATCH, id=automation, **asked)) as updates:
        before = await update_of(updates)
        assert (before["snapshot"], numbers(before)) == (True, {("T", "REACHED"): (0, 1)})
        after = await update_of(updates)
        assert (after["snapshot"], numbers(after)) == (True, {("T", "REACHED"): (0, 0)})
        assert after["revision"] != before["revision"]
        await asker.record(events.on_map("MOVED", "B", to="T", at="2026-03-28T23:00:00Z"))
        update = await update_of(updates)
        assert (update["snapshot"], numbers(update)) == (False, {("T", "REACHED"): (1, 1)})


async def test_a_month_that_has_not_ended_is_a_snapshot_at_midnight_too(asker: Asker, worked: str):
    late = datetime(2026, 3, 28, 23, 59, 59, 800_000, UTC) - datetime.now(UTC)
    clock = replace(asker, services=replace(asker.services, now=lambda: datetime.now(UTC) + late))
    async with aclosing(
        clock.watch(WATCH, id=worked, filter={"created": {"preset": "LAST_MONTH"}})
    ) as updates:
        first, second = await update_of(updates), await update_of(updates)
    assert first["snapshot"]
    assert second["snapshot"]
    assert first["changed"]["elements"] == second["changed"]["elements"]


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        ({"report": "GOAL_CONVERSION_RATE"}, "is required by the report GOAL_CONVERSION_RATE"),
        ({"stats": ["CONVERTED"]}, "is required by the stat CONVERTED"),
        ({"stats": ["CONVERTED"], "goal": "T"}, 'automation "worked" has no goal "T"'),
    ],
)
async def test_a_goal_is_asked_for_where_one_is_needed(asker: Asker, worked: str, arguments: Json, rule: str):
    async with aclosing(asker.watch(WATCH, id=worked, **arguments)) as updates:
        [error] = (await next_of(updates))["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": "goal", "rule": rule}
