"""What a report costs MongoDB: the same few look-ups, whatever it counts."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from pymongo import MongoClient

from tests.gql.conftest import SAVE, WORKED, Asker, Events, element, path
from tests.gql.reports import TYPES, Json
from tests.gql.test_reports import MONEY

COUNTS = """
query ($id: ID!, $type: ReportType, $filter: ReportFilter) {
  automation(id: $id) {
    report(type: $type, goal: "G", filter: $filter) {
      cohort { id count }
      ... on ContactFlowReport {
        elements { id reached { id count } hereNow { count } conversionRate message { openRate } }
        connectors { id passed { id count } share }
      }
      ... on FunnelConversionReport { stages { contacts { id count } } steps { converted { id count } } }
      ... on LifetimeValueReport { elements { total { amount } average { amount } buyers { id count } } }
      ... on GoalConversionRateReport { elements { converted { id count } rate } }
      ... on GoalConversionPointReport { points { contacts { id count } } emails { contacts { count } } }
      ... on GoalConversionTimeReport { elements { converted { id count } medianSeconds slowestSeconds } }
    }
  }
}
"""
OWN = {"added": {"preset": "THIS_YEAR"}, "triggers": ["T"]}
"Conditions on the map itself."
ALL = {
    **OWN,
    "created": {"from": "2020-01-01"},
    "tracking": [
        {"values": ["facebook"], "includeNone": True},
        {"values": ["x"], "model": "LAST", "includeNone": True},
    ],
}
"Conditions on the map and on the account."
LOOK_UPS = {"commits": 2}
"Whether the map's log and the account's have more than the states in memory."

Counts = Callable[[Json], "Counter[str]"]


@pytest.fixture(autouse=True)
async def alone(asker: Asker) -> None:
    """Nothing works in the background, from before there is anything to work on."""
    await asker.services.store.path_keeper.close()
    await asker.services.store.snapshotter.close(0)
    await asker.services.store.job_runner.close()


@pytest.fixture
def looked_up(mongodb: MongoClient, database: str) -> Iterator[Counts]:
    """Commands by collection since the last call, as MongoDB's own profiler saw them."""
    profiled = mongodb[database]

    def look() -> Counter[str]:
        profiled.command("profile", 0)
        found = Counter(
            entry["ns"].removeprefix(f"{database}.") for entry in profiled["system.profile"].find()
        )
        profiled["system.profile"].drop()
        profiled.command("profile", 2)
        del found["system.profile"]
        return found

    yield look
    profiled.command("profile", 0)


@pytest.fixture
async def large(asker: Asker, events: Events) -> str:
    """A map of 40 elements and 300 contacts."""
    waits = [f"W{number}" for number in range(37)]
    elements = [element("T", "TRIGGER"), *(element(wait, "WAIT") for wait in waits), element("E", "EMAIL")]
    drawn = {
        **WORKED,
        "key": "large",
        "elements": [*elements, element("G", "GOAL")],
        "connectors": path("T", *waits, "E", "G"),
    }
    automation = await asker.save(drawn)
    told = Events("large")
    for first in range(0, 300, 50):
        contacts = [f"large-{number}" for number in range(first, first + 50)]
        walks = [event for contact in contacts for event in told.walk(contact, "T", "W0", "W1")]
        await asker.record(*walks, *(told.on_map("ACHIEVED", contact, element="G") for contact in contacts))
        await asker.record(
            *(told("PURCHASED", contact=contact, amount="1.00", **MONEY) for contact in contacts)
        )
        await asker.record(*(told("TOUCHED", contact=contact, source=contact) for contact in contacts))
    return automation


async def test_look_ups_depend_on_neither_elements_nor_contacts_nor_conditions(
    asker: Asker, worked: str, large: str, looked_up: Counts
):
    for kind, automation, asked in product(TYPES, (worked, large), (None, {}, OWN, ALL)):
        await asker.ask(COUNTS, id=automation, type=kind, filter=asked)  # loads what is not loaded yet
        looked_up()
        await asker.ask(COUNTS, id=automation, type=kind, filter=asked)
        assert looked_up() == LOOK_UPS, (kind, automation, asked)


async def test_a_breakdown_looks_up_no_more_than_a_report(asker: Asker, large: str, looked_up: Counts):
    query = """query ($id: ID!, $first: Int!) { automation(id: $id) { tracking(first: $first) {
      distinct rows { id value lifetimeValue { amount } contacts { id count } }
    } } }"""
    for first in (1, 500):
        await asker.ask(query, id=large, first=first)  # keeps the definition of those beyond the rows
        looked_up()
        await asker.ask(query, id=large, first=first)
        assert looked_up() == LOOK_UPS


async def test_a_page_of_drafts_is_read_at_once(asker: Asker, looked_up: Counts):
    query = "{ automations { edges { node { name timeZone draft { name problems { code } } } } } }"
    for number in range(5):
        await asker.ask(SAVE, map={**WORKED, "key": f"drawn-{number}"})
    await asker.ask(query)
    looked_up()
    await asker.ask(query)
    assert looked_up() == {"automations": 2, "commits": 1}


async def test_documents_are_read_for_the_contacts_that_are_listed(
    asker: Asker, large: str, looked_up: Counts
):
    query = """query ($id: ID!) { automation(id: $id) { report { cohort { contacts(first: 3) {
      totalCount edges { node { key email lifetimeValue { amount } } }
    } } } } }"""
    await asker.ask(query, id=large)
    looked_up()
    await asker.ask(query, id=large)
    assert looked_up() == LOOK_UPS | {"contacts": 1}


async def test_of_a_saved_group_only_its_being_there_is_looked_up(
    asker: Asker, worked: str, large: str, looked_up: Counts
):
    save = 'mutation ($id: ID!, $mode: GroupMode!) { saveGroup(group: $id, name: "x", mode: $mode) { id } }'
    cohort = "query ($id: ID!) { automation(id: $id) { report { cohort { id } } } }"
    group = (await asker.ask(cohort, id=large))["automation"]["report"]["cohort"]["id"]
    for mode, logs in (("SNAPSHOT", 2), ("LIVE", 3)):
        saved = (await asker.ask(save, id=group, mode=mode))["saveGroup"]["id"]
        asked = {"id": worked, "filter": {"group": saved}}
        await asker.ask(COUNTS, **asked)
        looked_up()
        await asker.ask(COUNTS, **asked)
        assert looked_up() == {"commits": logs, "savedGroups": 1}
