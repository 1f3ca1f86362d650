"""One client's socket in graphql-transport-ws.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import cached_property, partial
from typing import Final, cast

import msgspec
import orjson
from graphql import GraphQLError
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    Operation as OpenOperation,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    Message,
    PingMessage,
    SubscribeMessage,
)

from gql.documents import is_subscription, operation_type
from gql.errors import told
from live.rooms import Leave
from live.sessions import Session
from measure.errors import ErrorCode, Refused
from resolvers.context import Context, Services
from resolvers.trace import count_operation
from server.authentication import authenticated
from server.live_operation import NotExecuted, WatchRequest, begin, room_key
from server.socket_messages import Asked, FromClient
from server.socket_protocol import TRY_AGAIN_LATER, Wire, wire_of

UNAUTHORIZED: Final = 4401

_Context = Context | Services


class SocketHandler(BaseGraphQLTransportWSHandler[_Context, None]):
    """Strawberry's handler, with a key asked for, every message checked first, and subscriptions in rooms."""

    _known: _Context
    _authorization: object = None
    _session: Session | None = None

    @property
    def context(self) -> _Context:
        """Strawberry reads it once for each operation: each has pins of its own."""
        return self._known.fresh() if isinstance(self._known, Context) else self._known

    @context.setter
    def context(self, context: _Context) -> None:
        self._known = context

    @cached_property
    def _leaves(self) -> dict[str, Leave]:
        """How to leave the rooms that operations are in, by their ids."""
        return {}

    @cached_property
    def _held(self) -> ExitStack:
        """What the socket counts for, until it is gone."""
        return ExitStack()

    @cached_property
    def wire(self) -> Wire:
        return wire_of(cast(ASGIWebSocketAdapter, self.websocket).ws.scope)

    async def handle_message(self, message: Message) -> None:
        try:
            msgspec.convert(message, FromClient)
        except msgspec.ValidationError as error:
            await self.handle_invalid_message(f"Invalid message: {error}")
            return
        await super().handle_message(message)

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        payload = message.get("payload") or {}
        if isinstance(self._known, Services):
            self._authorization = payload.get("authorization")
        if await self._log_in() and self._let_in():
            await super().handle_connection_init({"type": "connection_init", "payload": payload})

    async def handle_ping(self, message: PingMessage) -> None:
        """What came with a ping goes back with the pong."""
        payload = message.get("payload")
        await self.send_message({"type": "pong"} if payload is None else {"type": "pong", "payload": payload})

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """One operation too many is refused by itself; those under way go on."""
        if self.connection_acknowledged and not await self._log_in():
            return
        try:
            self._admit(message["id"])
            if isinstance(self._known, Context) and message["id"] not in self.operations:
                asked = msgspec.convert(message["payload"], Asked)
                trusted = self._known.services.trusted_documents
                message["payload"]["query"] = asked.operation(trusted).query
        except Refused as refused:
            errors = [told(refused).formatted]
            await self.send_message({"id": message["id"], "type": "error", "payload": errors})
        else:
            await super().handle_subscribe(message)

    async def run_operation(self, operation: OpenOperation[_Context, None]) -> None:
        """A subscription joins the room of those who watch the same; all else is executed by itself."""
        assert isinstance(self._known, Context)  # or it would not have been acknowledged
        request = WatchRequest(operation.query, operation.variables or {}, operation.operation_name)
        limits = self._known.services.limits
        count_operation(operation_type(request.query, request.operation_name, limits), "ws")
        if not is_subscription(request.query, request.operation_name, limits):
            await super().run_operation(operation)
            return
        rooms, caller = self._known.services.rooms, self._known.caller
        outlet = _Outlet(self.wire, operation.id, partial(self._end, operation))
        opens = partial(begin, request, self._known.fresh())
        try:
            with ExitStack() as held:
                held.enter_context(self._known.services.traffic.subscription(self._known.access))
                held.callback(await rooms.join(room_key(caller, request), opens, outlet))
                self._leaves[operation.id] = held.pop_all().close
            if operation.completed:  # what it joined was over
                self._leave(operation.id)
        except NotExecuted as refused:
            await operation.send_initial_errors(list(refused.errors))
        except Exception as error:  # whatever it was: the client would wait for ever
            await operation.send_initial_errors([told(error)])

    async def cleanup_operation(self, operation_id: str) -> None:
        self._leave(operation_id)
        await super().cleanup_operation(operation_id)

    async def handle_task_exception(self, error: Exception) -> None:
        if not isinstance(error, WebSocketDisconnected):  # a client that hung up is no error
            await super().handle_task_exception(error)

    @staticmethod
    def _get_pre_execution_close_reason(error: GraphQLError) -> str | None:
        """Never: a wrong operation gets an `error` message, and the others go on."""
        return None

    async def shutdown(self) -> None:
        if self._session is not None:
            self._session.close()
        try:
            await super().shutdown()
        finally:
            self._held.close()

    async def _log_in(self) -> bool:
        """Whose key it is now: one may have been taken back, and an account may have another plan.

        The first time it begins the session, which ends with the key or token.
        """
        services = self._known.services if isinstance(self._known, Context) else self._known
        try:
            access = await authenticated(services, self._authorization)
        except Refused as refused:
            self._turn_away(refused)
            return False
        self._known = Context(access, services)
        if self._session is None:
            self._session = services.sessions.open(access, self._turn_away)
        return True

    def _turn_away(self, refused: Refused) -> None:
        """4401 without a valid key or token; 1013 while nobody can tell whether it is one, and too many."""
        if refused.code is ErrorCode.UNAUTHENTICATED:
            self.wire.close(UNAUTHORIZED, f"Unauthorized: {refused.message}")
        else:
            self.wire.close(TRY_AGAIN_LATER, refused.message)

    def _let_in(self) -> bool:
        """Count the socket; with one too many it is closed with 1013, after which clients try again later.

        Not with 4429, which says that `connection_init` came twice: clients of graphql-ws give up for ever.
        """
        if self.connection_init_received:
            return True  # and is refused by itself
        assert isinstance(self._known, Context)  # it has logged in
        try:
            self._held.enter_context(self._known.services.traffic.socket(self._known.access))
        except Refused as refused:
            self._turn_away(refused)
            return False
        return True

    def _admit(self, id: str) -> None:
        """Count one more operation. Raises Refused (LIMIT_EXCEEDED, RATE_LIMITED)."""
        if not isinstance(self._known, Context) or id in self.operations:
            return  # it is refused by itself
        traffic, count = self._known.services.traffic, len(self.operations) + 1
        if count > traffic.limits.operations_per_socket.most:
            raise traffic.limits.operations_per_socket.exceeded(count)
        traffic.admit(self._known.access)

    def _leave(self, id: str) -> None:
        if (leave := self._leaves.pop(id, None)) is not None:
            leave()

    def _end(self, operation: OpenOperation[_Context, None], error: Exception | None) -> None:
        """The room has nothing more to show, or has failed: a message ends the operation."""
        operation.completed = True
        self.operations.pop(operation.id, None)
        self._leave(operation.id)
        self.wire.send(_complete(operation.id) if error is None else _error(operation.id, [told(error)]))


class _Outlet:
    """The way to one operation of a socket."""

    __slots__ = ("_end", "_head", "_wire")

    def __init__(self, wire: Wire, id: str, end: Callable[[Exception | None], None]) -> None:
        self._wire = wire
        self._head = b'{"id":%s,"type":"next","payload":' % orjson.dumps(id)
        self._end = end

    @property
    def is_ready(self) -> bool:
        return self._wire.is_ready

    def when_ready(self, call: Callable[[], None]) -> None:
        self._wire.when_ready(call)

    def send(self, message: bytes) -> None:
        self._wire.send(self._head, message, b"}")

    def end(self, error: Exception | None) -> None:
        self._end(error)


def _complete(id: str) -> bytes:
    return orjson.dumps({"id": id, "type": "complete"})


def _error(id: str, errors: Sequence[GraphQLError]) -> bytes:
    return orjson.dumps({"id": id, "type": "error", "payload": [error.formatted for error in errors]})
