"""What documents cost before anything is executed."""

from collections.abc import Mapping

import pytest
from graphql import (
    DocumentNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    VariableNode,
    get_introspection_query,
    parse,
    validate,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from gql.pricing import operations
from gql.schema import schema
from measure.spending import Spending

SCHEMA = schema._schema
PAGE = "{ edges { cursor node { id money: lifetimeValue { amount } } } pageInfo { hasNextPage } totalCount }"
EACH = 1 + 1 + 1
"Of that page: an edge, the contact, the money."


def cost(document: str, variables: Mapping[str, object] | None = None) -> int:
    node = parse(document)
    assert validate(SCHEMA, node) == []
    [operation] = operations(SCHEMA, node).values()
    return Spending(operation, variables or {}, 1).requested


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ("{ __typename }", 0),
        ("{ viewer { role } }", 1),
        ("{ viewer { account { key } } again: viewer { role } }", 3),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 3),
        ('{ nodes(ids: "a") { id } }', 1),
        ('{ overlap(groups: ["a", "b", "c"]) { contacts { count } } }', (2**3 - 1) * 2),
        ('{ automation(id: "a") { key } }', 1),
        ('{ automation(id: "a") { elements { links } } }', 1 + 20),
        ('{ automation(id: "a") { connectors { source { key } target { key } } } }', 1 + 20 * 3),
        ('{ automation(id: "a") { tracking { total { count } rows { contacts { count } } } } }', 3 + 101 * 2),
        ('{ automation(id: "a") { tracking(first: 7) { rows { value } } } }', 2 + 8),
        ("{ automations { totalCount } }", 1),
        ("{ automations { edges { node { key } } } }", 1 + 50 * 2),
        ("{ automations(last: 3) { edges { node { key } } } }", 1 + 3 * 2),
        ("{ automations(first: 0) { edges { node { key } } } }", 1),
        ("{ automations(first: null) { edges { node { key } } } }", 1 + 50 * 2),
        # Refused by the field itself, which then answers nothing.
        ("{ automations(first: 101) { edges { node { key } } } }", 1),
        ('{ automation(id: "a") { tracking(first: 501) { rows { value } } } }', 2),
        ("{ automations(first: -1) { edges { node { key } } } }", 1),
        (f'{{ contacts(search: "a", first: 500) {PAGE} }}', 2 + 500 * EACH),
        (f'{{ contactGroup(id: "g") {{ count contacts(first: 2) {PAGE} }} }}', 3 + 2 * EACH),
        # On each type that an object may be of.
        ('{ node(id: "a") { id ... on Contact { firstTouch { source } } ... on Element { id } } }', 2),
        ("{ viewer { ... @include(if: false) { account { key } } } }", 1),
        ("{ viewer { account @skip(if: false) { key } } }", 2),
    ],
)
def test_objects_count_1_each_pages_their_size_and_other_lists_20(selection: str, expected: int):
    assert cost(selection) == expected


PAGED = """
query ($first: Int = 7, $last: Int, $with: Boolean!) {
  automations(first: $first, last: $last) { edges { node { draft @include(if: $with) { name } } } }
}
"""


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"with": False}, 1 + 7 * 2),
        ({"with": True}, 1 + 7 * 3),
        ({"with": False, "first": 3}, 1 + 3 * 2),
        ({"with": False, "first": 3.0}, 1 + 3 * 2),
        ({"with": False, "first": None}, 1 + 50 * 2),
        ({"with": False, "first": None, "last": 2}, 1 + 2 * 2),
        ({"with": False, "first": 101}, 1),
        # Of the wrong type: refused when variables are read.
        ({"with": False, "first": "3"}, 1 + 50 * 2),
    ],
)
def test_variables_and_their_defaults_count(variables: dict[str, object], expected: int):
    assert cost(PAGED, variables) == expected


def test_a_list_in_a_variable_counts_its_items():
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert [cost(query, {"ids": ids}) for ids in (["a", "b"], "a", None)] == [2, 1, 0]


