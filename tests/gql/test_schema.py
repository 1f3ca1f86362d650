"""The printed schema against the public contract, structurally: names, types, defaults, descriptions."""

from pathlib import Path

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    build_schema,
    print_ast,
)

from gql.schema import schema

HERE = Path(__file__).parent
PARTS = sorted(HERE.glob("contract_part*.graphql"))
CONTRACT = build_schema("".join(part.read_text() for part in PARTS))
PRINTED = build_schema(schema.as_str())
ADDED = {"Job": {"subject"}}
"What the schema says beyond the contract, which welcomes that: parts by their types."
TYPES = [name for name, each in CONTRACT.type_map.items() if each.ast_node is not None]


def spoken(each: GraphQLArgument | GraphQLField | GraphQLInputField) -> dict[str, object]:
    """What is said of one field or argument, beside its own arguments."""
    default = getattr(each.ast_node, "default_value", None)
    return {
        "type": str(each.type),
        "default": None if default is None else print_ast(default),
        "description": each.description,
    }


def said_of(named: GraphQLNamedType) -> dict[str, dict[str, object]]:
    """What is said of one type and, by their names, of its parts."""
    said: dict[str, dict[str, object]] = {"(itself)": {"type": type(named), "description": named.description}}
    if isinstance(named, GraphQLEnumType):
        said |= {name: {"description": value.description} for name, value in named.values.items()}
    if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
        said |= {f"implements {each.name}": {} for each in named.interfaces}
    if isinstance(named, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        for name, field in named.fields.items():
            said[name] = spoken(field)
            arguments = getattr(field, "args", {})
            said |= {f"{name}({argument})": spoken(each) for argument, each in arguments.items()}
    return said


@pytest.mark.parametrize("name", TYPES)
def test_the_schema_holds_everything_the_contract_says_of_a_type(name: str):
    promised, printed = said_of(CONTRACT.type_map[name]), said_of(PRINTED.type_map[name])
    for part, promise in promised.items():
        # A field may say what its interface says of it where the contract says nothing.
        wanted = {key: value for key, value in promise.items() if key != "description" or value is not None}
        assert {key: printed[part][key] for key in wanted} == wanted, part


@pytest.mark.parametrize("name", TYPES)
def test_a_type_holds_nothing_that_the_contract_does_not_know(name: str):
    known = said_of(CONTRACT.type_map[name]).keys() | ADDED.get(name, set())
    assert said_of(PRINTED.type_map[name]).keys() == known


def test_no_type_is_there_that_the_contract_does_not_know():
    assert {name for name, each in PRINTED.type_map.items() if each.ast_node is not None} == set(TYPES)


def test_the_schema_file_is_what_the_code_prints():
    assert (HERE.parent.parent / "schema.graphql").read_text() == schema.as_str() + "\n"
