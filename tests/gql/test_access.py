"""Who may do what, and what nobody of another account sees."""

import pytest

from measure import ids
from measure.accounts import Role
from tests.gql.conftest import RECORD, SAVE, WORKED, Asker, Events

NODE = """
query ($id: ID!) { node(id: $id) { id __typename
  ... on Automation { key } ... on Element { key } ... on Connector { key } ... on Contact { key }
  ... on ContactGroup { count } ... on Account { key } } }
"""
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
IDS = """
{ viewer { account { id } }
  contactByKey(key: "A") { id }
  automationByKey(key: "worked") {
    id
    element(key: "T") { id outgoing { id } contactFlow { reached { id } } }
  } }
"""
READS = [
    "{ automations { totalCount } }",
    '{ automationByKey(key: "worked") { id } }',
    '{ automation(id: "x") { id } }',
    '{ contact(id: "x") { id } }',
    '{ contactByKey(key: "A") { id } }',
    '{ contactGroup(id: "x") { count } }',
    '{ combineGroups(all: ["x"]) { count } }',
    '{ node(id: "x") { id } }',
]


async def every_id(asker: Asker) -> dict[str, str]:
    """An id of each kind, of the worked map."""
    found = await asker.ask(IDS)
    element = found["automationByKey"]["element"]
    return {
        "Account": found["viewer"]["account"]["id"],
        "Contact": found["contactByKey"]["id"],
        "Automation": found["automationByKey"]["id"],
        "Element": element["id"],
        "Connector": element["outgoing"][0]["id"],
        "ContactGroup": element["contactFlow"]["reached"]["id"],
    }


async def test_every_kind_of_node_is_found_by_its_id(asker: Asker, worked: str):
    found = await every_id(asker)
    shown = {kind: (await asker.ask(NODE, id=found[kind]))["node"] for kind in found}
    assert shown == {
        "Account": {"id": found["Account"], "__typename": "Account", "key": "demo"},
        "Contact": {"id": found["Contact"], "__typename": "Contact", "key": "A"},
        "Automation": {"id": found["Automation"], "__typename": "Automation", "key": "worked"},
        "Element": {"id": found["Element"], "__typename": "Element", "key": "T"},
        "Connector": {"id": found["Connector"], "__typename": "Connector", "key": "T>E1"},
        "ContactGroup": {"id": found["ContactGroup"], "__typename": "ContactGroup", "count": 3},
    }


async def test_nodes_come_in_the_order_asked_and_the_unknown_are_null(asker: Asker, worked: str):
    found = await every_id(asker)
    asked = [found["Contact"], "nonsense", found["Element"] + "A", found["Account"], found["Contact"]]
    nodes = (await asker.ask(NODES, ids=asked))["nodes"]
    assert nodes == [
        {"id": found["Contact"]},
        None,
        None,
        {"id": found["Account"]},
        {"id": found["Contact"]},
    ]
    account = ids.decode(found["Account"])[1]
    for ordinal in ("00", "-1", "4294967296", "9" * 5_000, "٣", ""):
        assert (await asker.ask(NODE, id=ids.encode("Contact", account, ordinal)))["node"] is None
    refused = await asker.refusal(NODES, ids=["x"] * 101)
    assert (refused["code"], refused["most"]) == ("LIMIT_EXCEEDED", 100)


async def test_another_account_sees_none_of_it(asker: Asker, worked: str):
    found = await every_id(asker)
    stranger = await asker.stranger()
    assert (await stranger.ask(NODES, ids=list(found.values())))["nodes"] == [None] * len(found)
    own = await stranger.save(WORKED)
    await stranger.record(*Events().walk("A", "T"))
    theirs = await every_id(stranger)
    assert not set(theirs.values()) & set(found.values())
    assert own == theirs["Automation"]
    reached = "query ($id: ID!) { node(id: $id) { ... on ContactGroup { count } } }"
    assert (await stranger.ask(reached, id=theirs["ContactGroup"]))["node"] == {"count": 1}
    assert (await asker.ask(reached, id=found["ContactGroup"]))["node"] == {"count": 3}


@pytest.mark.parametrize("query", READS)
async def test_a_key_that_only_records_reads_nothing(asker: Asker, query: str):
    assert (await asker.of(Role.INGEST).refusal(query))["code"] == "FORBIDDEN"


async def test_a_key_that_only_records_does_so_and_knows_who_it_is(asker: Asker, worked: str, events: Events):
    ingest = asker.of(Role.INGEST)
    await ingest.record(*events.walk("D", "T"))
    assert await ingest.ask("{ viewer { role account { key } } }") == {
        "viewer": {"role": "INGEST", "account": {"key": "demo"}}
    }
    upsert = 'mutation { upsertContacts(contacts: [{key: "E"}]) { created %s } }'
    assert await ingest.ask(upsert % "") == {"upsertContacts": {"created": 1}}
    reading = 'mutation { upsertContacts(contacts: [{key: "F"}]) { created ... { contacts { key } } } }'
    assert (await ingest.refusal(reading))["code"] == "FORBIDDEN"
    assert (await asker.ask('{ contactByKey(key: "F") { key } }'))["contactByKey"] is None
    assert (await ingest.refusal(SAVE, map=WORKED))["code"] == "FORBIDDEN"


async def test_a_viewer_reads_and_changes_nothing(asker: Asker, worked: str, events: Events):
    viewer = asker.of(Role.VIEWER)
    assert (await viewer.ask("{ automations { totalCount } }")) == {"automations": {"totalCount": 1}}
    for field in ("publish", "pause", "resume", "archive"):
        query = f"mutation ($id: ID!) {{ {field}Automation(id: $id) {{ automation {{ id }} }} }}"
        assert (await viewer.refusal(query, id=worked))["code"] == "FORBIDDEN"
    assert (await viewer.refusal(SAVE, map=WORKED))["code"] == "FORBIDDEN"
    assert (await viewer.refusal(RECORD, events=events.walk("D", "T")))["code"] == "FORBIDDEN"
    assert (await viewer.refusal("mutation { upsertContacts(contacts: []) { created } }"))[
        "code"
    ] == "FORBIDDEN"