def test_a_fragment_counts_wherever_it_is_spread():
    query = """
    query { automations(first: 2) { ...Edges } more: automations(first: 3) { ...Edges } }
    fragment Edges on AutomationConnection { edges { node { ...Key } } }
    fragment Key on Automation { draft { name } }
    """
    assert cost(query) == 1 + 2 * 3 + 1 + 3 * 3


def test_fragments_that_are_spread_again_and_again_are_read_once():
    spreads = [
        f"fragment F{n} on Automation {{ a: element(key: 1) {{ automation {{ ...F{n + 1} }} }}"
        f" b: element(key: 2) {{ automation {{ ...F{n + 1} }} }} }}"
        for n in range(60)
    ]
    query = '{ automation(id: "a") { ...F0 } } fragment F60 on Automation { key } ' + " ".join(spreads)
    assert cost(query.replace("key: 1", 'key: "1"').replace("key: 2", 'key: "2"')) == 1 + sum(
        2**n * 2 for n in range(1, 61)
    )


def test_the_schema_costs_what_there_is_of_it():
    assert cost(get_introspection_query()) < 100


# Beside a recount that writes every fragment out


FRAGMENTS = """
fragment Flow on Automation { report { cohort { count } ... on ContactFlowReport { elements { ...Row } } } }
fragment Row on ContactFlow { id reached { contacts(first: $first) { ...Page } } }
fragment Page on ContactConnection { edges { cursor node { key } } pageInfo { hasNextPage } }
"""


@st.composite
def on_automation(draw: st.DrawFn, depth: int) -> str:
    """What may be selected there."""
    selected = ["key"]
    for _ in range(draw(st.integers(0, 3)) if depth else 0):
        beneath = draw(on_automation(depth - 1))
        shapes = [
            f"elements {{ key automation {{ {beneath} }} }}",
            f'element(key: "e") {{ outgoing {{ target {{ automation {{ {beneath} }} }} }} }}',
            f"... on Automation @include(if: $yes) {{ draft {{ problems {{ code }} }} {beneath} }}",
            f"...Flow @skip(if: $yes) {beneath}",
            f"report {{ cohort {{ contacts(last: 3) {{ ...Page }} }} automation {{ {beneath} }} }}",
        ]
        selected.append(draw(st.sampled_from(shapes)))
    return " ".join(selected)


@given(on_automation(3), st.booleans(), st.integers(0, 4))
@settings(max_examples=100, deadline=None)
def test_the_cost_is_that_of_a_recount(selection: str, yes: bool, first: int):
    query = f'query ($yes: Boolean!, $first: Int!) {{ automation(id: "a") {{ ...Flow {selection} }} }}'
    document = parse(query + FRAGMENTS)
    variables = {"yes": yes, "first": first}
    [operation] = operations(SCHEMA, document).values()
    assert Spending(operation, variables, 1).requested == recounted(document, variables)


LISTS = {"elements", "outgoing", "problems"}


def recounted(document: DocumentNode, variables: Mapping[str, object]) -> int:
    [operation, *fragments] = document.definitions
    by_name = {fragment.name.value: fragment for fragment in fragments}

    def within(node: Node, page: int) -> int:
        return sum(objects(each, page) for each in node.selection_set.selections if included(each))

    def objects(node: Node, page: int) -> int:
        if isinstance(node, FragmentSpreadNode):
            return within(by_name[node.name.value], page)
        if isinstance(node, InlineFragmentNode):
            return within(node, page)
        if node.selection_set is None:
            return 0
        given = [each.value for each in node.arguments or () if each.name.value in ("first", "last")]
        each = 1 + within(node, size(given[0]) if given else 0)
        name = node.name.value
        return each * (20 if name in LISTS else page if name == "edges" else 1)

    def size(value: Node) -> int:
        return variables[value.name.value] if isinstance(value, VariableNode) else int(value.value)

    def included(node: Node) -> bool:
        return all((each.name.value == "include") is variables["yes"] for each in node.directives or ())

    return within(operation, 0)
