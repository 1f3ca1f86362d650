"""One client's socket in graphql-transport-ws.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from typing import Final

import msgspec
from graphql import GraphQLError
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    Message,
    SubscribeMessage,
)

from measure.errors import ErrorCode, Refused, limit_exceeded
from resolvers.context import Context, Services
from server.authentication import authenticated

UNAUTHORIZED: Final = 4401
TRY_AGAIN_LATER: Final = 1013  # https://www.iana.org/assignments/websocket/#close-code-number
MOST_OPERATIONS: Final = 100
MOST_REASON_BYTES: Final = 123  # RFC 6455, 5.5


class Operation(msgspec.Struct, frozen=True, rename="camel"):
    """What a client wants executed, over HTTP and in a `subscribe` message alike."""

    query: str
    variables: dict[str, object] | None = None
    operation_name: str | None = None
    extensions: dict[str, object] | None = None


class _ConnectionInit(msgspec.Struct, tag="connection_init"):
    payload: dict[str, object] | None = None


class _Subscribe(msgspec.Struct, tag="subscribe"):
    id: str
    payload: Operation


class _Complete(msgspec.Struct, tag="complete"):
    id: str


class _Ping(msgspec.Struct, tag="ping"):
    payload: dict[str, object] | None = None


class _Pong(msgspec.Struct, tag="pong"):
    payload: dict[str, object] | None = None


_FromClient = _ConnectionInit | _Subscribe | _Complete | _Ping | _Pong


class SocketHandler(BaseGraphQLTransportWSHandler[Context | Services, None]):
    """Strawberry's handler, with a key asked for at connection_init and every message checked first."""

    _known: Context | Services

    @property
    def context(self) -> Context | Services:
        """Strawberry reads it once for each operation: each has pins of its own."""
        return self._known.fresh() if isinstance(self._known, Context) else self._known

    @context.setter
    def context(self, context: Context | Services) -> None:
        self._known = context

    async def handle_message(self, message: Message) -> None:
        try:
            msgspec.convert(message, _FromClient)
        except msgspec.ValidationError as error:
            await self.handle_invalid_message(f"Invalid message: {error}")
            return
        await super().handle_message(message)

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        """Close with 4401 without a valid key; with 1013 while nobody can tell whether it is one."""
        payload = message.get("payload") or {}
        try:
            await self._log_in(payload.get("authorization"))
        except Refused as refused:
            if refused.code is ErrorCode.UNAUTHENTICATED:
                await self.websocket.close(UNAUTHORIZED, f"Unauthorized: {refused.message}")
            else:
                await self.websocket.close(TRY_AGAIN_LATER, refused.message)
            return
        await super().handle_connection_init({"type": "connection_init", "payload": payload})

    async def _log_in(self, authorization: object) -> None:
        if isinstance(self._known, Services):
            caller = await authenticated(self._known.store.keys, authorization)
            self._known = Context(caller, self._known)

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """One operation too many is refused by itself; those under way go on."""
        if len(self.operations) < MOST_OPERATIONS or message["id"] in self.operations:
            await super().handle_subscribe(message)
            return
        refused = limit_exceeded("operations under way on one socket", MOST_OPERATIONS + 1, MOST_OPERATIONS)
        error = GraphQLError(refused.message, extensions={"code": refused.code, **refused.extensions})
        await self.send_message({"id": message["id"], "type": "error", "payload": [error.formatted]})

    async def handle_invalid_message(self, error_message: str) -> None:
        reason = error_message.encode()[:MOST_REASON_BYTES].decode(errors="ignore")
        await super().handle_invalid_message(reason)

    async def handle_task_exception(self, error: Exception) -> None:
        if not isinstance(error, WebSocketDisconnected):  # a client that hung up is no error
            await super().handle_task_exception(error)

    @staticmethod
    def _get_pre_execution_close_reason(error: GraphQLError) -> str | None:
        """Never: a wrong operation gets an `error` message, and the others go on."""
        return None
