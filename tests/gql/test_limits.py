"""What a document may ask: each limit names itself, the value, what is allowed, and the setting."""

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import replace

import pytest
from graphql import get_introspection_query

from gql.schema import schema
from measure.limits import Limits
from tests.gql.conftest import Asker, Json, element, next_of, path

LOW = Limits(depth=4, aliases=2, tokens=60, list_items=3, cost=100)


def under(asker: Asker, limits: Limits) -> Asker:
    return replace(asker, services=replace(asker.services, limits=limits))


def exceeded(limit: str, value: int, most: int, **more: object) -> Json:
    setting = f"FOOTFALL_MAX_{limit.upper()}"
    return {
        "code": "LIMIT_EXCEEDED",
        "limit": limit,
        "value": value,
        "most": most,
        "setting": setting,
        **more,
    }


async def refusals(asker: Asker, *asked: tuple[str, Mapping[str, object]]) -> list[Json]:
    return [await asker.refusal(query, **variables) for query, variables in asked]


async def test_each_limit_is_kept_and_named(asker: Asker):
    low = under(asker, LOW)
    deep = '{ automation(id: "a") { elements { automation { key } } } }'
    assert await low.ask(deep) == {"automation": None}
    spread = """
    { automation(id: "a") { ...A } } fragment A on Automation { elements { ...B } }
    fragment B on Element { automation { ... { elements { key } } } }
    """
    assert await low.refusal(spread) == exceeded("depth", 5, 4)
    assert await low.refusal("{ a: viewer { b: role c: role } }") == exceeded("aliases", 3, 2)
    assert await low.refusal("{ viewer { " + "role " * 60 + "} }") == exceeded("tokens", 61, 60)
    costly = await low.refusal("{ automations(first: 51) { edges { node { key } } } }")
    assert costly == exceeded("cost", 103, 100, cost={"requested": 103, "limit": 100})


async def test_a_document_that_is_slow_to_validate_is_given_up(asker: Asker):
    said = await asker.refusal("{ viewer { " + "role " * 400 + "} }")
    assert said == {
        "code": "LIMIT_EXCEEDED",
        "limit": "comparisons of fields",
        "value": 50_001,
        "most": 50_000,
    }


async def test_a_refusal_tells_in_words(asker: Asker):
    [error] = (
        await under(asker, LOW).answer("query ($a: [ID!]) { combineGroups(all: $a) { count } }", a=["x"] * 41)
    )["errors"]
    assert error["message"] == "all: list_items: 41 is more than the 40 allowed (FOOTFALL_MAX_LIST_ITEMS)"


async def test_lists_are_counted_wherever_they_are(asker: Asker):
    low = under(asker, LOW)
    literal = 'mutation { upsertContacts(contacts: [{key: "k", tags: ["a", "b", "c", "d"]}]) { created } }'
    assert await low.refusal(literal) == exceeded("list_items", 4, 3, argument="contacts.0.tags")
    query = "mutation ($all: [ContactInput!]!) { upsertContacts(contacts: $all) { created } }"
    tags = {"key": "k", "tags": ["a", "b", "c", "d"]}
    assert await low.refusal(query, all=[{"key": "j"}, tags]) == exceeded(
        "list_items", 4, 3, argument="contacts.1.tags"
    )
    default = """query ($kinds: [ElementKind!] = [WAIT, WAIT, WAIT, WAIT]) {
      automation(id: "a") { elements(kinds: $kinds) { key } } }"""
    assert await low.refusal(default) == exceeded("list_items", 4, 3, argument="kinds")


async def test_a_list_with_a_rule_of_its_own_is_refused_by_that(asker: Asker):
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert (await asker.refusal(query, ids=["a"] * 101))["limit"] == "ids"
    assert (await asker.refusal(query, ids=["a"] * 1_000))["limit"] == "ids"
    beyond = await asker.refusal(query, ids=["a"] * 1_001)
    assert beyond == exceeded("list_items", 1_001, 1_000, argument="ids")
    contacts = "mutation ($c: [ContactInput!]!) { upsertContacts(contacts: $c) { created } }"
    assert (await asker.refusal(contacts, c=[{"key": "k"}] * 2_000))["limit"] == "contacts"
    beyond = await asker.refusal(contacts, c=[{"key": "k"}] * 2_001)
    assert beyond == exceeded("list_items", 2_001, 2_000, argument="contacts")


