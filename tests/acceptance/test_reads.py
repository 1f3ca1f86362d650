"""What one request sees: one revision, with everything that was acknowledged before it was sent."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count
from random import Random

import pytest

from server.settings import Settings
from tests.acceptance.flows import COUNTED, ROW, ROWS
from tests.acceptance.stories import WORKED, achieved, happened, left, moved
from tests.acceptance.tenant import Tenant
from tests.serving import Json, Server, serving

SEVERAL_FIELDS = (
    """
query ($id: ID!, $group: ID!) {
  first: automationByKey(key: "worked") { revision report { ...Rows } }
  filtered: automationByKey(key: "worked") { report(filter: {group: $group}) { ...Rows } }
  element: automation(id: $id) { element(key: "E1") { contactFlow { ...ElementRow } } }
  group: contactGroup(id: $group) {
    count contacts(first: 500) { totalCount edges { node { key createdAt tags } } }
  }
  last: automation(id: $id) { revision report { ...Rows } }
}
"""
    + ROWS
    + ROW
    + COUNTED
)
GROUPS = """
query ($id: ID!) {
  automation(id: $id) { report { cohort { id } } element(key: "W1") { contactFlow { hereNow { id } } } }
}
"""
COUNT = '{ automationByKey(key: "worked") { report { cohort { count } } } }'
PAGE = """
query ($group: ID!, $order: ContactOrder!, $first: Int, $after: String, $last: Int, $before: String) {
  contactGroup(id: $group) {
    contacts(orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { node { key } }
    }
  }
}
"""
PAGE_SIZE = 7


@pytest.fixture
def tenant(server: Server) -> Tenant:
    return Tenant(server, server.key)


@pytest.fixture
async def there(tenant: Tenant, settings: Settings) -> AsyncIterator[Tenant]:
    """The same tenant at another server on the same database."""
    async with serving(settings) as other:
        yield tenant.at(other)


@asynccontextmanager
async def writing(batches: Iterator[list[Json]], tenant: Tenant) -> AsyncIterator[list[list[Json]]]:
    """One batch after the other, as long as the block lasts; those that were acknowledged."""
    acknowledged: list[list[Json]] = []

    async def write() -> None:
        for batch in batches:
            await tenant.record(*batch)
            acknowledged.append(batch)

    writer = asyncio.create_task(write())
    try:
        yield acknowledged
    finally:
        writer.cancel()
        await asyncio.wait([writer])
    assert writer.cancelled(), writer.exception()


async def test_all_fields_of_a_request_see_one_revision(tenant: Tenant, there: Tenant):
    automation = await tenant.publish(WORKED)
    group = (await tenant.ask(GROUPS, id=automation))["automation"]["report"]["cohort"]["id"]
    batches = ([*moved(f"c-{n}", "T E1 W1"), achieved(f"c-{n}", "G")] for n in count())
    seen = []
    async with writing(batches, there):
        while len(seen) < 40:
            answer = await tenant.ask(SEVERAL_FIELDS, id=automation, group=group)
            check_one_revision(answer)
            seen.append(answer["group"]["count"])
    assert seen == sorted(seen)
    assert len(set(seen)) > 5


def check_one_revision(answer: Json) -> None:
    assert answer["first"] == answer["last"]
    report, group = answer["first"]["report"], answer["group"]
    cohort = report["cohort"]["count"]
    assert group["count"] == group["contacts"]["totalCount"] == len(group["contacts"]["edges"]) == cohort
    assert report["revision"] == answer["first"]["revision"]
    rows = {row["element"]["key"]: row for row in report["elements"]}
    assert answer["element"]["element"]["contactFlow"] == rows["E1"]
    for row in rows.values():
        assert row["wereHere"]["count"] + row["hereNow"]["count"] == row["reached"]["count"]
    # Every batch takes its contact all the way.
    for key in ("T", "E1", "W1", "G"):
        assert rows[key]["reached"]["count"] == cohort
    assert (rows["W1"]["hereNow"]["count"], rows["G"]["hereNow"]["count"]) == (0, cohort)
    assert [way["passed"]["count"] for way in report["connectors"][:2]] == [cohort, cohort]
    assert counts(answer["filtered"]["report"]) == counts(report)


def counts(report: Json) -> list[int]:
    elements = [row[name]["count"] for row in report["elements"] for name in ("reached", "hereNow")]
    return [*elements, *(row["passed"]["count"] for row in report["connectors"])]


async def test_a_request_sees_every_event_acknowledged_before_it_at_any_server(tenant: Tenant, there: Tenant):
    await tenant.publish(WORKED)
    for number in range(20):
        writer, reader = (tenant, there) if number % 2 else (there, tenant)
        await writer.record(*moved(f"c-{number}", "T"))
        answer = await reader.ask(COUNT)
        assert answer["automationByKey"]["report"]["cohort"]["count"] == number + 1


async def test_a_request_sees_what_was_edited_before_it_at_any_server(tenant: Tenant, there: Tenant):
    query = '{ automationByKey(key: "worked") { version status draft { name } } }'
    await tenant.save({**WORKED, "name": "First"})
    drawn = {"version": 0, "status": "DRAFT", "draft": {"name": "First"}}
    assert await there.ask(query) == {"automationByKey": drawn}
    await tenant.publish(WORKED)
    assert await there.ask(query) == {"automationByKey": {"version": 1, "status": "PUBLISHED", "draft": None}}
    await tenant.change_status("worked", "PAUSED")
    assert await there.ask(query) == {"automationByKey": {"version": 1, "status": "PAUSED", "draft": None}}
    await tenant.upsert([{"key": "A", "name": "Ann", "tags": ["vip"]}])
    contact = await there.ask('{ contactByKey(key: "A") { name tags } }')
    assert contact == {"contactByKey": {"name": "Ann", "tags": ["vip"]}}


async def test_a_batch_sent_to_two_servers_at_once_is_accepted_once(tenant: Tenant, there: Tenant):
    """The eleventh worked case, as far as nothing fails in between."""
    await tenant.publish(WORKED)
    for batch_number in range(10):
        batch = [event for n in range(10) for event in moved(f"c-{batch_number}-{n}", "T E1")]
        receipts = await asyncio.gather(
            tenant.server.record(batch, tenant.key), there.server.record(batch, tenant.key)
        )
        assert sum(receipt["accepted"] for receipt in receipts) == len(batch)
        assert sum(receipt["duplicates"] for receipt in receipts) == len(batch)
    for reader in (tenant, there):
        assert (await reader.ask(COUNT))["automationByKey"]["report"]["cohort"]["count"] == 100


async def test_what_two_servers_write_to_one_map_is_counted_once_at_both(tenant: Tenant, there: Tenant):
    await tenant.publish(WORKED)

    async def write(writer: Tenant, name: str) -> None:
        for number in range(15):
            await writer.record(
                *moved(f"{name}-{number}", "T E1 W1"), *moved("shared", "T", day=f"20{number + 10}-{name}")
            )

    await asyncio.gather(write(tenant, "01-01"), write(there, "02-02"))
    for reader in (tenant, there):
        assert (await reader.ask(COUNT))["automationByKey"]["report"]["cohort"]["count"] == 31


# Pages


Walk = Callable[[Tenant, str, str], Awaitable[list[str]]]


async def forwards(tenant: Tenant, group: str, order: str) -> list[str]:
    met, after, more = [], None, True
    while more:
        page = await tenant.ask(PAGE, group=group, order=order, first=PAGE_SIZE, after=after)
        found = page["contactGroup"]["contacts"]
        met += [edge["node"]["key"] for edge in found["edges"]]
        after, more = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]
    return met


async def backwards(tenant: Tenant, group: str, order: str) -> list[str]:
    met, before, more = [], None, True
    while more:
        page = await tenant.ask(PAGE, group=group, order=order, last=PAGE_SIZE, before=before)
        found = page["contactGroup"]["contacts"]
        met = [edge["node"]["key"] for edge in found["edges"]] + met
        before, more = found["pageInfo"]["startCursor"], found["pageInfo"]["hasPreviousPage"]
    return met


@pytest.mark.parametrize("order", ["NEWEST", "OLDEST"])
@pytest.mark.parametrize("walk", [forwards, backwards])
async def test_a_walk_meets_all_who_stay_once_and_nobody_twice(
    tenant: Tenant, there: Tenant, walk: Walk, order: str
):
    automation = await tenant.publish(WORKED)
    first = [f"c-{number}" for number in range(90)]
    await tenant.record(*(event for contact in first for event in moved(contact, "T E1 W1")))
    row = (await tenant.ask(GROUPS, id=automation))["automation"]["element"]["contactFlow"]
    stay = [contact for number, contact in enumerate(first) if number % 3]
    leave = [contact for number, contact in enumerate(first) if number % 3 == 0]
    async with writing(comings_and_goings(leave), there) as acknowledged:
        for _ in range(3):
            met = await walk(tenant, row["hereNow"]["id"], order)
            assert len(set(met)) == len(met)
            expected = stay if order == "OLDEST" else stay[::-1]
            assert [contact for contact in met if contact in stay] == expected
    assert len(acknowledged) > 2


def comings_and_goings(contacts: list[str]) -> Iterator[list[Json]]:
    """Contacts leave W1 or return to it, and new ones come."""
    chance = Random(7)
    for number in count():
        goers = chance.sample(contacts, 3)
        events = [left(each, "W1") for each in goers[:2]] + [happened("MOVED", goers[2], to="W1")]
        news = moved(f"new-{number}", "T E1 W1")
        yield [*({**event, "id": f"{number}-{index}"} for index, event in enumerate(events)), *news]
