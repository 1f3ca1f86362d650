"""How groups overlap."""

import pytest

from tests.gql.conftest import Asker, Events
from tests.gql.reports import people
from tests.gql.test_groups import groups

OVERLAP = """
query ($groups: [ID!]!) {
  overlap(groups: $groups) {
    groups contacts { id count contacts(orderBy: OLDEST) { totalCount edges { node { key } } } }
  }
}
"""
GROUP = "query ($id: ID!) { contactGroup(id: $id) { id count } }"


async def test_one_row_for_each_combination_that_has_anyone(asker: Asker, worked: str, events: Events):
    await asker.record(*events.walk("D", "T", "E1", "W1"), *events.walk("E", "T"))
    named = await groups(asker, worked)
    asked = [named["cohort"], named["W2"], named["achieved"], named["here"]]
    found = (await asker.ask(OVERLAP, groups=asked))["overlap"]
    assert [(row["groups"], people(row["contacts"])) for row in found] == [
        (asked[:1], "D E"),
        (asked[:3], "B"),
        ([asked[0], asked[1], asked[3]], "C"),
        ([asked[0], asked[2]], "A"),
    ]
    for row in found:
        again = (await asker.ask(GROUP, id=row["contacts"]["id"]))["contactGroup"]
        assert again == {"id": row["contacts"]["id"], "count": row["contacts"]["count"]}


async def test_groups_without_anyone_have_no_rows(asker: Asker, worked: str):
    report = """query ($id: ID!) { automation(id: $id) { element(key: "X") {
      contactFlow { reached { id } hereNow { id } }
    } } }"""
    row = (await asker.ask(report, id=worked))["automation"]["element"]["contactFlow"]
    assert await asker.ask(OVERLAP, groups=[row["reached"]["id"], row["hereNow"]["id"]]) == {"overlap": []}


async def test_two_to_six_groups_overlap(asker: Asker, worked: str):
    cohort = (await groups(asker, worked))["cohort"]
    for few in ([], [cohort]):
        assert await asker.refusal(OVERLAP, groups=few) == {
            "code": "BAD_USER_INPUT",
            "argument": "groups",
            "rule": "must name at least 2 groups",
        }
    refusal = await asker.refusal(OVERLAP, groups=[cohort] * 7)
    assert refusal == {"code": "LIMIT_EXCEEDED", "limit": "groups", "value": 7, "most": 6}
    [row] = (await asker.ask(OVERLAP, groups=[cohort] * 6))["overlap"]
    assert row["groups"] == [cohort] * 6


async def test_what_is_no_group_of_the_account_is_refused(asker: Asker, worked: str):
    cohort = (await groups(asker, worked))["cohort"]
    for who, named, index in (
        (asker, [cohort, "garbage"], 1),
        (await asker.stranger(), [cohort, cohort], 0),
    ):
        refusal = await who.refusal(OVERLAP, groups=named)
        assert (refusal["code"], refusal["argument"]) == ("BAD_USER_INPUT", f"groups.{index}")


@pytest.mark.parametrize("nested", [1, 2, 3])
async def test_rows_may_be_asked_about_again_until_they_nest_too_deep(asker: Asker, worked: str, nested: int):
    named = await groups(asker, worked)
    asked = [named["cohort"], named["achieved"]]
    for _ in range(nested):
        [*rows] = (await asker.ask(OVERLAP, groups=asked))["overlap"]
        assert sorted(people(row["contacts"]) for row in rows) == ["A B", "C"]
        asked = [rows[0]["contacts"]["id"], named["achieved"], named["cohort"]]
