"""What every operation goes through before it is executed, and what it is told that it costs."""

from collections.abc import Iterator
from contextlib import suppress

from graphql import DocumentNode, GraphQLError, GraphQLSyntaxError
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from gql.documents import Document, document
from gql.errors import argument_of
from gql.list_items import long_values, too_long
from gql.measuring import refusal
from measure.cost import Operation
from measure.errors import Refused
from measure.spending import Spending
from resolvers.context import Context


class Checks(SchemaExtension):
    """Parsed and validated once; refused beyond the limits; of several operations the one that is named."""

    _document: Document | None = None
    _spending: Spending | None = None

    def on_parse(self) -> Iterator[None]:
        execution, limits = self.execution_context, self._context.services.limits
        execution.parse_options = {"max_tokens": limits.tokens}
        if execution.query:
            # What cannot be parsed is left to Strawberry, which refuses it on every transport.
            with suppress(GraphQLSyntaxError):
                self._document = document(execution.query, limits)
                execution.graphql_document = self._document.node
        yield

    def on_validate(self) -> Iterator[None]:
        self.execution_context.pre_execution_errors = self._errors()
        yield

    def get_results(self) -> dict[str, object]:
        """`extensions` of the response to a query or mutation that was executed."""
        spent = self._spending
        return {} if spent is None else {"cost": {"requested": spent.requested, "limit": spent.limit}}

    @property
    def _context(self) -> Context:
        context: Context = self.execution_context.context
        return context

    def _errors(self) -> list[GraphQLError]:
        execution = self.execution_context
        assert self._document is not None  # or it had not come to validation
        checked = self._document.checked(execution.schema._schema)
        if checked.errors:
            return list(checked.errors)
        # Its public `operation_name` falls back on the first operation's.
        name = execution._provided_operation_name
        if name is None and len(checked.operations) > 1:
            return [GraphQLError("operationName must be given: the document has more than one operation")]
        try:
            self._check(self._document.node, checked.operations[execution.operation_name or ""])
        except Refused as refused:
            return [refusal(refused)]
        return []

    def _check(self, node: DocumentNode, operation: Operation) -> None:
        """What depends on variables; raises Refused (LIMIT_EXCEEDED)."""
        variables, limits = self.execution_context.variables or {}, self._context.services.limits
        for (variable, *rest), length in long_values(variables, limits.list_items):
            path = (*argument_of(str(variable), node).split("."), *rest)
            if refused := too_long(path, length, limits.list_items):
                raise refused
        spending = Spending(operation, variables, limits.cost)
        spending.check()
        self._context.spending = spending
        if self.execution_context.operation_type is not OperationType.SUBSCRIPTION:
            self._spending = spending
