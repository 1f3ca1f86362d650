"""Who brought the contacts: the breakdown by a tracking dimension."""

import pytest

from tests.gql.conftest import Asker, Events
from tests.gql.reports import Json, people

TRACKING = """
query (
  $id: ID!, $model: AttributionModel, $dimension: TrackingDimension, $within: ID, $first: Int
  $filter: ReportFilter
) {
  automation(id: $id) {
    tracking(model: $model, dimension: $dimension, within: $within, filter: $filter, first: $first) {
      model dimension distinct total { ...Group } others { ...Group }
      rows { id value share lifetimeValue { amount currency } contacts { ...Group } }
    }
  }
}
fragment Group on ContactGroup { id count contacts(first: 500) { totalCount edges { node { key } } } }
"""
GROUP = (
    "query ($id: ID!) { contactGroup(id: $id) { id count contacts { totalCount edges { node { key } } } } }"
)
ACHIEVED = """
query ($id: ID!, $filter: ReportFilter) {
  automation(id: $id) { element(key: "G") { contactFlow(filter: $filter) { achieved { id count } } } }
}
"""
COHORT = """
query ($id: ID!, $filter: ReportFilter) { automation(id: $id) { report(filter: $filter) { cohort { id } } } }
"""


DEFAULTS = {"model": "FIRST", "dimension": "SOURCE", "first": 100}


async def breakdown(asker: Asker, automation: str, **arguments: object) -> Json:
    answer = await asker.ask(
        TRACKING, id=automation, **{"model": "FIRST", "dimension": "SOURCE", "first": 100} | arguments
    )
    return answer["automation"]["tracking"]


def rows(found: Json) -> list[tuple]:
    return [(row["value"], people(row["contacts"]), row["share"]) for row in found["rows"]]


@pytest.fixture
async def touched(asker: Asker, worked: str, events: Events) -> str:
    """The sixth worked case: A by facebook then email, B by facebook only, C never; D is on no map."""
    await asker.record(
        events("TOUCHED", contact="A", source="facebook"),
        events("TOUCHED", contact="A", source="email", at="2026-03-02T09:00:00Z"),
        events("TOUCHED", contact="B", source="Facebook"),
        events("TOUCHED", contact="D", source="Newsletter"),
        events("PURCHASED", contact="A", amount="12.50", currency="USD"),
    )
    return worked


async def test_the_sixth_worked_case(asker: Asker, touched: str):
    first = await breakdown(asker, touched)
    assert rows(first) == [("facebook", "A B", 2 / 3), (None, "C", 1 / 3)]
    assert (first["model"], first["dimension"], first["distinct"]) == ("FIRST", "SOURCE", 1)
    assert (people(first["total"]), people(first["others"])) == ("A B C", "")
    worth = [row["lifetimeValue"] for row in first["rows"]]
    assert worth == [{"amount": "12.50", "currency": "USD"}, {"amount": "0.00", "currency": "USD"}]
    last = await breakdown(asker, touched, model="LAST")
    assert rows(last) == [("email", "A", 1 / 3), ("facebook", "B", 1 / 3), (None, "C", 1 / 3)]


async def test_the_lead_sources_of_those_who_achieved_a_goal(asker: Asker, touched: str):
    flow = (await asker.ask(ACHIEVED, id=touched))["automation"]["element"]["contactFlow"]
    found = await breakdown(asker, touched, model="LAST", within=flow["achieved"]["id"])
    assert rows(found) == [("email", "A", 1 / 2), ("facebook", "B", 1 / 2), (None, "", 0)]
    filtered = {"tracking": [{"values": ["facebook"], "model": "LAST"}], "group": flow["achieved"]["id"]}
    found = await breakdown(asker, touched, within=flow["achieved"]["id"], filter=filtered)
    assert rows(found) == [("facebook", "B", 1), (None, "", 0)]


async def test_values_beyond_the_rows_asked_for_are_others_and_ties_go_by_value(
    asker: Asker, worked: str, events: Events
):
    for number, source in enumerate(("b", "C", "a", "a", "Z", "z", "m")):
        contact = f"c-{number}"
        await asker.record(
            events.on_map("MOVED", contact, to="T"), events("TOUCHED", contact=contact, source=source)
        )
    found = await breakdown(asker, worked, first=3)
    assert [row[:2] for row in rows(found)] == [
        ("a", "c-2 c-3"),
        ("Z", "c-4 c-5"),
        ("b", "c-0"),
        (None, "A B C"),
    ]
    assert (people(found["others"]), found["distinct"], found["total"]["count"]) == ("c-1 c-6", 5, 10)


