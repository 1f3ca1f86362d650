"""Who may do what, and how what is refused is told: with a code, the argument and the rule."""

from contextlib import aclosing

import pytest

from measure.accounts import Role
from tests.acceptance.stories import WORKED, moved
from tests.acceptance.tenant import Tenant
from tests.serving import Json, Server

AT = "2026-03-01T09:00:00Z"
READS = {
    "node": "query { node(id: $map) { id } }",
    "nodes": "query { nodes(ids: [$map]) { id } }",
    "automation": "query { automation(id: $map) { id } }",
    "automationByKey": 'query { automationByKey(key: "worked") { id } }',
    "automations": "query { automations { totalCount } }",
    "contact": 'query { contact(id: "none") { id } }',
    "contactByKey": 'query { contactByKey(key: "A") { id } }',
    "contacts": 'query { contacts(search: "A") { totalCount } }',
    "contactGroup": "query { contactGroup(id: $group) { count } }",
    "combineGroups": "query { combineGroups(all: [$group]) { count } }",
    "overlap": "query { overlap(groups: [$group, $group]) { contacts { count } } }",
    "savedGroups": "query { savedGroups { totalCount } }",
    "job": "query { job(id: $job) { status } }",
    "jobs": "query { jobs { totalCount } }",
    "createAccessToken": "mutation { createAccessToken { expiresAt } }",  # of the role VIEWER
}
RECORDS = {
    "recordEvents": "mutation { recordEvents(events: $events) { accepted } }",
    "upsertContacts": 'mutation { upsertContacts(contacts: [{key: "B"}]) { created } }',
}
EDITS = {
    "saveGroup": 'mutation { saveGroup(group: $group, name: "new") { id } }',
    "deleteGroup": "mutation { deleteGroup(id: $group) { deletedId } }",
    "runGroupAction": """mutation {
      runGroupAction(group: $group, action: {addTag: "x"}, idempotencyKey: "new") { id }
    }""",
    "exportGroup": "mutation { exportGroup(group: $group) { id } }",
    "cancelJob": "mutation { cancelJob(id: $job) { id } }",
    "saveAutomation": "mutation { saveAutomation(input: $input) { problems { code } } }",
    **{
        name: f"mutation {{ {name}(id: $map) {{ problems {{ code }} }} }}"
        for name in ("publishAutomation", "pauseAutomation", "resumeAutomation", "archiveAutomation")
    },
}
FOR_EVERYBODY = {"viewer": "query { viewer { role } }"}
OPERATIONS = FOR_EVERYBODY | READS | RECORDS | EDITS
ALLOWED = {
    Role.VIEWER: FOR_EVERYBODY | READS,
    Role.INGEST: FOR_EVERYBODY | RECORDS,
    Role.EDITOR: OPERATIONS,
    Role.ADMIN: OPERATIONS,
}
WATCH = "subscription ($map: ID!) { mapUpdates(automation: $map) { snapshot } }"
FORBIDDEN = {"code": "FORBIDDEN"}


@pytest.fixture
def tenant(server: Server) -> Tenant:
    return Tenant(server, server.key)


@pytest.fixture
async def things(tenant: Tenant) -> Json:
    """What operations on the worked map, where A is, may be given as variables."""
    automation = await tenant.publish(WORKED)
    await tenant.record(*moved("A", "T E1 W1"))
    cohort = """
    query ($id: ID!) { automation(id: $id) { report { cohort { id contacts { edges { cursor } } } } } }
    """
    group = (await tenant.ask(cohort, id=automation))["automation"]["report"]["cohort"]
    cursor = group["contacts"]["edges"][0]["cursor"]
    started = await tenant.ask(declaring(EDITS["exportGroup"]), group=group["id"])
    return {
        "map": automation,
        "group": group["id"],
        "job": started["exportGroup"]["id"],
        "cursor": cursor,
    }


# Roles


async def test_every_root_field_is_asked_in_every_role(tenant: Tenant):
    query = "{ __schema { queryType { fields { name } } mutationType { fields { name } } } }"
    roots = (await tenant.ask(query))["__schema"].values()
    assert {field["name"] for root in roots for field in root["fields"]} == OPERATIONS.keys()


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_does_what_it_may_and_nothing_else(tenant: Tenant, things: Json, role: Role):
    caller = await tenant.of(role)
    refused = {}
    for number, (field, operation) in enumerate(OPERATIONS.items()):
        events = [{"id": str(number), "type": "TAGGED", "contact": "A", "tag": "x", "at": AT}]
        variables = {**things, "events": events, "input": {**WORKED, "key": "new"}}
        answer = await caller.answer(declaring(operation), **variables)
        if "errors" in answer:
            refused[field] = [error["extensions"] for error in answer["errors"]]
    assert refused == {field: [FORBIDDEN] for field in OPERATIONS.keys() - ALLOWED[role].keys()}


