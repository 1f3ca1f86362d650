"""graphql-core's executor, mended for subscriptions that live long."""

from typing import Any

from graphql import Executor
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext


class EventExecutor(StrawberryGraphQLCoreExecutionContext):
    """Forgets, after each event of a subscription, which fields it had collected for it.

    graphql-core 3.3.2 shares that memo between all events and never finds anything of an earlier one in
    it, so an open socket grows by a kilobyte and more with every message.
    """

    def build_per_event_executor(self, payload: object) -> Executor[Any]:  # as graphql-core types it
        executor = super().build_per_event_executor(payload)
        executor._relevant_sub_fields = {}
        return executor
