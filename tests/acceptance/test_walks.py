"""Every number of every report opens into its contacts: each once, and nobody else, writers or not."""

from collections.abc import Iterator
from itertools import count
from random import Random

import pytest

from tests.acceptance.stories import WORKED, achieved, happened, moved
from tests.acceptance.tenant import Tenant
from tests.acceptance.test_reads import PAGE, writing
from tests.gql.reports import TYPES
from tests.serving import Json, Server

FRAGMENTS = """
fragment Group on ContactGroup { id count }
fragment Flow on ContactFlow {
  reached { ...Group } wereHere { ...Group } hereNow { ...Group } waiting { ...Group } achieved { ...Group }
  failed { ...Group } skipped { ...Group }
  message {
    sent { ...Group } delivered { ...Group } opened { ...Group } clicked { ...Group } bounced { ...Group }
    unsubscribed { ...Group } complained { ...Group } links { clicked { ...Group } }
  }
}
fragment Rows on Report {
  cohort { ...Group }
  ... on ContactFlowReport { elements { ...Flow } connectors { passed { ...Group } } }
  ... on FunnelConversionReport {
    stages { contacts { ...Group } } steps { eligible { ...Group } converted { ...Group } }
  }
  ... on LifetimeValueReport { elements { contacts { ...Group } buyers { ...Group } } }
  ... on GoalConversionRateReport { elements { reached { ...Group } converted { ...Group } } }
  ... on GoalConversionPointReport {
    achieved { ...Group } points { contacts { ...Group } } emails { contacts { ...Group } }
  }
  ... on GoalConversionTimeReport { elements { converted { ...Group } } }
}
"""
EVERYTHING = (
    "query ($id: ID!, $filter: ReportFilter) { automation(id: $id) {"
    + "".join(f'{kind}: report(type: {kind}, goal: "G", filter: $filter) {{ ...Rows }} ' for kind in TYPES)
    + """
  tracking(filter: $filter, first: 2) {
    total { ...Group } others { ...Group } rows { contacts { ...Group } }
  }
} }"""
    + FRAGMENTS
)
SIZE = 17
FILTER = {
    "added": {"from": "2026-03-01"},
    "tracking": [{"values": ["ads", "mail", "shop"], "includeNone": True}],
}


@pytest.fixture
async def tenant(server: Server) -> Tenant:
    return Tenant(server, server.key)


@pytest.fixture
async def walked(tenant: Tenant) -> str:
    """Thirty contacts all over the worked map, and some who left an email; the automation's id."""
    automation = await tenant.publish(WORKED)
    places = ("T", "T E1", "T E1 W1", "T E1 W1 E2", "T E1 W1 E2 W2", "T E1 W1 E2 W2 G E3", "T E1 W1 E2 W2 G")
    for number in range(30):
        contact, journey = f"c-{number:02}", places[number % len(places)]
        await tenant.record(
            *moved(contact, journey),
            *([achieved(contact, "G")] if number % 3 else []),
            *([happened("CLICKED", contact, element="E1", day="2026-03-02")] if number % 2 else []),
            on_account("TOUCHED", contact, source=("ads", "mail", "shop")[number % 3]),
            on_account("PURCHASED", contact, amount="1.00", currency="USD"),
        )
    return automation


def on_account(type: str, contact: str, number: int = 0, **more: str) -> Json:
    at = f"2026-03-01T10:{number % 60:02}:00Z"
    return {"id": f"{type}-{contact}-{number}", "type": type, "contact": contact, "at": at, **more}


def groups_in(answer: object) -> dict[str, int]:
    """Ids and counts of all groups, wherever in an answer."""
    if isinstance(answer, list):
        return {key: value for each in answer for key, value in groups_in(each).items()}
    if not isinstance(answer, dict):
        return {}
    if answer.keys() == {"id", "count"}:
        return {answer["id"]: answer["count"]}
    return groups_in(list(answer.values()))


async def met(tenant: Tenant, group: str, order: str) -> list[str]:
    """Everybody on a group's pages, in their order."""
    keys, after, more = [], None, True
    while more:
        page = await tenant.ask(PAGE, group=group, order=order, first=SIZE, after=after)
        found = page["contactGroup"]["contacts"]
        keys += [edge["node"]["key"] for edge in found["edges"]]
        after, more = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]
    return keys


async def test_the_pages_of_every_group_hold_as_many_contacts_as_it_counts(tenant: Tenant, walked: str):
    for asked in (None, FILTER):
        groups = groups_in(await tenant.ask(EVERYTHING, id=walked, filter=asked))
        assert len(groups) > 70
        for group, size in groups.items():
            newest, oldest = await met(tenant, group, "NEWEST"), await met(tenant, group, "OLDEST")
            assert len(newest) == len(set(newest)) == size
            assert oldest == newest[::-1]


async def test_beside_a_writer_a_walk_meets_all_who_stay_once_and_nobody_who_was_never_there(
    tenant: Tenant, walked: str
):
    groups = groups_in(await tenant.ask(EVERYTHING, id=walked, filter=FILTER))
    before = {group: await met(tenant, group, "OLDEST") for group in groups}
    untouched = {f"c-{number:02}" for number in range(30) if number % 4}
    async with writing(changes(), tenant) as written:
        for number, group in enumerate(groups):
            found = await met(tenant, group, ("NEWEST", "OLDEST")[number % 2])
            assert len(found) == len(set(found))
            assert untouched.intersection(found) == untouched.intersection(before[group])
    assert len(written) > 5


def changes() -> Iterator[list[Json]]:
    """Every fourth contact moves about, buys, is refunded, and comes by other ways; new ones come."""
    chance = Random(11)
    for number in count(1):
        contact = f"c-{chance.randrange(0, 30, 4):02}"
        move = happened("MOVED", contact, to=chance.choice(["T", "W1", "E2", "W2", "G", "X"]))
        back = happened("MOVED", contact, **{"from": chance.choice(["W1", "E2", "W2", "G"])})
        yield [
            {**move, "id": f"move-{number}"},
            {**back, "id": f"back-{number}"},
            on_account("REFUNDED", contact, number, amount="0.75", currency="USD"),
            on_account("TOUCHED", contact, number, source=chance.choice(["ads", "mail", "shop", "fair"])),
            *({**event, "id": f"{number}-{event['id']}"} for event in moved(f"new-{number}", "T E1 W1 E2")),
            {**achieved(f"new-{number}", "G"), "id": f"new-goal-{number}"},
        ]
