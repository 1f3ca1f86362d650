"""Documents, parsed and checked once: clients send the same few all day.

Measured: a small query takes a tenth of the time. Large ones are not kept, so memory stays bounded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationType,
    get_operation_ast,
    specified_rules,
    validate,
)
from graphql.validation.rules import overlapping_fields_can_be_merged
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from gql.measuring import excesses, refusal
from gql.parsing import parsed
from gql.pricing import operations
from measure.cost import Operation
from measure.errors import limit_exceeded
from measure.limits import Limits

LARGEST_KEPT = 16_384
"Characters."
KEPT = 256

COMPARISONS: Final = 50_000
"""Of fields with one name, each with each, and of fragments: honest documents need some hundreds.
A tenth of what graphql-core allows, which takes it a second and more."""
_ABORTED = "Validation aborted."
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = COMPARISONS  # how graphql-core wants it to be set

RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
UNSEEN = (*RULES, NoSchemaIntrospectionCustomRule)
"Where there is no introspection."


@dataclass(frozen=True, slots=True)
class Checked:
    """Why a document is refused, or what its operations cost, by name; one without a name is ""."""

    errors: Sequence[GraphQLError]
    operations: Mapping[str, Operation]


class Document:
    """A document that could be parsed, under limits."""

    def __init__(self, node: DocumentNode, limits: Limits) -> None:
        self.node = node
        self._limits = limits
        self._checked: Checked | None = None

    def checked(self, schema: GraphQLSchema) -> Checked:
        """Worked out once, as far as it does not depend on variables."""
        if self._checked is None:
            self._checked = _checked(schema, self.node, self._limits)
        return self._checked


def document(query: str, limits: Limits) -> Document:
    """Raises GraphQLSyntaxError, also when it has too many tokens."""
    return _kept(query, limits) if len(query) <= LARGEST_KEPT else _read(query, limits)


def _read(query: str, limits: Limits) -> Document:
    return Document(parsed(query, limits.tokens), limits)


_kept = lru_cache(KEPT)(_read)


def _checked(schema: GraphQLSchema, node: DocumentNode, limits: Limits) -> Checked:
    rules = RULES if limits.introspection else UNSEEN
    errors = validate(schema, node, rules, hide_suggestions=not limits.suggestions)
    if any(error.message == _ABORTED for error in errors):
        errors = [refusal(limit_exceeded("comparisons of fields", COMPARISONS + 1, COMPARISONS))]
    errors = errors or list(excesses(node, limits))
    return Checked(errors, {} if errors else operations(schema, node))


def operation_type(query: str, operation_name: str | None, limits: Limits) -> str:
    """What the request names; "unknown" when it cannot be parsed, or names nothing."""
    found = _type(query, operation_name, limits)
    return "unknown" if found is None else found.value


def is_subscription(query: str, operation_name: str | None, limits: Limits) -> bool:
    """Whether the request names a subscription; not when it cannot be parsed, or names nothing."""
    return _type(query, operation_name, limits) is OperationType.SUBSCRIPTION


def _type(query: str, operation_name: str | None, limits: Limits) -> OperationType | None:
    try:
        node = document(query, limits).node
    except GraphQLSyntaxError:
        return None
    operation = get_operation_ast(node, operation_name)
    return None if operation is None else operation.operation