def declaring(operation: str) -> str:
    """The operation with the variables declared that it uses."""
    types = {
        "map": "ID!",
        "group": "ID!",
        "job": "ID!",
        "events": "[EventInput!]!",
        "input": "AutomationInput!",
    }
    used = [f"${name}: {types[name]}" for name in types if f"${name}" in operation]
    return operation.replace(" {", f" ({', '.join(used)}) {{", 1) if used else operation


@pytest.mark.parametrize("role", list(Role))
async def test_who_may_record_posts_events(tenant: Tenant, things: Json, role: Role):
    caller = await tenant.of(role)
    answer = await tenant.server.post_events(moved("B", "T E1"), caller.key)
    if role is Role.VIEWER:
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "FORBIDDEN"
    else:
        assert (answer.status_code, answer.json()["accepted"]) == (200, 2)


@pytest.mark.parametrize("role", list(Role))
async def test_who_may_read_watches_maps(tenant: Tenant, things: Json, role: Role):
    caller = await tenant.of(role)
    async with aclosing(caller.subscribe(WATCH, map=things["map"])) as answers:
        first = await anext(answers)
    if role is Role.INGEST:
        assert [error["extensions"] for error in first["errors"]] == [FORBIDDEN]
    else:
        assert first == {"data": {"mapUpdates": {"snapshot": True}}}


async def test_what_was_forbidden_has_changed_nothing(tenant: Tenant, things: Json):
    viewer, ingest = await tenant.of(Role.VIEWER), await tenant.of(Role.INGEST)
    seen = """
    { automations { edges { node { key status version revision draft { name } } } }
      savedGroups { totalCount } jobs { edges { node { id kind } } }
      contactByKey(key: "B") { id } }
    """
    before = await tenant.ask(seen)
    for caller, operations in ((viewer, RECORDS | EDITS), (ingest, EDITS)):
        for operation in operations.values():
            events = [{"id": "1", "type": "TAGGED", "contact": "B", "tag": "x", "at": AT}]
            variables = {**things, "events": events, "input": {**WORKED, "key": "new"}}
            assert await caller.refusal(declaring(operation), **variables) == FORBIDDEN
    assert await tenant.ask(seen) == before


# Errors


@pytest.mark.parametrize(
    ("query", "argument", "rule"),
    [
        ("{ automations(first: -1) { totalCount } }", "first", "must be 0 to 100, not -1"),
        ("{ automations(last: 101) { totalCount } }", "last", "must be 0 to 100, not 101"),
        ("{ automations(first: 1, last: 1) { totalCount } }", "last", "give first or last, not both"),
        ('{ automations(after: "x") { totalCount } }', "after", "is not a cursor of this connection"),
        (
            "query ($group: ID!) { contactGroup(id: $group) { contacts(first: 501) { totalCount } } }",
            "first",
            "must be 0 to 500, not 501",
        ),
        (
            "query ($group: ID!, $cursor: String!) "
            "{ contactGroup(id: $group) { contacts(orderBy: OLDEST, before: $cursor) { totalCount } } }",
            "before",
            "is a cursor of the order NEWEST, not OLDEST",
        ),
        (
            '{ contacts(search: "") { totalCount } }',
            "search",
            "must be a text of 1 to 254 characters without NUL",
        ),
        ('{ contacts(search: "A", last: 501) { totalCount } }', "last", "must be 0 to 500, not 501"),
        ("{ combineGroups(all: [], any: null) { count } }", "all", "all or any must name a group"),
        (
            'query ($group: ID!) { combineGroups(all: [$group], none: ["x"]) { count } }',
            "none.0",
            "is not the id of a group of this account",
        ),
        (
            'query ($map: ID!) { automation(id: $map) { report(filter: {group: "x"}) { version } } }',
            "filter.group",
            "is not the id of a group of this account",
        ),
        (
            'mutation { saveAutomation(input: {key: "a", name: "A", timeZone: "Mars", '
            "elements: [], connectors: []}) { problems { code } } }",
            "input.timeZone",
            'must be an IANA time zone such as Europe/Paris, not "Mars"',
        ),
    ],
)
async def test_a_bad_value_is_told_by_argument_and_rule(
    tenant: Tenant, things: Json, query: str, argument: str, rule: str
):
    variables = {name: value for name, value in things.items() if f"${name}:" in query}
    answer = await tenant.answer(query, **variables)
    [error] = answer["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": argument, "rule": rule}
    assert error["message"] == f"{argument}: {rule}"


