"""Saved groups: a snapshot stays as it was, a live one follows, and both are groups like any other."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from measure import ids
from measure.accounts import Plan, Role
from measure.errors import Refused
from tests.gql.conftest import WORKED, Asker, Events, Json, next_of
from tests.gql.reports import people
from tests.gql.test_groups import COMBINE, groups, keys
from tests.gql.test_overlap import OVERLAP
from tests.gql.test_plans import NO_TRACKING, on

SAVE = """
mutation ($group: ID!, $name: String!, $mode: GroupMode!) {
  saveGroup(group: $group, name: $name, mode: $mode) {
    id name mode createdAt group { id count contacts(orderBy: OLDEST) { edges { node { key } } } }
  }
}
"""
DELETE = "mutation ($id: ID!) { deleteGroup(id: $id) { deletedId } }"
LIST = """
query ($first: Int, $after: String, $last: Int, $before: String) {
  savedGroups(first: $first, after: $after, last: $last, before: $before) {
    totalCount edges { cursor node { id name mode group { count } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
NODE = "query ($id: ID!) { node(id: $id) { __typename id ... on SavedGroup { name group { count } } } }"
GROUP = """
query ($id: ID!) { contactGroup(id: $id) { id count contacts(orderBy: OLDEST) { edges { node { key } } } } }
"""
COHORT = """
query ($id: ID!, $filter: ReportFilter) { automation(id: $id) { report(filter: $filter) {
  revision cohort { id count contacts(orderBy: OLDEST) { totalCount edges { node { key } } } }
} } }
"""
WATCH = """
subscription ($id: ID!, $filter: ReportFilter) {
  mapUpdates(automation: $id, filter: $filter, minIntervalMs: 50) { snapshot cohort { count } }
}
"""
NO_GROUP = {"code": "BAD_USER_INPUT", "rule": "is not the id of a group of this account"}


async def save(asker: Asker, group: str, name: str = "mine", mode: str = "SNAPSHOT") -> Json:
    return (await asker.ask(SAVE, group=group, name=name, mode=mode))["saveGroup"]


async def cohort(asker: Asker, automation: str, **filter: object) -> Json:
    return (await asker.ask(COHORT, id=automation, filter=filter))["automation"]["report"]["cohort"]


async def who(asker: Asker, group: str) -> str:
    return " ".join(keys((await asker.ask(GROUP, id=group))["contactGroup"]))


async def update_of(updates: AsyncIterator[Json]) -> Json:
    answer = await next_of(updates)
    assert answer["errors"] == []
    return answer["data"]["mapUpdates"]


async def test_a_snapshot_stays_what_it_was_and_a_live_group_follows(
    asker: Asker, worked: str, events: Events
):
    here = (await groups(asker, worked))["here"]
    frozen, live = await save(asker, here, "then"), await save(asker, here, " now ", "LIVE")
    assert (frozen["name"], frozen["mode"], live["name"], live["mode"]) == ("then", "SNAPSHOT", "now", "LIVE")
    assert keys(frozen["group"]) == keys(live["group"]) == ["C"]
    assert len({here, frozen["group"]["id"], live["group"]["id"]}) == 3

    await asker.record(*events.walk("D", "T", "E1", "W1", "E2", "W2"))
    assert await who(asker, frozen["group"]["id"]) == "C"
    assert await who(asker, live["group"]["id"]) == "C D"
    assert (await asker.ask(NODE, id=live["id"]))["node"] == {
        "__typename": "SavedGroup",
        "id": live["id"],
        "name": "now",
        "group": {"count": 2},
    }


async def test_saved_groups_go_wherever_a_group_is_asked_for(asker: Asker, worked: str, events: Events):
    named = await groups(asker, worked)
    frozen, live = await save(asker, named["W2"]), await save(asker, named["achieved"], "achieved", "LIVE")
    await asker.record(*events.walk("D", "T", "E1", "W1", "E2", "W2"))
    # By the id of the group, or by that of the saved group.
    for then, now in ((frozen["group"]["id"], live["group"]["id"]), (frozen["id"], live["id"])):
        assert people(await cohort(asker, worked, group=now)) == "A B"
        both = (await asker.ask(COMBINE, all=[then, now]))["combineGroups"]
        assert keys(both) == ["B"]
        assert await who(asker, both["id"]) == "B"
        rows = (await asker.ask(OVERLAP, groups=[then, now]))["overlap"]
        assert [people(row["contacts"]) for row in rows] == ["C", "B", "A"]
        assert await who(asker, rows[2]["contacts"]["id"]) == "A"
    # A live group of saved ones, in a filter.
    of_both = await save(asker, both["id"], "both", "LIVE")
    await asker.record(events.on_map("ACHIEVED", "C", element="G"))
    assert people(await cohort(asker, worked, group=of_both["id"])) == "B C"
    filtered = await cohort(asker, worked, group=of_both["id"], triggers=["T"])
    assert await who(asker, filtered["id"]) == "B C"


async def test_presets_are_read_by_today_only_in_live_groups(asker: Asker, events: Events):
    automation = await asker.save({**WORKED, "timeZone": "Europe/Berlin"})
    await asker.record(
        events.on_map("MOVED", "A", to="T", at="2026-03-01T12:00:00Z"),
        events.on_map("MOVED", "B", to="T", at="2026-03-01T23:30:00Z"),  # the 2nd in Berlin
    )
    first, second = at(asker, 1), at(asker, 2)
    today = await cohort(first, automation, added={"preset": "TODAY"})
    live = await save(first, today["id"], "today", "LIVE")
    around = (await first.ask(COMBINE, any=[live["id"], today["id"]]))["combineGroups"]["id"]
    assert [await who(first, each) for each in (today["id"], live["id"], around)] == ["A", "A", "A"]
    assert [await who(second, each) for each in (today["id"], live["id"], around)] == ["A", "B", "A B"]
    asked = {"id": automation, "filter": {"group": live["id"]}}
    reports = [(await each.ask(COHORT, **asked))["automation"]["report"] for each in (first, second)]
    assert reports[0]["cohort"]["id"] == reports[1]["cohort"]["id"]
    assert reports[0]["revision"] != reports[1]["revision"]


def at(asker: Asker, day: int) -> Asker:
    """The same at noon of a day in March."""
    noon = datetime(2026, 3, day, 12, tzinfo=UTC)
    return replace(asker, services=replace(asker.services, now=lambda: noon))


async def test_a_map_is_live_under_a_live_group(asker: Asker, worked: str, events: Events):
    other = await asker.save({**WORKED, "key": "other"})
    elsewhere = Events("other")
    await asker.record(elsewhere.on_map("MOVED", "A", to="T"), events("TOUCHED", contact="B", source="web"))
    by_source = await cohort(asker, other, tracking=[{"values": ["web"]}])
    live = await save(asker, by_source["id"], "by source", "LIVE")
    async with aclosing(asker.watch(WATCH, id=worked, filter={"group": live["id"]})) as updates:
        assert await update_of(updates) == {"snapshot": True, "cohort": {"count": 0}}
        await asker.record(events("TOUCHED", contact="A", source="Web"))
        assert await update_of(updates) == {"snapshot": False, "cohort": {"count": 1}}
        await asker.record(elsewhere.on_map("MOVED", "B", to="T"))
        assert await update_of(updates) == {"snapshot": False, "cohort": {"count": 2}}


async def test_at_midnight_a_map_looks_again_under_a_live_group(asker: Asker, worked: str):
    """In the zone of the map that the group counts on, which is another than that of the one watched."""
    elsewhere = Events("other")
    other = await asker.save({**WORKED, "key": "other", "timeZone": "Asia/Tokyo"})
    await asker.record(elsewhere.on_map("MOVED", "A", to="T", at="2026-03-01T03:00:00Z"))
    ahead = datetime(2026, 3, 1, 14, 59, 58, tzinfo=UTC) - datetime.now(UTC)
    clock = replace(asker, services=replace(asker.services, now=lambda: datetime.now(UTC) + ahead))
    today = await cohort(clock, other, added={"preset": "TODAY"})
    live = await save(clock, today["id"], "today", "LIVE")
    async with aclosing(clock.watch(WATCH, id=worked, filter={"group": live["id"]})) as updates:
        assert await update_of(updates) == {"snapshot": True, "cohort": {"count": 1}}
        assert await update_of(updates) == {"snapshot": True, "cohort": {"count": 0}}


async def test_whoever_watches_under_a_deleted_group_is_told_so(
    asker: Asker, worked: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("resolvers.map_updates.SAVED_SECONDS", 0.1)
    saved = await save(asker, (await groups(asker, worked))["W2"])
    async with aclosing(asker.watch(WATCH, id=worked, filter={"group": saved["group"]["id"]})) as updates:
        assert (await update_of(updates))["cohort"] == {"count": 2}
        await asker.ask(DELETE, id=saved["id"])
        with pytest.raises(Refused) as refused:
            await next_of(updates)
    assert refused.value.extensions["argument"] == "filter.group"


async def test_what_is_deleted_is_gone_from_all_that_contains_it(asker: Asker, worked: str):
    named = await groups(asker, worked)
    saved = await save(asker, named["W2"])
    combined = (await asker.ask(COMBINE, any=[saved["id"], named["here"]]))["combineGroups"]["id"]
    outer = await save(asker, combined, "outer", "LIVE")
    assert await asker.ask(DELETE, id=saved["id"]) == {"deleteGroup": {"deletedId": saved["id"]}}
    assert await asker.ask(DELETE, id=saved["id"]) == {"deleteGroup": {"deletedId": None}}
    assert await asker.ask(DELETE, id=named["W2"]) == {"deleteGroup": {"deletedId": None}}
    assert (await asker.ask(NODE, id=saved["id"]))["node"] is None
    assert (await asker.ask(NODE, id=outer["id"]))["node"]["group"] is None
    for gone in (saved["id"], saved["group"]["id"], outer["group"]["id"]):
        assert (await asker.ask(GROUP, id=gone))["contactGroup"] is None
        refused = await asker.refusal(COHORT, id=worked, filter={"group": gone})
        assert refused == {**NO_GROUP, "argument": "filter.group"}
    refused = await asker.refusal(SAVE, group=outer["id"], name="again", mode="SNAPSHOT")
    assert refused == {**NO_GROUP, "argument": "group"}
    [listed] = (await asker.ask(LIST))["savedGroups"]["edges"]
    assert listed["node"] == {"id": outer["id"], "name": "outer", "mode": "LIVE", "group": None}


async def test_a_live_group_cannot_contain_itself(asker: Asker, worked: str):
    named = await groups(asker, worked)
    mine = await save(asker, named["W2"], "Mine", "LIVE")
    combined = (await asker.ask(COMBINE, any=[named["achieved"]], none=[mine["id"]]))["combineGroups"]["id"]
    filtered = (await cohort(asker, worked, group=mine["id"]))["id"]
    by_another = (await save(asker, filtered, "other", "LIVE"))["id"]
    for around in (mine["id"], mine["group"]["id"], combined, filtered, by_another):
        refused = await asker.refusal(SAVE, group=around, name=" mINE", mode="LIVE")
        assert refused == {
            "code": "BAD_USER_INPUT",
            "argument": "group",
            "rule": 'contains the saved group "Mine" itself: '
            "a live group cannot contain itself; give it another name",
        }
    assert keys((await save(asker, mine["id"], "Mine"))["group"]) == ["B", "C"]  # a snapshot contains nobody
    assert keys((await save(asker, named["here"], "Mine", "LIVE"))["group"]) == ["C"]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("  ", "must be 1 to 128 characters, not 0"),
        ("x" * 129, "must be 1 to 128 characters, not 129"),
        ("a\0b", "must hold no control characters"),
        ("a\nb", "must hold no control characters"),
    ],
)
async def test_a_bad_name_is_refused(asker: Asker, name: str, rule: str):
    refused = await asker.refusal(SAVE, group="x", name=name, mode="LIVE")
    assert refused == {"code": "BAD_USER_INPUT", "argument": "name", "rule": rule}


async def test_what_a_live_group_contains_counts_in_its_depth_and_size(asker: Asker, worked: str):
    named = await groups(asker, worked)
    for _ in range(2):
        named["cohort"] = (await cohort(asker, worked, group=named["cohort"]))["id"]
    live = await save(asker, named["cohort"], "three deep", "LIVE")
    four = await cohort(asker, worked, group=live["id"])
    five = await cohort(asker, worked, group=four["id"])
    assert people(five) == "A B C"
    refused = await asker.refusal(COHORT, id=worked, filter={"group": five["id"]})
    assert (refused["code"], refused["limit"], refused["value"]) == ("LIMIT_EXCEEDED", "depth of a group", 6)
    frozen = await save(asker, five["id"], "one deep")
    assert people(await cohort(asker, worked, group=frozen["id"])) == "A B C"

    many = (await asker.ask(COMBINE, any=[named["W2"]] * 20))["combineGroups"]["id"]
    wide = await save(asker, many, "of twenty", "LIVE")
    assert (await asker.ask(COMBINE, any=[wide["id"]] * 2))["combineGroups"]["count"] == 2
    for query, arguments in (
        (COMBINE, {"any": [wide["id"], wide["id"], wide["id"]]}),
        (OVERLAP, {"groups": [wide["id"], wide["id"], wide["id"]]}),
    ):
        refused = await asker.refusal(query, **arguments)
        assert (refused["limit"], refused["value"], refused["most"]) == ("groups in a group", 64, 50)

    outer = frozen["id"]
    for level in range(4):
        outer = (await save(asker, outer, f"level {level}", "LIVE"))["id"]
    refused = await asker.refusal(SAVE, group=outer, name="level 5", mode="LIVE")
    assert (refused["limit"], refused["value"], refused["most"]) == ("depth of saved groups", 6, 5)


async def test_pages_of_saved_groups_are_exact_in_both_directions(asker: Asker, worked: str):
    group = (await groups(asker, worked))["W2"]
    for number in range(5):
        await save(asker, group, str(number))

    async def page(**window: object) -> Json:
        return (await asker.ask(LIST, **window))["savedGroups"]

    everything = await page()
    names = [edge["node"]["name"] for edge in everything["edges"]]
    assert names == ["4", "3", "2", "1", "0"]
    assert (everything["totalCount"], everything["edges"][0]["node"]["group"]) == (5, {"count": 2})
    cursors = [edge["cursor"] for edge in everything["edges"]]
    for window, start, end in (
        ({"first": 2}, 0, 2),
        ({"first": 2, "after": cursors[1]}, 2, 4),
        ({"last": 2}, 3, 5),
        ({"last": 2, "before": cursors[2]}, 0, 2),
        ({"after": cursors[0], "before": cursors[4]}, 1, 4),
        ({"after": cursors[4]}, 5, 5),
    ):
        found = await page(**window)
        assert [edge["node"]["name"] for edge in found["edges"]] == names[start:end]
        assert found["pageInfo"]["hasPreviousPage"] is (start > 0)
        assert found["pageInfo"]["hasNextPage"] is (end < 5)
    for window, argument in (
        ({"first": 101}, "first"),
        ({"after": "x"}, "after"),
        ({"before": ids.encode("cursor", "JOB", "0" * 24)}, "before"),
    ):
        assert (await asker.refusal(LIST, **window))["argument"] == argument


async def test_only_who_edits_acts_on_groups(asker: Asker, worked: str):
    group = (await groups(asker, worked))["W2"]
    saved = await save(asker.of(Role.EDITOR), group)
    for role in (Role.VIEWER, Role.INGEST):
        for query, arguments in ((SAVE, {"group": group, "name": "x", "mode": "LIVE"}), (DELETE, saved)):
            assert (await asker.of(role).refusal(query, **arguments))["code"] == "FORBIDDEN"
    assert (await asker.of(Role.VIEWER).ask(LIST))["savedGroups"]["totalCount"] == 1
    assert (await asker.of(Role.INGEST).refusal(LIST))["code"] == "FORBIDDEN"


async def test_a_live_group_needs_what_it_asks_for_and_a_snapshot_does_not(
    asker: Asker, worked: str, events: Events
):
    await asker.record(events("TOUCHED", contact="A", source="web"))
    tracked = (await cohort(asker, worked, tracking=[{"values": ["web"]}]))["id"]
    frozen, live = await save(asker, tracked, "then"), await save(asker, tracked, "now", "LIVE")
    basic = on(asker, Plan.BASIC)
    assert await basic.refusal(GROUP, id=live["group"]["id"]) == NO_TRACKING
    assert await basic.refusal(SAVE, group=live["id"], name="x", mode="SNAPSHOT") == NO_TRACKING
    listed = [edge["node"]["group"] for edge in (await basic.ask(LIST))["savedGroups"]["edges"]]
    assert listed == [None, {"count": 1}]
    assert people(await cohort(basic, worked, group=frozen["id"])) == "A"


async def test_an_account_has_at_most_a_thousand(asker: Asker, worked: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("store.saved_groups.MOST", 2)
    group = (await groups(asker, worked))["W2"]
    for _ in range(2):
        await save(asker, group)
    refused = await asker.refusal(SAVE, group=group, name="one more", mode="SNAPSHOT")
    assert (refused["code"], refused["limit"], refused["value"], refused["most"]) == (
        "LIMIT_EXCEEDED",
        "saved groups",
        3,
        2,
    )
