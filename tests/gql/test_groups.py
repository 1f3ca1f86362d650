"""Groups: found by id, combined, paged, and confined."""

import pytest

from measure import ids
from tests.gql.conftest import Asker, Events

GROUPS = """
query ($id: ID!) { automation(id: $id) { report { cohort { id } ... on ContactFlowReport {
  elements { element { key } reached { id } hereNow { id } achieved { id } } } } } }
"""
GROUP = """
query ($id: ID!) {
  contactGroup(id: $id) { id count contacts(orderBy: OLDEST) { edges { node { key } } } }
}
"""
COMBINE = """
query ($all: [ID!], $any: [ID!], $none: [ID!]) {
  combineGroups(all: $all, any: $any, none: $none) {
    id count contacts(orderBy: OLDEST) { totalCount edges { node { key } } }
  }
}
"""
COHORT = """
query ($id: ID!, $group: ID!) {
  automation(id: $id) { report(filter: {group: $group}) { cohort { id count } } }
}
"""


async def groups(asker: Asker, automation: str) -> dict[str, str]:
    """Ids of the worked map's groups by name."""
    report = (await asker.ask(GROUPS, id=automation))["automation"]["report"]
    rows = {row["element"]["key"]: row for row in report["elements"]}
    return {
        "cohort": report["cohort"]["id"],
        "W2": rows["W2"]["reached"]["id"],
        "here": rows["W2"]["hereNow"]["id"],
        "achieved": rows["G"]["achieved"]["id"],
    }


def keys(group) -> list[str]:
    return [edge["node"]["key"] for edge in group["contacts"]["edges"]]


async def test_a_group_is_found_by_its_id(asker: Asker, worked: str):
    ids_by_name = await groups(asker, worked)
    found = (await asker.ask(GROUP, id=ids_by_name["W2"]))["contactGroup"]
    assert (found["id"], found["count"], keys(found)) == (ids_by_name["W2"], 2, ["B", "C"])


async def test_groups_combine(asker: Asker, worked: str):
    by_name = await groups(asker, worked)
    both = (await asker.ask(COMBINE, all=[by_name["W2"], by_name["achieved"]]))["combineGroups"]
    either = (await asker.ask(COMBINE, any=[by_name["W2"], by_name["achieved"]]))["combineGroups"]
    without = (await asker.ask(COMBINE, all=[by_name["cohort"]], none=[by_name["W2"]]))["combineGroups"]
    assert (keys(both), keys(either), keys(without)) == (["B"], ["A", "B", "C"], ["A"])
    assert both["count"] == both["contacts"]["totalCount"] == 1
    found = (await asker.ask(GROUP, id=without["id"]))["contactGroup"]
    assert (found["id"], keys(found)) == (without["id"], ["A"])


async def test_a_definition_too_long_for_an_id_is_kept(asker: Asker, worked: str):
    by_name = await groups(asker, worked)
    many = [by_name["W2"], by_name["achieved"], by_name["cohort"], by_name["here"]] * 4
    combined = (await asker.ask(COMBINE, any=many))["combineGroups"]
    assert len(combined["id"]) <= 1_000
    assert keys((await asker.ask(GROUP, id=combined["id"]))["contactGroup"]) == ["A", "B", "C"]
    report = (await asker.ask(COHORT, id=worked, group=combined["id"]))["automation"]["report"]
    assert report["cohort"]["count"] == 3
    assert keys((await asker.ask(GROUP, id=report["cohort"]["id"]))["contactGroup"]) == ["A", "B", "C"]
    assert await stranger_sees(asker, report["cohort"]["id"]) is None


async def stranger_sees(asker: Asker, group: str) -> object:
    return (await (await asker.stranger()).ask(GROUP, id=group))["contactGroup"]