@pytest.mark.parametrize(
    ("query", "value", "argument", "rule"),
    [
        (
            "query ($value: Int) { automations(first: $value) { totalCount } }",
            "a",
            "first",
            "Int cannot represent non-integer value: 'a'",
        ),
        (
            "query ($value: ReportFilter) "
            '{ automationByKey(key: "worked") { report(filter: $value) { version } } }',
            {"group": 1.5},
            "filter.group",
            "ID cannot represent value: 1.5",
        ),
        (
            "mutation ($value: [EventInput!]!) { recordEvents(events: $value) { accepted } }",
            [{"id": "1", "type": "TAGGED", "contact": "A", "tag": "x", "at": "yesterday"}],
            "events.0.at",
            'must be RFC 3339 with an offset such as 2026-03-01T09:00:00Z, not "yesterday"',
        ),
    ],
)
async def test_a_value_refused_while_variables_are_read_is_told_the_same_way(
    tenant: Tenant, things: Json, query: str, value: object, argument: str, rule: str
):
    refused = await tenant.refusal(query, value=value)
    assert refused == {"code": "BAD_USER_INPUT", "argument": argument, "rule": rule}


@pytest.mark.parametrize(
    ("query", "value", "limit", "most"),
    [
        ("query ($value: [ID!]!) { nodes(ids: $value) { id } }", ["x"] * 101, "ids", 100),
        (
            "query ($value: [ID!]!) { combineGroups(any: $value) { count } }",
            ["x"] * 21,
            "groups to combine",
            20,
        ),
        (
            "mutation ($value: [EventInput!]!) { recordEvents(events: $value) { accepted } }",
            [{"id": str(n), "type": "TAGGED", "contact": "A", "tag": "x", "at": AT} for n in range(501)],
            "events",
            500,
        ),
        (
            "mutation ($value: [ContactInput!]!) { upsertContacts(contacts: $value) { created } }",
            [{"key": str(n)} for n in range(1_001)],
            "contacts",
            1_000,
        ),
    ],
)
async def test_more_than_a_limit_is_told_with_the_limit(
    tenant: Tenant, query: str, value: list[object], limit: str, most: int
):
    refused = await tenant.refusal(query, value=value)
    assert refused == {"code": "LIMIT_EXCEEDED", "limit": limit, "value": len(value), "most": most}


async def test_the_rest_of_an_answer_stands(tenant: Tenant, things: Json):
    query = """
    { good: automations { totalCount } bad: automations(first: -1) { totalCount }
      automationByKey(key: "worked") {
        key bad: report(filter: {group: "x"}) { version } report { version }
      } }
    """
    answer = await tenant.answer(query)
    assert answer["data"] == {
        "good": {"totalCount": 1},
        "bad": None,
        "automationByKey": {"key": "worked", "bad": None, "report": {"version": 1}},
    }
    assert [error["path"] for error in answer["errors"]] == [["bad"], ["automationByKey", "bad"]]


@pytest.mark.parametrize(
    ("query", "code"), [("{ viewer", "GRAPHQL_PARSE_FAILED"), ("{ nobody }", "GRAPHQL_VALIDATION_FAILED")]
)
async def test_what_is_no_valid_query_is_told_so(tenant: Tenant, query: str, code: str):
    assert await tenant.refusal(query) == {"code": code}


async def test_what_does_not_exist_is_null_and_no_error(tenant: Tenant):
    query = """
    { node(id: "x") { id } nodes(ids: ["x", ""]) { id } automation(id: "x") { id }
      contact(id: "x") { id }
      automationByKey(key: "none") { id } contactByKey(key: "none") { id } contactGroup(id: "x") { id } }
    """
    answer = await tenant.ask(query)
    assert answer.pop("nodes") == [None, None]
    assert set(answer.values()) == {None}
