"""Small documents are parsed and validated once: clients send the same few all day.

Measured: a small query takes a tenth of the time. Large ones are not kept, so memory stays bounded.
"""

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    parse,
)
from strawberry.extensions import SchemaExtension, ValidationCache

LARGEST_KEPT = 16_384
"Characters."
KEPT = 256


@lru_cache(KEPT)
def _parsed(query: str) -> DocumentNode:
    return parse(query)


def operation_type(query: str, operation_name: str | None) -> str:
    """What the request names; "unknown" when it cannot be parsed, or names nothing."""
    found = _type(query, operation_name)
    return "unknown" if found is None else found.value


def is_subscription(query: str, operation_name: str | None) -> bool:
    """Whether the request names a subscription; not when it cannot be parsed, or names nothing."""
    return _type(query, operation_name) is OperationType.SUBSCRIPTION


def is_mutation(query: str, operation_name: str | None) -> bool:
    """Whether the request names a mutation; not when it cannot be parsed, or names nothing."""
    return _type(query, operation_name) is OperationType.MUTATION


def _type(query: str, operation_name: str | None) -> OperationType | None:
    try:
        document = _parsed(query) if len(query) <= LARGEST_KEPT else parse(query)
    except (GraphQLSyntaxError, RecursionError):
        return None
    operation = get_operation_ast(document, operation_name)
    return None if operation is None else operation.operation


class ParsedOnce(SchemaExtension):
    def on_parse(self) -> Iterator[None]:
        query = self.execution_context.query
        if query and len(query) <= LARGEST_KEPT:
            # What cannot be parsed is left to Strawberry, which refuses it on every transport.
            with suppress(GraphQLSyntaxError):
                self.execution_context.graphql_document = _parsed(query)
        yield


class NamedOperation(SchemaExtension):
    """Of several operations the request names one; Strawberry would run the first.

    https://spec.graphql.org/October2021/#GetOperation()
    """

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        document = context.graphql_document
        # Its public `operation_name` falls back on the first operation's.
        if document is not None and context._provided_operation_name is None:
            operations = sum(isinstance(part, OperationDefinitionNode) for part in document.definitions)
            if operations > 1:
                message = "operationName must be given: the document has more than one operation"
                context.pre_execution_errors = [GraphQLError(message)]
        yield


class ValidatedOnce(ValidationCache):
    def __init__(self) -> None:
        super().__init__(maxsize=KEPT)

    def on_validate(self) -> Iterator[None]:
        query = self.execution_context.query
        if query and len(query) <= LARGEST_KEPT:
            yield from super().on_validate()
        else:
            yield
