"""An open map: a snapshot, then what changes, and nothing else."""

import time
from contextlib import aclosing

import pytest

from tests.gql.conftest import PUBLISH, SAVE, WORKED, Asker, Events, next_of

WATCH = """
subscription ($id: ID!, $filter: ReportFilter, $elements: [String!], $stats: [Stat!], $ms: Int! = 50) {
  mapUpdates(automation: $id, filter: $filter, elements: $elements, stats: $stats, minIntervalMs: $ms) {
    snapshot version revision cohort { count }
    changed {
      ... on ContactFlowReport {
        elements { id element { key } reached { count contacts { edges { node { key createdAt } } } } }
        connectors { connector { key } passed { count } share }
      }
    }
    increments { element connector stat delta value }
  }
}
"""
REPORT = """
query ($id: ID!) {
  automation(id: $id) { report { ... on ContactFlowReport { elements { id element { key } } } } }
}
"""


def update_of(answer):
    assert answer["errors"] == []
    return answer["data"]["mapUpdates"]


def rows_of(update):
    changed = update["changed"]
    elements = {row["element"]["key"]: row["reached"]["count"] for row in changed["elements"]}
    return elements, {row["connector"]["key"]: row["passed"]["count"] for row in changed["connectors"]}


async def test_the_first_message_is_a_snapshot_with_every_row_and_number(asker: Asker, worked: str):
    async with aclosing(asker.watch(WATCH, id=worked)) as updates:
        first = update_of(await next_of(updates))
    report = (await asker.ask(REPORT, id=worked))["automation"]["report"]
    assert (first["snapshot"], first["version"], first["cohort"]) == (True, 1, {"count": 3})
    assert [row["id"] for row in first["changed"]["elements"]] == [row["id"] for row in report["elements"]]
    assert len(first["changed"]["connectors"]) == 7
    # Three stats at eight elements, one more at the goal, one on seven connectors.
    assert len(first["increments"]) == 8 * 3 + 1 + 7
    assert {increment["delta"] for increment in first["increments"]} == {0}


async def test_an_update_holds_only_what_changed(asker: Asker, worked: str, events: Events):
    async with aclosing(asker.watch(WATCH, id=worked)) as updates:
        await next_of(updates)
        await asker.record(events.on_map("MOVED", "A", **{"from": "G", "to": "E3"}))
        update = update_of(await next_of(updates))
    assert update["snapshot"] is False
    assert rows_of(update) == ({"G": 2, "E3": 1}, {"G>E3": 1})
    assert update["increments"] == [
        {"element": "G", "connector": None, "stat": "WERE_HERE", "delta": 1, "value": 1},
        {"element": "G", "connector": None, "stat": "HERE_NOW", "delta": -1, "value": 1},
        {"element": "E3", "connector": None, "stat": "REACHED", "delta": 1, "value": 1},
        {"element": "E3", "connector": None, "stat": "HERE_NOW", "delta": 1, "value": 1},
        {"element": None, "connector": "G>E3", "stat": "PASSED", "delta": 1, "value": 1},
    ]


ONE_NUMBER = """
subscription ($id: ID!) {
  mapUpdates(automation: $id, elements: ["G"], stats: [ACHIEVED], minIntervalMs: 50) { ...Numbers }
}
fragment Numbers on MapUpdate { increments { value delta } }
"""


async def test_what_a_client_does_not_look_at_is_not_sent(asker: Asker, worked: str, events: Events):
    async with aclosing(asker.watch(ONE_NUMBER, id=worked)) as updates:
        assert update_of(await next_of(updates)) == {"increments": [{"value": 2, "delta": 0}]}
        await asker.record(*events.walk("D", "T", "E1", "W1"))  # another cohort, other rows, not that number
        await asker.record(events.on_map("ACHIEVED", "D", element="G"))
        assert update_of(await next_of(updates)) == {"increments": [{"value": 3, "delta": 1}]}


async def test_who_looks_at_nothing_of_it_hears_of_every_change(asker: Asker, worked: str, events: Events):
    query = "subscription ($id: ID!) { mapUpdates(automation: $id, minIntervalMs: 50) { revision } }"
    async with aclosing(asker.watch(query, id=worked)) as updates:
        first = update_of(await next_of(updates))
        await asker.record(events.on_map("MOVED", "A", **{"from": "G", "to": "E3"}))
        assert update_of(await next_of(updates)) != first


async def test_an_update_reads_contacts_as_they_are_now(asker: Asker, worked: str, events: Events):
    async with aclosing(asker.watch(WATCH, id=worked)) as updates:
        await next_of(updates)
        await asker.record(*events.walk("D", "T"))
        update = update_of(await next_of(updates))
    trigger, goal = update["changed"]["elements"]
    assert goal["element"] == {"key": "G"}  # its rate has one more upstream
    assert trigger["reached"]["contacts"]["edges"][0]["node"] == {
        "key": "D",
        "createdAt": "2026-03-01T09:00:00Z",
    }
    assert update["cohort"] == {"count": 4}


