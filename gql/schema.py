"""The schema: everything of the public contract that works."""

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from gql.checks import Checks
from gql.element import Connector, Element
from gql.errors import presented, without_suggestion
from gql.execution import FootfallExecutor
from gql.mutations import Mutation
from gql.queries import Query
from gql.reports import REPORTS
from gql.scalars import SCALARS
from gql.subscriptions import Subscription
from gql.suggestions import mend_suggestions
from gql.viewer import Account
from resolvers.context import Context


class Schema(strawberry.Schema):
    """Every error passes here, whatever the transport, and leaves with a code of the contract."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        if execution_context is None:
            errors[:] = [presented(error, None) for error in errors]
            return
        context: Context = execution_context.context
        if not context.services.limits.suggestions:
            errors[:] = [without_suggestion(error) for error in errors]
        errors[:] = [presented(error, execution_context.graphql_document) for error in errors]


mend_suggestions()
schema = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[Element, Connector, Account, *REPORTS],
    extensions=[Checks],
    execution_context_class=FootfallExecutor,
    config=StrawberryConfig(scalar_map=SCALARS),
)
