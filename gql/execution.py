"""graphql-core's executor: quick where nothing is waited for, and it has the cost of the answer counted."""

from typing import Any

from graphql import Executor, GraphQLObjectType, GraphQLOutputType, GraphQLResolveInfo
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.execution.incremental.incremental_executor import DeliveryGroupMap
from graphql.pyutils import AwaitableOrValue, Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from gql.completions import completions
from resolvers.context import Context


class FootfallExecutor(StrawberryGraphQLCoreExecutionContext):
    """Completes objects whose fields are read off themselves in one go (`gql/read_off.py`).

    A list is refused, before anything is asked of its items, when the answer would cost too much.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._completions = completions(
            self.operation, self.fragment_definitions, self.variable_values.coerced
        )

    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],  # as graphql-core types it
        path: Path,
        result: object,
        position_context: DeliveryGroupMap | None,
    ) -> AwaitableOrValue[Any]:
        if type(result) is list and return_type is info.return_type:
            self._count(field_details_list, len(result))
        complete = self._completions.get(self.schema, return_type, field_details_list, self._fields)
        if complete is not None:
            try:
                return complete(result)
            except Exception:  # whatever it is: graphql-core meets it again, and says where
                pass
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)

    def _count(self, selected: FieldDetailsList, length: int) -> None:
        """Raises Refused (LIMIT_EXCEEDED)."""
        context: Context | None = self.context_value
        if context is not None and context.spending is not None:
            context.spending.add([id(details.node) for details in selected], length)

    def _fields(self, type: GraphQLObjectType, selected: FieldDetailsList) -> GroupedFieldSet:
        return self.collect_subfields(type, selected).grouped_field_set

    def build_per_event_executor(self, payload: object) -> Executor[Any]:  # as graphql-core types it
        """Forgets, after each event of a subscription, what it had collected for it, and what that cost.

        graphql-core 3.3.2 shares its memo between all events and never finds anything of an earlier one in
        it, so an open socket grows by a kilobyte and more with every message.
        """
        executor = super().build_per_event_executor(payload)
        assert isinstance(executor, FootfallExecutor)  # a copy of this one
        executor._relevant_sub_fields = {}
        context: Context | None = self.context_value
        if context is not None and context.spending is not None:
            context.spending = context.spending.renewed()
        return executor
