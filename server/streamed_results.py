"""A subscription whose answers are the parts of one HTTP response.

https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md#distinct-connections-mode
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import ExitStack, closing
from functools import partial

from strawberry.http.streaming import SSETransport
from strawberry.types import ExecutionResult

from gql.errors import told
from resolvers.context import Context
from server.live_operation import NotExecuted, WatchRequest, begin, room_key


class EventStream(SSETransport):
    """Strawberry's framing, with the line ends that clients look for who read no others, such as urql's.

    https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
    """

    def encode_event(self, event: str, data: str | None = None) -> str:
        return super().encode_event(event, data).replace("\r\n", "\n")

    def encode_comment(self, comment: str) -> str:
        return super().encode_comment(comment).replace("\r\n", "\n")


class Encoded(ExecutionResult):
    """A result that a room has encoded."""

    def __init__(self, body: bytes) -> None:
        super().__init__(data=None, errors=None)
        self.body = body


async def streamed(request: WatchRequest, context: Context) -> AsyncGenerator[ExecutionResult, None]:
    """The results of a subscription; why it is refused, or not allowed any longer, is the last."""
    services, outlet = context.services, _Outlet()
    with ExitStack() as held:
        held.enter_context(closing(services.sessions.open(context.access, outlet.end)))
        try:
            held.enter_context(services.traffic.subscription(context.access))
            opens = partial(begin, request, context)
            held.callback(await services.rooms.join(room_key(context.caller, request), opens, outlet))
        except NotExecuted as refused:
            yield ExecutionResult(data=None, errors=list(refused.errors))
            return
        except Exception as error:  # whatever it was: the client is told
            yield ExecutionResult(data=None, errors=[told(error)])
            return
        async for result in outlet.results():
            yield result


class _Outlet:
    """The way to one response: ready while its last part has been taken."""

    def __init__(self) -> None:
        self.is_ready = True
        self._results: asyncio.Queue[ExecutionResult | None] = asyncio.Queue()
        self._when_ready: set[Callable[[], None]] = set()

    def when_ready(self, call: Callable[[], None]) -> None:
        self._when_ready.add(call)

    def send(self, message: bytes) -> None:
        self.is_ready = False
        self._results.put_nowait(Encoded(message))

    def end(self, error: Exception | None) -> None:
        self._results.put_nowait(None if error is None else ExecutionResult(data=None, errors=[told(error)]))

    async def results(self) -> AsyncGenerator[ExecutionResult, None]:
        while True:
            result = await self._results.get()
            if result is None:
                return
            yield result
            if result.errors:
                return
            self._taken()

    def _taken(self) -> None:
        """More is asked for, so what there was has left."""
        self.is_ready = True
        ready, self._when_ready = self._when_ready, set()
        for call in ready:
            call()