async def test_what_is_no_group_of_the_account_is_null(asker: Asker, worked: str):
    by_name = await groups(asker, worked)
    assert await stranger_sees(asker, by_name["W2"]) is None
    automation = ids.decode(worked)[1]
    for definition in (
        f'["{automation}","REACHED","nowhere",null,null]',
        f'["{automation}","TOTAL_VISITORS","T",null,null]',
        f'["{automation}","REACHED","T",0,null]',
        f'["{automation}","REACHED", "T",null,null]',
        f'["{"0" * 24}","REACHED","T",null,null]',
        '["nonsense","REACHED","T",null,null]',
        f'"{"0" * 64}"',
        "{}",
        "",
    ):
        unknown = ids.encode("ContactGroup", definition)
        assert (await asker.ask(GROUP, id=unknown))["contactGroup"] is None, definition
    for unknown in ("", "nonsense", worked, "€"):
        assert (await asker.ask(GROUP, id=unknown))["contactGroup"] is None


async def test_a_filter_by_what_is_no_group_is_refused(asker: Asker, worked: str):
    refused = await asker.refusal(COHORT, id=worked, group="nonsense")
    assert refused == {
        "code": "BAD_USER_INPUT",
        "argument": "filter.group",
        "rule": "is not the id of a group of this account",
    }


async def test_combining_names_what_is_wrong(asker: Asker, worked: str):
    by_name = await groups(asker, worked)
    assert (await asker.refusal(COMBINE, none=[by_name["W2"]]))["argument"] == "all"
    assert (await asker.refusal(COMBINE, all=[], any=None))["argument"] == "all"
    assert (await asker.refusal(COMBINE, any=[by_name["W2"], worked]))["argument"] == "any.1"
    refused = await asker.refusal(COMBINE, all=[by_name["W2"]] * 19, any=[by_name["W2"]] * 2)
    assert (refused["code"], refused["value"], refused["most"]) == ("LIMIT_EXCEEDED", 21, 20)


async def test_groups_nest_five_deep_and_no_deeper(asker: Asker, worked: str):
    group = (await groups(asker, worked))["cohort"]
    for _ in range(4):
        report = (await asker.ask(COHORT, id=worked, group=group))["automation"]["report"]
        group = report["cohort"]["id"]
        assert report["cohort"]["count"] == 3
    assert (await asker.refusal(COHORT, id=worked, group=group))["code"] == "LIMIT_EXCEEDED"
    assert (await asker.refusal(COMBINE, all=[group]))["code"] == "LIMIT_EXCEEDED"


async def test_pages_meet_everyone_once_while_others_write(asker: Asker, worked: str, events: Events):
    page = """
    query (
      $id: ID!, $after: String, $before: String, $first: Int, $last: Int, $order: ContactOrder! = OLDEST
    ) {
      contactGroup(id: $id) { contacts(
        first: $first, after: $after, last: $last, before: $before, orderBy: $order
      ) {
        edges { node { key } } pageInfo { endCursor startCursor hasNextPage hasPreviousPage } } }
    }
    """
    cohort = (await groups(asker, worked))["cohort"]
    first = (await asker.ask(page, id=cohort, first=2))["contactGroup"]["contacts"]
    await asker.record(*events.walk("D", "T"))
    rest = (await asker.ask(page, id=cohort, after=first["pageInfo"]["endCursor"]))["contactGroup"][
        "contacts"
    ]
    assert keys({"contacts": first}) + keys({"contacts": rest}) == ["A", "B", "C", "D"]
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasPreviousPage"]) == (True, True)
    newest = (await asker.ask(page, id=cohort, last=1, order="NEWEST"))["contactGroup"]["contacts"]
    assert keys({"contacts": newest}) == ["A"]
    cursor = first["pageInfo"]["endCursor"]
    refused = await asker.refusal(page, id=cohort, after=cursor, order="NEWEST")
    assert (refused["argument"], refused["rule"]) == ("after", "is a cursor of the order OLDEST, not NEWEST")


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [("first: 1, last: 1", "last"), ("first: -1", "first"), ("first: 501", "first"), ('after: "x"', "after")],
)
async def test_a_bad_page_is_refused_and_the_count_stands(
    asker: Asker, worked: str, arguments: str, argument: str
):
    cohort = (await groups(asker, worked))["cohort"]
    query = f"query ($id: ID!) {{ contactGroup(id: $id) {{ count contacts({arguments}) {{ totalCount }} }} }}"
    answer = await asker.answer(query, id=cohort)
    assert answer["data"] == {"contactGroup": {"count": 3, "contacts": None}}
    assert answer["errors"][0]["extensions"]["argument"] == argument
