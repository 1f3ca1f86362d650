"""What is completed in one go is what graphql-core completes step by step, right or wrong."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry
from hypothesis import given, settings
from hypothesis import strategies as st
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from gql import read_off
from gql.execution import FootfallExecutor
from gql.fields import derived

Values = Mapping[str, Any]  # also what no field may hold


@strawberry.enum
class Colour(Enum):
    RED = "red"


@strawberry.interface
class Named:
    name: str


@strawberry.type
class Leaf(Named):
    number: int
    ratio: float | None
    flag: bool | None
    colour: Colour | None


@strawberry.type
class Branch(Named):
    values: strawberry.Private[Values]

    @derived
    def leaf(self) -> Leaf | None:
        return _held(self.values["leaf"])

    @derived
    def leaves(self) -> list[Leaf]:
        return _held(self.values["leaves"])

    @derived
    def holes(self) -> list[Leaf | None] | None:
        return _held(self.values["holes"])

    @strawberry.field
    def asked(self, info: strawberry.Info, twice: bool = False) -> Leaf | None:
        return _held(self.values["leaf"])


@strawberry.type
class Query:
    @strawberry.field
    def branches(self) -> list[Branch | None]:
        return self


def _held(value: Any) -> Any:
    if isinstance(value, Exception):
        raise value
    return value


def schema(executor: type[StrawberryGraphQLCoreExecutionContext]) -> strawberry.Schema:
    return strawberry.Schema(Query, types=[Leaf, Branch], execution_context_class=executor)


QUICK, STEP_BY_STEP = schema(FootfallExecutor), schema(StrawberryGraphQLCoreExecutionContext)

SCALARS = ("name", "number", "ratio", "flag", "colour", "__typename", "other: name")


def leaves(names: st.SearchStrategy[Any], numbers: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda *values: Leaf(**dict(zip(("name", "number", "ratio", "flag", "colour"), values, strict=True))),
        names,
        numbers,
        st.none() | st.floats(),
        st.none() | st.booleans(),
        st.none() | st.just(Colour.RED),
    )


right = leaves(st.text(max_size=3), st.integers(-5, 5))
any_leaf = leaves(
    st.text(max_size=3) | st.sampled_from([None, 7, [], Colour.RED]),
    st.integers(-(2**33), 2**33) | st.sampled_from([None, True, 1.5, "x", "4"]),
)
failing = st.builds(ValueError, st.just("broken"))


def branches(leaf: st.SearchStrategy[Any], odd: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    values = st.fixed_dictionaries(
        {
            "leaf": leaf | st.none() | odd,
            "leaves": st.lists(leaf | odd, max_size=3) | odd,
            "holes": st.lists(leaf | st.none() | odd, max_size=3) | st.none() | odd,
        }
    )
    return st.builds(lambda name, values: Branch(name=name, values=values), st.text(max_size=3), values)


roots = st.lists(branches(right, st.nothing()), max_size=3) | st.lists(
    branches(any_leaf, failing | st.none() | st.just(3)) | st.none(), max_size=3
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    def leaf() -> str:
        chosen = draw(st.lists(st.sampled_from(SCALARS), min_size=1, max_size=4))
        return " ".join(each + draw(st.sampled_from(["", "", " @include(if: $yes)"])) for each in chosen)

    parts = [
        f"{draw(st.sampled_from(['', 'a: ', 'b: ']))}{field} {{ {leaf()} ... on Named {{ name }} }}"
        for field in draw(
            st.lists(st.sampled_from(["leaf", "leaves", "holes", "asked"]), max_size=4, unique=True)
        )
    ]
    return f"query ($yes: Boolean!) {{ branches {{ __typename name {' '.join(parts)} ...More }} }}" + (
        f" fragment More on Branch {{ leaf {{ {leaf()} }} }}"
    )


def answer(schema: strawberry.Schema, document: str, root: list[Branch], *, yes: bool) -> Any:
    result = schema.execute_sync(document, {"yes": yes}, root_value=root)
    return result.data, [error.formatted for error in result.errors or []]


@settings(deadline=None)
@given(documents(), roots)
def test_the_answers_are_those_of_graphql_core(document: str, root: list[Branch]):
    for yes in (True, False, True):
        assert answer(QUICK, document, root, yes=yes) == answer(STEP_BY_STEP, document, root, yes=yes)


def test_only_what_has_arguments_is_left_to_graphql_core(monkeypatch):
    seen: dict[str, bool] = {}
    made = read_off.completion

    def completion(schema, type, details, collect):
        found = made(schema, type, details, collect)
        seen[str(type)] = found is not None
        return found

    monkeypatch.setattr("gql.completions.completion", completion)
    leaf = Leaf(name="l", number=1, ratio=0.5, flag=True, colour=Colour.RED)
    branch = Branch(name="b", values={"leaf": leaf, "leaves": [leaf], "holes": None})
    document = "{ branches { name leaf { number } leaves { name } %s } }"
    QUICK.execute_sync(document % "", root_value=[branch])
    assert seen == {"[Branch]!": True}
    seen.clear()
    QUICK.execute_sync(document % "asked { number }", root_value=[branch])
    assert seen == {
        "[Branch]!": False,
        "[Branch]": False,
        "Branch": False,
        "String!": True,
        "Leaf": True,
        "[Leaf!]!": True,
    }
