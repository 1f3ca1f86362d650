"""Lists in arguments, literal or from variables: refused before GraphQL makes objects of their items."""

from collections.abc import Iterator, Mapping
from typing import Final

from graphql import ListValueNode, ObjectValueNode, ValueNode

from measure.errors import Refused
from measure.limits import beyond
from measure.problems import MOST_CONNECTORS, MOST_ELEMENTS
from resolvers.filters import MOST_TRACKING, MOST_TRIGGERS, MOST_VALUES
from resolvers.groups import MOST_COMBINED, MOST_COMPARED
from resolvers.nodes import MOST_IDS
from resolvers.recording import MOST_CONTACTS, MOST_EVENTS

BOUNDED: Final[Mapping[str, int]] = {
    "all": MOST_COMBINED,
    "any": MOST_COMBINED,
    "connectors": MOST_CONNECTORS,
    "contacts": MOST_CONTACTS,
    "elements": MOST_ELEMENTS,
    "events": MOST_EVENTS,
    "groups": MOST_COMPARED,
    "ids": MOST_IDS,
    "none": MOST_COMBINED,
    "tracking": MOST_TRACKING,
    "triggers": MOST_TRIGGERS,
    "values": MOST_VALUES,
}
"Lists that have a rule of their own. Up to twice as long, it is that rule which refuses them."

Path = tuple[str | int, ...]


def long_literals(value: ValueNode, path: Path, most: int) -> Iterator[tuple[Path, ListValueNode, int]]:
    """Lists of more than `most` items in a value that the document has at `path`."""
    match value:
        case ListValueNode(values=values):
            if len(values) > most:
                yield path, value, len(values)
            for index, each in enumerate(values):
                yield from long_literals(each, (*path, index), most)
        case ObjectValueNode(fields=fields):
            for field in fields:
                yield from long_literals(field.value, (*path, field.name.value), most)


def long_values(variables: Mapping[str, object], most: int) -> Iterator[tuple[Path, int]]:
    """Lists of more than `most` items in the values of variables, which may be nested however deep."""
    waiting: list[tuple[Path, object]] = [((), variables)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, list):
            if len(value) > most:
                yield path, len(value)
            waiting.extend(((*path, i), each) for i, each in enumerate(value) if type(each) in (list, dict))
        elif isinstance(value, dict):
            waiting.extend(
                ((*path, name), each) for name, each in value.items() if type(each) in (list, dict)
            )


def too_long(path: Path, length: int, most: int) -> Refused | None:
    """The refusal of a list at `path` from an argument down; None when it is one that may be longer."""
    name = next(part for part in map(str, reversed(path)) if not part.isdigit())
    most = max(most, 2 * BOUNDED.get(name, 0))
    argument = ".".join(map(str, path))
    return beyond("list_items", length, most, argument=argument) if length > most else None