async def test_clients_may_read_the_whole_schema(asker: Asker):
    assert "__schema" in await asker.ask(get_introspection_query(input_value_deprecation=True))


async def test_introspection_goes_round_in_no_circles(asker: Asker):
    around = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
    [error] = (await asker.answer(around))["errors"]
    assert error["message"] == "Maximum introspection depth exceeded"
    assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}


async def test_introspection_can_be_switched_off(asker: Asker):
    off = under(asker, Limits(introspection=False))
    [error] = (await off.answer('{ __type(name: "Query") { __typename } }'))["errors"]
    assert error["message"].startswith("GraphQL introspection has been disabled")
    assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
    assert await off.ask("{ __typename }") == {"__typename": "Query"}


@pytest.mark.parametrize("suggestions", [True, False])
async def test_suggestions_can_be_switched_off(asker: Asker, suggestions: bool):
    asking = under(asker, Limits(suggestions=suggestions))
    wrong = [
        ("{ viewr { role } }", {}),
        ("query ($k: ElementKind!) { automation(id: 1) { elements(kinds: [$k]) { key } } }", {"k": "WAITS"}),
        (
            "query ($f: ReportFilter) { automation(id: 1) { report(filter: $f) { version } } }",
            {"f": {"groups": 1}},
        ),
    ]
    for query, variables in wrong:
        [error] = (await asking.answer(query.replace("id: 1", 'id: "1"'), **variables))["errors"]
        assert ("Did you mean" in str(error)) is suggestions


async def test_an_answer_tells_its_cost(asker: Asker, worked: str):
    async def told(query: str, **variables: object) -> object:
        return (await schema.execute(query, variables, asker.context())).extensions

    assert await told("{ viewer { role } }") == {"cost": {"requested": 1, "limit": 2_000_000}}
    # What there is of a list beyond 20 is added when it is read.
    long = await asker.save(line(30))
    query = "query ($id: ID!) { automation(id: $id) { elements { position { x } } } }"
    assert await told(query, id=worked) == {"cost": {"requested": 1 + 20 * 2, "limit": 2_000_000}}
    assert await told(query, id=long) == {"cost": {"requested": 1 + 30 * 2, "limit": 2_000_000}}
    assert await told("{ viewr }") == {}


def line(length: int) -> Json:
    """A map of so many elements one after another."""
    keys = [f"e{number}" for number in range(length)]
    elements = [element(key, "TRIGGER" if key == "e0" else "WAIT") for key in keys]
    return {"key": f"line-{length}", "name": "Line", "elements": elements, "connectors": path(*keys)}


AROUND = "automation { elements { "


@pytest.mark.parametrize("rounds", [2, 3])
async def test_a_query_that_goes_round_on_a_large_map_is_refused_at_its_first_list(asker: Asker, rounds: int):
    identifier = await asker.save(line(1_000))
    inner = AROUND * rounds + "key" + " } }" * rounds
    answer = await asker.answer(
        f"query ($id: ID!) {{ automation(id: $id) {{ elements {{ {inner} }} }} }}", id=identifier
    )
    [error] = answer["errors"]
    assert (error["extensions"]["limit"], error["path"]) == ("cost", ["automation", "elements"])
    assert answer["data"] == {"automation": None}


async def test_a_subscription_is_measured_when_it_begins_and_each_event_when_it_is_made(
    asker: Asker, worked: str
):
    watch = "subscription ($id: ID!) { mapUpdates(automation: $id) { changed { automation { %s } } } }"
    static = "elements { automation { elements { key } } }"
    async with aclosing(under(asker, LOW).watch(watch % static, id=worked)) as updates:
        refused = await next_of(updates)
    assert [error["extensions"]["limit"] for error in refused["errors"]] == ["depth"]
    few = under(asker, Limits(cost=443))
    async with aclosing(few.watch(watch % static, id=worked)) as updates:
        assert (await next_of(updates))["errors"] == []
    long = await asker.save(line(25))
    async with aclosing(few.watch(watch % static, id=long)) as updates:
        [error] = (await next_of(updates))["errors"]
    assert error["extensions"] == exceeded("cost", 553, 443, cost={"requested": 553, "limit": 443})
