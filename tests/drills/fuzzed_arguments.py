"""Values of the schema's input types: mostly what is asked for, from a small world; sometimes anything."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
)

from tests.drills.fuzzed_values import odd_json, odd_number, odd_text

AUTOMATIONS: Sequence[str] = tuple(f"fuzz-{n}" for n in range(4))
"Keys. The first one is published, and is never archived."
PLACES: Sequence[str] = ("form", "mail", "wait", "bought", "end")
CONTACTS: Sequence[str] = tuple(f"c-{n}" for n in range(40))
CONNECTORS: Sequence[str] = ("form>mail", "mail>wait", "wait>bought", "bought>end")
_EVENTS = 2_000
"Ids of events: the same ones come again."


@dataclass(frozen=True, slots=True)
class Ids:
    """What the server calls things; the expendable automations may be archived."""

    automations: Sequence[str]
    expendable: Sequence[str]
    contacts: Sequence[str]
    groups: Sequence[str]

    @property
    def all(self) -> Sequence[str]:
        return (*self.automations, *self.contacts, *self.groups)


class Arguments:
    """Values for arguments and variables, as JSON has them; an enum's value is a name."""

    def __init__(self, chance: Random, ids: Ids) -> None:
        self._chance = chance
        self._ids = ids

    def of(self, type_: GraphQLInputType, name: str, field: str = "") -> object:
        """For an argument or input field `name`, of the field `field`; a hundredth is of any shape."""
        chance = self._chance
        if chance.random() < 0.01:
            return odd_json(chance, 2)
        if isinstance(type_, GraphQLNonNull):
            return self.of(type_.of_type, name, field)
        if isinstance(type_, GraphQLList):
            few = chance.choice((0, 1, 1, 2, 3, 8)) if chance.random() < 0.99 else 600
            return [self.of(type_.of_type, name, field) for _ in range(few)]
        if isinstance(type_, GraphQLInputObjectType):
            return self._object(type_)
        if isinstance(type_, GraphQLEnumType):
            return chance.choice(list(type_.values))
        return self._scalar(type_.name, name, field)

    def _object(self, type_: GraphQLInputObjectType) -> Mapping[str, object]:
        return {
            name: self.of(field.type, name, type_.name)
            for name, field in type_.fields.items()
            if isinstance(field.type, GraphQLNonNull) or self._chance.random() < 0.4
        }

    def _scalar(self, type_: str, name: str, field: str) -> object:
        chance = self._chance
        if chance.random() < 0.1:
            return odd_text(chance) if chance.random() < 0.7 else odd_number(chance)
        match type_:
            case "ID":
                return chance.choice(self._ids_for(field))
            case "Int":
                return chance.choice((1, 2, 5, 10, 100, 500))
            case "Float":
                return chance.choice((0.0, 0.5, 1.0, 120.25, -7.0))
            case "Boolean":
                return chance.random() < 0.5
            case "DateTime":
                return f"2026-03-{chance.randrange(1, 29):02}T09:{chance.randrange(60):02}:00Z"
            case "Date":
                return f"2026-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
            case "Decimal":
                return f"{chance.randrange(1_000)}.{chance.randrange(100):02}"
        return chance.choice(self._texts_for(name, field))

    def _ids_for(self, field: str) -> Sequence[str]:
        if field == "archiveAutomation":
            return self._ids.expendable
        if field.endswith("Automation") or field in ("automation", "mapUpdates", "contactMoves"):
            return self._ids.automations
        return self._ids.all if self._chance.random() < 0.3 else self._ids.groups

    def _texts_for(self, name: str, field: str) -> Sequence[str]:
        if name == "key" and field == "AutomationInput":
            return AUTOMATIONS[1:]
        if name == "key" and field == "ConnectorInput":
            return CONNECTORS
        if name == "id" and field == "EventInput":
            return [f"e-{self._chance.randrange(_EVENTS)}"]
        if (name, field) in (("key", "ContactInput"), ("key", "contactByKey"), ("contact", "EventInput")):
            return CONTACTS
        return _TEXTS.get(name, PLACES)


_TEXTS: Mapping[str, Sequence[str]] = {
    "automation": AUTOMATIONS,
    "connector": CONNECTORS,
    "currency": ("USD", "USD", "USD", "EUR", "usd"),
    "timeZone": ("UTC", "Europe/Berlin", "America/St_Johns"),
    "email": ("ann@example.org", "no address"),
    "name": ("Ann", "Bob", "Zoë"),
    "search": ("c-", "ann", "fuzz", ""),
    "tags": ("lead", "vip"),
    "tag": ("lead", "vip"),
    "links": ("https://shop.example.org/",),
    "label": ("YES", "NO", "A", "B"),
    "values": ("facebook", "Newsletter "),
    "source": ("facebook", "newsletter"),
    "after": ("", "e30=", "MQ=="),
    "before": ("", "e30=", "MQ=="),
}


def literal(value: object, type_: GraphQLInputType) -> str:
    """`value` as GraphQL writes it; names of enums have no quotes where one is due."""
    if isinstance(type_, GraphQLNonNull):
        return literal(value, type_.of_type)
    if isinstance(value, Mapping):
        fields = type_.fields if isinstance(type_, GraphQLInputObjectType) else {}
        inner = (
            f"{name if name.isidentifier() else 'odd'}: "
            f"{literal(each, fields[name].type) if name in fields else json.dumps(each)}"
            for name, each in value.items()
        )
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, list):
        item = type_.of_type if isinstance(type_, GraphQLList) else type_
        return "[" + ", ".join(literal(each, item) for each in value) + "]"
    if isinstance(type_, GraphQLEnumType) and value in type_.values:
        return str(value)
    return json.dumps(value)
