"""How values are completed in one go, worked out once for all executions of an operation."""

from typing import Any

from cachetools import LRUCache
from graphql import (
    FragmentDefinitionNode,
    GraphQLOutputType,
    GraphQLSchema,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
)
from graphql.execution.collect_fields import FieldDetailsList

from gql.documents import KEPT, LARGEST_KEPT
from gql.read_off import Collect, Complete, completion

_Key = tuple[GraphQLOutputType, tuple[int, ...]]
_Booleans = tuple[tuple[str, object], ...]


class Completions:
    """Those of one operation, and of one choice of what its @skip and @include select.

    By type, and by the identity of the nodes that are selected, which are kept so that no others get it.
    """

    def __init__(self, operation: OperationDefinitionNode, fragments: object) -> None:
        self.operation = operation
        self._fragments = fragments
        self._known: dict[_Key, Complete | None] = {}

    def get(
        self, schema: GraphQLSchema, type: GraphQLOutputType, selected: FieldDetailsList, collect: Collect
    ) -> Complete | None:
        """None when graphql-core has to complete values of this type."""
        key = (type, tuple([id(details.node) for details in selected]))
        try:
            return self._known[key]
        except KeyError:
            found = self._known[key] = completion(schema, type, selected, collect)
            return found


_kept: LRUCache[tuple[int, _Booleans], Completions] = LRUCache(KEPT)


def completions(
    operation: OperationDefinitionNode,
    fragments: dict[str, FragmentDefinitionNode],
    variables: dict[str, Any],  # as graphql-core types them
) -> Completions:
    """Of an operation whose document is kept, those of the executions before."""
    if operation.loc is None or len(operation.loc.source.body) > LARGEST_KEPT:
        return Completions(operation, fragments)
    key = id(operation), _booleans(operation, variables)
    known = _kept.get(key)
    if known is None or known.operation is not operation:
        known = _kept[key] = Completions(operation, fragments)
    return known


def _booleans(operation: OperationDefinitionNode, variables: dict[str, Any]) -> _Booleans:
    """All that @skip and @include can depend on."""
    found = []
    for definition in operation.variable_definitions or ():
        given, name = definition.type, definition.variable.name.value
        named = given.type if isinstance(given, NonNullTypeNode) else given
        if isinstance(named, NamedTypeNode) and named.name.value == "Boolean":
            found.append((name, variables.get(name)))
    return tuple(found)
