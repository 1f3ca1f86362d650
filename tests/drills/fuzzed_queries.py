"""Operations: a walk at random over the printed schema, and what no walk gives."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

from graphql import (
    GraphQLField,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_introspection_query,
    get_named_type,
    is_composite_type,
)

from tests.drills.fuzzed_arguments import Arguments, Ids, literal
from tests.drills.fuzzed_values import damaged, deep, odd_json, odd_text

PRINTED = Path(__file__).parents[2] / "schema.graphql"
SIZES = (3, 6, 6, 10, 30)
"Fields of a document."
KNOWN = 60
"Documents of each kind that clients send all day."
MANY = 10_000
OPERATIONS = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}


@dataclass(frozen=True, slots=True)
class Operation:
    """A request as JSON has it; its `query` and `variables` may be anything."""

    kind: str
    query: object
    variables: object = None
    name: object = None

    @property
    def payload(self) -> Mapping[str, object]:
        optional = {"variables": self.variables, "operationName": self.name}
        return {"query": self.query, **{name: value for name, value in optional.items() if value is not None}}


@cache
def printed_schema() -> GraphQLSchema:
    return build_schema(PRINTED.read_text())


def operation(chance: Random, ids: Ids, kinds: Sequence[str] = tuple(OPERATIONS)) -> Operation:
    """A sound one, six times of ten; half of those have been asked before."""
    kind = chance.choice(("query",) * 6 + tuple(kinds))
    known = Random(f"{kind} {chance.randrange(KNOWN)}") if chance.random() < 0.5 else chance
    sound = _Walk(known, ids).operation(kind if kind in kinds else kinds[0])
    return sound if chance.random() < 0.6 else chance.choice(_FAULTS)(chance, sound)


class _Walk:
    """One document; it ends when it has enough fields, or is as deep as it may be."""

    def __init__(self, chance: Random, ids: Ids) -> None:
        self._chance = chance
        self._arguments = Arguments(chance, ids)
        self._room = chance.choice(SIZES)
        "For so many fields more."
        self._aliases = 0
        self._fragments: list[str] = []
        self._variables: dict[str, tuple[GraphQLInputType, object]] = {}

    def operation(self, kind: str) -> Operation:
        root = printed_schema().type_map[OPERATIONS[kind]]
        selection = self._selection(root, self._chance.randrange(2, 9), most=1 if kind != "query" else 3)
        declared = ", ".join(f"${name}: {type_}" for name, (type_, _) in self._variables.items())
        name = self._chance.choice(("", "Named"))
        head = f"{kind} {name}" + (f"({declared})" if declared else "")
        variables = {name: value for name, (_, value) in self._variables.items()}
        return Operation(
            kind, "\n".join((f"{head} {selection}", *self._fragments)), variables or None, name or None
        )

    def _selection(self, type_: GraphQLNamedType, depth: int, most: int) -> str:
        assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        chosen = self._chance.sample(
            sorted(type_.fields), min(len(type_.fields), self._chance.randint(1, most))
        )
        parts = [part for name in chosen if (part := self._field(name, type_.fields[name], depth))]
        if isinstance(type_, GraphQLInterfaceType) and depth > 0:
            parts += [self._fragment(possible, depth) for possible in self._some(type_)]
        if not parts or self._chance.random() < 0.1:
            parts.append("__typename")
        return "{ " + " ".join(parts) + " }"

    def _some(self, type_: GraphQLInterfaceType) -> Sequence[GraphQLObjectType]:
        possible = printed_schema().get_possible_types(type_)
        return self._chance.sample(possible, self._chance.randint(1, 2))

    def _field(self, name: str, field: GraphQLField, depth: int) -> str:
        """Empty when there is no more room for what is in it."""
        type_ = get_named_type(field.type)
        self._room -= 1
        if is_composite_type(type_) and (depth <= 0 or self._room < 0):
            return ""
        written = name + self._given(name, field) + self._directive()
        if field.args or self._chance.random() < 0.3:
            self._aliases += 1
            written = f"a{self._aliases}: {written}"
        if is_composite_type(type_):
            written += " " + self._selection(type_, depth - 1, most=4)
        return written

    def _fragment(self, type_: GraphQLObjectType, depth: int) -> str:
        selection = self._selection(type_, depth - 1, most=4)
        if self._chance.random() < 0.5:
            return f"... on {type_.name}{self._directive()} {selection}"
        name = f"F{len(self._fragments)}"
        self._fragments.append(f"fragment {name} on {type_.name} {selection}")
        return f"...{name}"

    def _given(self, field_name: str, field: GraphQLField) -> str:
        given = []
        for name, argument in field.args.items():
            if isinstance(argument.type, GraphQLNonNull) or self._chance.random() < 0.3:
                value = self._arguments.of(argument.type, name, field_name)
                given.append(f"{name}: {self._written(argument.type, value)}")
        return f"({', '.join(given)})" if given else ""

    def _written(self, type_: GraphQLInputType, value: object) -> str:
        """Half of the values are variables."""
        if self._chance.random() < 0.5:
            return literal(value, type_)
        name = f"v{len(self._variables)}"
        self._variables[name] = (type_, value)
        return f"${name}"

    def _directive(self) -> str:
        if self._chance.random() < 0.95:
            return ""
        return f" @{self._chance.choice(('include', 'skip'))}(if: {self._chance.choice(('true', 'false'))})"


def _damaged(chance: Random, sound: Operation) -> Operation:
    return replace(sound, query=damaged(chance, str(sound.query).encode()).decode(errors="replace"))


def _misnamed(chance: Random, sound: Operation) -> Operation:
    words = str(sound.query).split(" ")
    place = chance.randrange(len(words))
    words[place] = chance.choice((words[place] + "s", words[place][1:], "automations", "odd", "on", "true"))
    return replace(sound, query=" ".join(words))


def _many(chance: Random, sound: Operation) -> Operation:
    """Ten thousand of one thing."""
    each = chance.choice(
        ("{", "}", "(", "$", "!", "@a ", "a ", '"', "#", "...", ",", "&", "|", "1 ", "\ufeff")
    )
    before, after = chance.choice(
        (("", ""), ("{ viewer ", "}"), ("{ viewer(a: ", ") }"), ("query (", ") {}"))
    )
    return replace(sound, query=before + each * MANY + after)


def _deep(chance: Random, sound: Operation) -> Operation:
    before, opening, closing = chance.choice(
        (
            ("{ node(id: ", "[", "]"),
            ("{ automation(id: ", "{a: ", "}"),
            ("", "{a", "}"),
            ("", "{... ", "}"),
            ("query ($a: ", "[", "]"),
        )
    )
    return replace(sound, query=before + deep(chance, opening, closing) + chance.choice(("", ") { id } }")))


def _repeated(chance: Random, sound: Operation) -> Operation:
    """The same again and again, under other names, as fragments or as operations."""
    times = chance.choice((2, 10, 50, 200, 2_000))
    query = chance.choice(
        (
            "{" + " ".join(f"a{n}: viewer {{ role }}" for n in range(times)) + "}",
            "{" + "viewer { role } " * times + "}",
            "{ viewer " + "@include(if: true) " * times + "{ role } }",
            "".join(f"query Q{n} {{ viewer {{ role }} }}\n" for n in range(times)),
            "{ ...F0 }" + "".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(times)),
            "{ ...F0 }"
            + "".join(f"fragment F{n} on Query {{ ...F{(n + 1) % times} }}" for n in range(times)),
            "query (" + " ".join(f"$v{n}: ID" for n in range(times)) + ") { viewer { role } }",
        )
    )
    return replace(sound, kind="query", query=query)


def _introspective(chance: Random, sound: Operation) -> Operation:
    own = '{ __type(name: "Element") { fields { name type { ofType { name fields { name } } } } } }'
    return replace(sound, kind="query", query=get_introspection_query() if chance.random() < 0.1 else own)


def _wrong_variables(chance: Random, sound: Operation) -> Operation:
    if isinstance(sound.variables, dict) and chance.random() < 0.8:
        changed = {**sound.variables, chance.choice(list(sound.variables)): odd_json(chance)}
        return replace(sound, variables=changed)
    return replace(sound, variables=odd_json(chance))


def _deep_variables(chance: Random, sound: Operation) -> Operation:
    value: object = 1
    for _ in range(chance.choice((10, 100, 400))):
        value = [value] if chance.random() < 0.5 else {"group": value}
    name = next(iter(sound.variables)) if isinstance(sound.variables, dict) else "v0"
    return replace(sound, variables={name: value})


def _wrong_name(chance: Random, sound: Operation) -> Operation:
    return replace(sound, name=odd_json(chance, 1))


def _no_query(chance: Random, sound: Operation) -> Operation:
    odd = chance.choice(("", " ", "#", "\ufeff", "\0", "{}", "query", "fragment", "schema { query: Query }"))
    return replace(sound, query=odd if chance.random() < 0.7 else odd_json(chance))


def _odd_literals(chance: Random, sound: Operation) -> Operation:
    odd = chance.choice(("9" * 30, "1e999", "-0", "1.", "00", '"""\\"""', '"\\u{110000}"', '"\\uD83D"', "$a"))
    argument = chance.choice(("first", "after", "search", "status", "last"))
    odd = odd if chance.random() < 0.6 else json.dumps(odd_text(chance))
    return replace(sound, kind="query", query=f"{{ automations({argument}: {odd}) {{ totalCount }} }}")


_FAULTS: Sequence[Callable[[Random, Operation], Operation]] = (
    *(_damaged, _damaged, _damaged, _damaged, _misnamed, _misnamed, _misnamed),
    *(_many, _deep, _repeated, _introspective, _no_query, _odd_literals, _odd_literals),
    *(_wrong_variables, _wrong_variables, _wrong_variables, _deep_variables, _wrong_name),
)
