"""What an account's plan opens, and how the rest is refused."""

from contextlib import aclosing
from dataclasses import replace

import pytest

from measure.accounts import Plan
from measure.features import DEFAULT_PLANS, Feature
from tests.gql.conftest import Asker, Events, next_of
from tests.gql.test_groups import COMBINE, groups

REPORT = """
query ($id: ID!, $filter: ReportFilter) {
  automation(id: $id) { key report(filter: $filter) { cohort { id count } } }
}
"""
OWN = "query ($id: ID!) { automation(id: $id) { element(key: %s) { contactFlow { id } } } }"
TRACKING = "query ($id: ID!) { automation(id: $id) { tracking { rows { contacts { id } } } } }"
WATCH = """
subscription ($id: ID!, $filter: ReportFilter) { mapUpdates(automation: $id, filter: $filter) { snapshot } }
"""
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
GROUP = "query ($id: ID!) { contactGroup(id: $id) { count } }"
OVERLAP = "query ($groups: [ID!]!) { overlap(groups: $groups) { contacts { count } } }"
TRACKED = {"tracking": [{"values": ["facebook"]}]}
NO_TRACKING = {
    "code": "PLAN_REQUIRED",
    "feature": "performance.tracking",
    "requiredPlan": "PRO",
    "currentPlan": "BASIC",
}


def on(asker: Asker, plan: Plan) -> Asker:
    return replace(asker, account=replace(asker.account, plan=plan))


@pytest.fixture
async def tracked(asker: Asker, worked: str, events: Events) -> str:
    """The id of a group made under a plan with tracking: A, who came by facebook."""
    await asker.record(events("TOUCHED", contact="A", source="facebook"))
    answer = await asker.ask(REPORT, id=worked, filter=TRACKED)
    return answer["automation"]["report"]["cohort"]["id"]


async def test_tracking_needs_its_plan_wherever_it_is_asked_for(asker: Asker, worked: str, tracked: str):
    basic, cohort = on(asker, Plan.BASIC), (await groups(asker, worked))["cohort"]
    for query, arguments in (
        (REPORT, {"id": worked, "filter": TRACKED}),
        (REPORT, {"id": worked, "filter": {"group": tracked}}),
        (TRACKING, {"id": worked}),
        (GROUP, {"id": tracked}),
        (COMBINE, {"all": [cohort, tracked]}),
        (OVERLAP, {"groups": [cohort, tracked]}),
    ):
        assert await basic.refusal(query, **arguments) == NO_TRACKING, query
        assert (await on(asker, Plan.PRO).answer(query, **arguments))["errors"] == [], query


async def test_all_else_is_answered_beside_a_refusal(asker: Asker, worked: str, tracked: str):
    basic = on(asker, Plan.BASIC)
    answer = await basic.answer(REPORT, id=worked, filter=TRACKED)
    assert answer["data"] == {"automation": {"key": "worked", "report": None}}
    assert (await basic.ask(REPORT, id=worked))["automation"]["report"]["cohort"]["count"] == 3
    answer = await basic.answer(NODES, ids=[worked, tracked])
    assert answer["data"] == {"nodes": [{"id": worked}, None]}
    [error] = answer["errors"]
    assert (error["path"], error["extensions"]) == (["nodes", 1], NO_TRACKING)


async def test_a_subscription_is_refused_before_it_begins(asker: Asker, worked: str, tracked: str):
    for asked in (TRACKED, {"group": tracked}):
        async with aclosing(on(asker, Plan.PLUS).watch(WATCH, id=worked, filter=asked)) as updates:
            [error] = (await next_of(updates))["errors"]
        assert error["extensions"] == {**NO_TRACKING, "currentPlan": "PLUS"}


async def test_a_stranger_learns_nothing_of_a_group(asker: Asker, worked: str, tracked: str):
    stranger = on(await asker.stranger(), Plan.BASIC)
    assert await stranger.ask(GROUP, id=tracked) == {"contactGroup": None}


async def test_touches_are_kept_on_all_plans(asker: Asker, worked: str, events: Events):
    await on(asker, Plan.BASIC).record(events("TOUCHED", contact="A", source="facebook"))
    answer = await on(asker, Plan.PRO).ask(REPORT, id=worked, filter=TRACKED)
    assert answer["automation"]["report"]["cohort"]["count"] == 1


async def test_an_installation_may_ask_a_plan_for_reports_too(asker: Asker, worked: str):
    required = {**DEFAULT_PLANS, Feature.REPORTS: Plan.PLUS}
    paid = replace(asker, services=replace(asker.services, required_plans=required))
    cohort = (await groups(asker, worked))["cohort"]
    for query, arguments in (
        (REPORT, {"id": worked}),
        (OWN % '"T"', {"id": worked}),
        (GROUP, {"id": cohort}),
    ):
        refusal = await on(paid, Plan.BASIC).refusal(query, **arguments)
        assert (refusal["feature"], refusal["requiredPlan"]) == ("performance.reports", "PLUS")
        assert (await on(paid, Plan.PLUS).answer(query, **arguments))["errors"] == []