async def test_nothing_is_sent_while_nothing_asked_for_changes(asker: Asker, worked: str, events: Events):
    async with aclosing(asker.watch(WATCH, id=worked, elements=["W1", "E2"])) as updates:
        first = update_of(await next_of(updates))
        assert rows_of(first) == ({"W1": 3, "E2": 2}, {"W1>E2": 2})
        await asker.record(events.on_map("MOVED", "A", **{"from": "G", "to": "E3"}))
        await asker.record(events.on_map("MOVED", "A", to="E2"))
        update = update_of(await next_of(updates))
    assert rows_of(update) == ({"E2": 3}, {})


async def test_stats_asked_for_are_those_counted(asker: Asker, worked: str, events: Events):
    async with aclosing(asker.watch(WATCH, id=worked, stats=["TOTAL_VISITORS", "SENT"])) as updates:
        first = update_of(await next_of(updates))
        places = [(increment["element"], increment["stat"]) for increment in first["increments"]]
        assert places == [
            ("T", "TOTAL_VISITORS"),
            ("E1", "SENT"),
            ("E2", "SENT"),
            ("G", "TOTAL_VISITORS"),
            ("E3", "SENT"),
        ]
        await asker.record(events.on_map("VISITED", None, element="T"))
        update = update_of(await next_of(updates))
    assert update["increments"] == [
        {"element": "T", "connector": None, "stat": "TOTAL_VISITORS", "delta": 1, "value": 1}
    ]


async def test_a_new_version_is_a_snapshot_again(asker: Asker, worked: str):
    async with aclosing(asker.watch(WATCH, id=worked)) as updates:
        await next_of(updates)
        shorter = {**WORKED, "elements": WORKED["elements"][:-1], "connectors": WORKED["connectors"][:-1]}
        await asker.ask(SAVE, map=shorter)
        await asker.ask(PUBLISH, id=worked)
        update = update_of(await next_of(updates))
    assert (update["snapshot"], update["version"]) == (True, 2)
    assert "X" not in rows_of(update)[0]


async def test_a_filter_by_another_map_wakes_when_that_map_changes(asker: Asker, worked: str, events: Events):
    other = await asker.save({**WORKED, "key": "other"})
    group = (
        await asker.ask("query ($id: ID!) { automation(id: $id) { report { cohort { id } } } }", id=other)
    )["automation"]["report"]["cohort"]["id"]
    async with aclosing(asker.watch(WATCH, id=worked, filter={"group": group})) as updates:
        assert update_of(await next_of(updates))["cohort"] == {"count": 0}
        await asker.record(*Events("other").walk("A", "T"))
        update = update_of(await next_of(updates))
    assert update["cohort"] == {"count": 1}
    assert rows_of(update)[0] == {"T": 1, "E1": 1, "W1": 1, "G": 1}


async def test_two_messages_keep_their_distance(asker: Asker, worked: str, events: Events):
    async with aclosing(asker.watch(WATCH, id=worked, ms=400)) as updates:
        await next_of(updates)
        sent_at = time.monotonic()
        await asker.record(*events.walk("D", "T"))
        update = update_of(await next_of(updates))
    assert time.monotonic() - sent_at >= 0.4
    assert update["cohort"] == {"count": 4}


@pytest.mark.parametrize(
    ("asked", "argument", "rule"),
    [
        ({"ms": 49}, "minIntervalMs", "must be 50 to 60000, not 49"),
        ({"ms": 60001}, "minIntervalMs", "must be 50 to 60000, not 60001"),
        ({"id": "no"}, "automation", "is not the id of an automation of this account"),
        ({"elements": ["W9"]}, "elements.0", 'automation "worked" has no element "W9"'),
        ({"filter": {"group": "no"}}, "filter.group", "is not the id of a group of this account"),
    ],
)
async def test_what_cannot_be_watched_is_refused(asker: Asker, worked: str, asked, argument, rule):
    async with aclosing(asker.watch(WATCH, **{"id": worked, **asked})) as updates:
        [error] = (await next_of(updates))["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": argument, "rule": rule}


async def test_accumulated_values_equal_the_query(asker: Asker, worked: str, events: Events):
    values = {}
    async with aclosing(asker.watch(WATCH, id=worked)) as updates:

        async def read_until(cohort: int) -> None:
            update = {"cohort": {"count": -1}}
            while update["cohort"]["count"] != cohort:
                update = update_of(await next_of(updates))
                for each in update["increments"]:
                    place = (each["element"] or each["connector"], each["stat"])
                    assert values.get(place, each["value"] - each["delta"]) + each["delta"] == each["value"]
                    values[place] = each["value"]

        await read_until(3)
        for number in range(5):
            await asker.record(*events.walk(f"more-{number}", "T", "E1", "W1"))
        await read_until(8)
    query = """
    query ($id: ID!) { automation(id: $id) { report { ... on ContactFlowReport {
      elements { element { key } reached { count } wereHere { count } hereNow { count } achieved { count } }
      connectors { connector { key } passed { count } } } } } }
    """
    report = (await asker.ask(query, id=worked))["automation"]["report"]
    asked = {}
    for row in report["elements"]:
        for field, stat in (("reached", "REACHED"), ("wereHere", "WERE_HERE"), ("hereNow", "HERE_NOW")):
            asked[row["element"]["key"], stat] = row[field]["count"]
    asked["G", "ACHIEVED"] = report["elements"][5]["achieved"]["count"]
    asked |= {(row["connector"]["key"], "PASSED"): row["passed"]["count"] for row in report["connectors"]}
    assert values == asked
