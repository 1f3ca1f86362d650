"""A subscription's answers, each made when somebody wants it.

https://spec.graphql.org/October2021/#sec-Subscription: the field makes a source stream, whose events are each
executed to a response. Here the source stream waits to be given events (`gql/stage.py`), so that one
execution serves many subscribers, each with the events it needs.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import GraphQLError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from gql.schema import schema
from gql.stage import Stage
from gql.subscriptions import Subscription
from live.show import Show
from measure.accounts import Caller
from measure.errors import ErrorCode, Refused, bad_input
from resolvers.context import Context

_Result = ExecutionResult | PreExecutionError
_Results = AsyncGenerator[_Result, None]


@dataclass(frozen=True, slots=True)
class WatchRequest:
    """What a client wants to watch."""

    query: str
    variables: dict[str, object]
    operation_name: str | None


def room_key(caller: Caller, request: WatchRequest) -> tuple[Caller, str, str | None, bytes]:
    """The same for all who may see the same and ask for the same.

    Raises Refused (BAD_USER_INPUT) for variables that are nested too deep to be written.
    """
    try:
        variables = orjson.dumps(request.variables, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise bad_input("variables", f"cannot be read: {error}") from error
    return caller, request.query, request.operation_name, variables


class NotExecuted(Exception):
    """A subscription cannot begin; `errors` say why, as clients see them."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


class LiveOperation:
    """A subscription that has begun, as a show of answers: the `payload` of a `next` message, in JSON."""

    def __init__(self, show: Show[object], execution: "_Execution") -> None:
        """Use `begin`."""
        self._show = show
        self._execution = execution

    @property
    def interval(self) -> float:
        return self._show.interval

    @property
    def has_news(self) -> bool:
        return self._show.has_news

    @property
    def is_over(self) -> bool:
        return self._show.is_over

    def wake(self) -> None:
        self._show.wake()

    async def changed(self) -> None:
        await self._show.changed()

    async def update(self) -> bytes | None:
        """Raises Refused (TEMPORARILY_UNAVAILABLE), also when a field does."""
        message = await self._show.update()
        return None if message is None else await self._execution.answer(message)

    async def snapshot(self) -> bytes | None:
        """Raises as `update` does."""
        message = await self._show.snapshot()
        return None if message is None else await self._execution.answer(message)

    async def close(self) -> None:
        await self._execution.close()
        await self._show.close()


async def begin(request: WatchRequest, context: Context) -> LiveOperation:
    """Check and open what `request` asks for.

    Raises:
        NotExecuted: it is refused.
    """
    stage = Stage()
    results = await schema.subscribe(
        request.query,
        request.variables,
        context_value=context,
        root_value=Subscription(stage=stage),
        operation_name=request.operation_name,
    )
    execution = _Execution(stage, results)
    try:
        return LiveOperation(await execution.begun(), execution)
    except BaseException:
        await execution.close()
        if stage.show.done():  # it was opened when nobody wanted it any more
            await stage.show.result().close()
        raise


class _Execution:
    """The selection of one subscription: the result of its next event is always being waited for."""

    def __init__(self, stage: Stage, results: _Results) -> None:
        self._stage = stage
        self._results = results
        self._next = self._ask()

    async def begun(self) -> Show[object]:
        """What the field has opened; raises NotExecuted when it is refused."""
        either: tuple[asyncio.Future[Any], ...] = (self._next, self._stage.show)  # results of two types
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not self._stage.show.done():
            raise NotExecuted(self._next.result().errors or [])
        return self._stage.show.result()

    async def answer(self, message: object) -> bytes:
        """What the selection makes of a message."""
        self._stage.give(message)
        result = await self._next
        self._next = self._ask()
        for error in result.errors or ():
            said = error.extensions or {}
            if said.get("code") == ErrorCode.TEMPORARILY_UNAVAILABLE:
                raise Refused(
                    ErrorCode.TEMPORARILY_UNAVAILABLE, error.message, retryAfter=int(said["retryAfter"])
                )
        return encoded(result)

    async def close(self) -> None:
        self._next.cancel()
        await asyncio.wait([self._next])
        await self._results.aclose()

    def _ask(self) -> asyncio.Task[_Result]:
        return asyncio.create_task(anext(self._results), name="execute an event")


def encoded(result: _Result) -> bytes:
    """A response: https://spec.graphql.org/October2021/#sec-Response-Format."""
    answer: dict[str, object] = {"data": result.data}
    if result.errors:
        answer["errors"] = [error.formatted for error in result.errors]
    if result.extensions:
        answer["extensions"] = result.extensions
    return orjson.dumps(answer)