async def test_every_row_is_a_group_that_can_be_found_and_filtered_by(asker: Asker, touched: str):
    values = [f"{n}-{'x' * 200}" for n in range(9)] + ["facebook"]
    long = {"tracking": [{"values": values, "includeNone": True}]}
    ids = []
    for asked in (None, {"triggers": ["T"]}, long):
        found = await breakdown(asker, touched, model="LAST", first=1, filter=asked)
        groups = [found["total"], found["others"], *(row["contacts"] for row in found["rows"])]
        for group in groups:
            assert len(group["id"]) <= 1_000
            again = (await asker.ask(GROUP, id=group["id"]))["contactGroup"]
            assert (again["id"], people(again)) == (group["id"], people(group))
            cohort = await asker.ask(ACHIEVED, id=touched, filter={"group": group["id"]})
            achieved = set(people(group).split()) & {"A", "B"}
            assert cohort["automation"]["element"]["contactFlow"]["achieved"]["count"] == len(achieved)
        ids += [row["id"] for row in found["rows"]]
    assert len(set(ids)) == len(ids)


async def test_a_row_has_the_id_of_the_cohort_under_its_filter(asker: Asker, touched: str):
    found = await breakdown(asker, touched)
    answer = await asker.ask(COHORT, id=touched, filter={"tracking": [{"values": ["FACEBOOK"]}]})
    assert found["rows"][0]["contacts"]["id"] == answer["automation"]["report"]["cohort"]["id"]


@pytest.mark.parametrize(
    ("arguments", "argument", "rule"),
    [
        ({"first": 0}, "first", "must be 1 to 500, not 0"),
        ({"first": 501}, "first", "must be 1 to 500, not 501"),
        ({"within": "garbage"}, "within", "is not the id of a group of this account"),
    ],
)
async def test_what_breaks_a_rule_is_refused_by_name(
    asker: Asker, worked: str, arguments: Json, argument: str, rule: str
):
    refusal = await asker.refusal(TRACKING, id=worked, **DEFAULTS | arguments)
    assert refusal == {"code": "BAD_USER_INPUT", "argument": argument, "rule": rule}


async def test_of_nobody_there_is_one_row_without_a_share(asker: Asker, touched: str):
    found = await breakdown(asker, touched, filter={"added": {"to": "2020-01-01"}})
    assert (rows(found), found["distinct"]) == ([(None, "", None)], 0)


async def test_rows_asked_for_differently_have_ids_of_their_own(asker: Asker, touched: str, events: Events):
    await asker.record(events("TOUCHED", contact="B", medium="facebook"))
    by_source, by_medium = tracked("facebook"), tracked("facebook", dimension="MEDIUM")
    ids = []
    for arguments in (
        {},
        {"filter": by_source},
        {"filter": by_medium},
        {"dimension": "MEDIUM", "filter": by_source},
        {"model": "LAST", "filter": by_source},
    ):
        found = await breakdown(asker, touched, **arguments)
        ids += [row["id"] for row in found["rows"]]
    assert len(set(ids)) == len(ids)


def tracked(value: str, **more: str) -> Json:
    return {"tracking": [{"values": [value], **more}]}


async def test_rows_under_a_deep_and_long_filter_can_be_found(asker: Asker, touched: str):
    group = None
    for day in ("01", "02", "03", "04"):
        asked = {"added": {"to": f"2026-03-{day}"}, "group": group}
        report = (await asker.ask(COHORT, id=touched, filter=asked))["automation"]["report"]
        group = report["cohort"]["id"]
    long = {"values": [f"{n}-{'x' * 200}" for n in range(9)], "includeNone": True, "dimension": "TERM"}
    found = await breakdown(asker, touched, filter={"group": group, "tracking": [long]}, first=1)
    groups = [found["total"], found["others"], *(row["contacts"] for row in found["rows"])]
    assert [people(each) for each in groups] == ["A B C", "", "A B", "C"]
    for each in groups:
        again = (await asker.ask(GROUP, id=each["id"]))["contactGroup"]
        assert (again["id"], people(again)) == (each["id"], people(each))


async def test_others_are_the_same_group_whatever_the_largest_values_are(
    asker: Asker, touched: str, events: Events
):
    before = await breakdown(asker, touched, model="LAST", first=1)
    assert (rows(before)[0][:2], people(before["others"])) == (("email", "A"), "B")
    await asker.record(events("TOUCHED", contact="C", source="facebook"))
    after = await breakdown(asker, touched, model="LAST", first=1)
    assert (rows(after)[0][:2], people(after["others"])) == (("facebook", "B C"), "A")
    assert after["others"]["id"] == before["others"]["id"]
    assert people((await asker.ask(GROUP, id=before["others"]["id"]))["contactGroup"]) == "A"
