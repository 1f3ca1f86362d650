"""GraphQL over HTTP POST, answered in JSON or as Server-Sent Events, and over WebSocket, on one path.

https://graphql.github.io/graphql-over-http/draft/
https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md (see `server/graphql_socket.py`)
"""

import http
from collections.abc import Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import cast

import msgspec
import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException, StarletteRequestAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import MissingQueryError
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult, SubscriptionExecutionResult
from strawberry.types.graphql import OperationType

from gql.documents import is_mutation, is_subscription, operation_type
from gql.schema import schema
from measure.errors import ErrorCode, Refused, bad_input
from resolvers.context import Context, Services
from resolvers.trace import count_operation
from server.bodies import read_body
from server.graphql_socket import SocketHandler
from server.live_operation import WatchRequest
from server.refusals import GRAPHQL_PATH, refusal, retry_after
from server.socket_messages import Asked
from server.streamed_results import Encoded, EventStream, streamed
from server.traffic import admitted
from server.wiring import services

CONNECTION_INIT_SECONDS = 10
_JSON = "json"  # application/json, application/graphql-response+json
_WATCHING = f"a WebSocket that speaks {GRAPHQL_TRANSPORT_WS_PROTOCOL}, or accept: text/event-stream"
OVER_HTTP = frozenset({OperationType.QUERY, OperationType.MUTATION})


class _BoundedRequest(StarletteRequestAdapter):
    @property
    def services(self) -> Services:
        return services(self._request)

    async def get_body(self) -> bytes:
        return await read_body(self._request, services(self._request).traffic.limits.query_bytes)


class GraphQLEndpoint(GraphQL[Context | Services, None]):
    """The schema. The context of an operation is a `Context`, that of a socket before its key `Services`."""

    request_adapter_class = _BoundedRequest
    stream_transport_classes_by_protocol = MappingProxyType({GRAPHQL_SSE_PROTOCOL: EventStream})
    graphql_transport_ws_handler_class = SocketHandler

    def __init__(self, allowed_origins: Sequence[str]) -> None:
        """Pages of `allowed_origins` and of our own host may open sockets, and so may what is no browser."""
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            connection_init_wait_timeout=timedelta(seconds=CONNECTION_INIT_SECONDS),
            allowed_origins=allowed_origins,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await super().__call__(scope, receive, send)
            return
        try:
            response = await self.run(Request(scope, receive))
        except Refused as refused:
            response = refusal(GRAPHQL_PATH, refused)
        except HTTPException as error:  # what Strawberry refuses before it executes anything
            response = refusal(GRAPHQL_PATH, bad_input("request", str(error.reason)))
        await response(scope, receive, send)

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Context | Services:
        """Who asks, over HTTP. A socket says so later, in its first message."""
        if isinstance(request, Request):
            return Context(await admitted(request), services(request))
        return services(request)

    async def execute_operation(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        request_data: GraphQLRequestData | list[GraphQLRequestData],
        context: Context | Services,
        root_value: None,
        sub_response: Response,
    ) -> ExecutionResult | list[ExecutionResult] | SubscriptionExecutionResult:
        """A subscription to a client that takes a stream joins the room of those who watch the same.

        What has one answer is streamed only to a client that takes nothing else.
        """
        if isinstance(request_data, GraphQLRequestData):
            kind = operation_type(
                request_data.query or "", request_data.operation_name, services(request).limits
            )
            count_operation(kind, request_data.protocol)
        if isinstance(request_data, GraphQLRequestData) and request_data.protocol != "http":
            query, name = request_data.query or "", request_data.operation_name
            assert isinstance(context, Context)  # over HTTP it is
            if is_subscription(query, name, context.services.limits):
                results = streamed(WatchRequest(query, request_data.variables or {}, name), context)
                # A protocol whose __aiter__ is typed as answering with the protocol itself.
                return cast(SubscriptionExecutionResult, results)
            if _JSON in request.headers.get("accept", ""):
                request_data.protocol = "http"
        return await super().execute_operation(
            request, request_adapter, request_data, context, root_value, sub_response
        )

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        if isinstance(result, Encoded):
            return result.response
        return await super().process_result(request, result)

    async def execute_single(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        sub_response: Response,
        context: Context | Services,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        """Strawberry's own would run a subscription's field as if it were a query's."""
        try:
            result = await self.schema.execute(
                request_data.query,
                variable_values=request_data.variables,
                context_value=context,
                root_value=root_value,
                operation_name=request_data.operation_name,
                allowed_operation_types=OVER_HTTP,
            )
        except MissingQueryError as error:
            raise Refused(ErrorCode.GRAPHQL_PARSE_FAILED, "Syntax Error: the query is empty") from error
        except CannotGetOperationTypeError as error:
            raise bad_input("operationName", error.as_http_error_reason()) from error
        except InvalidOperationTypeError as error:
            reason = f"subscriptions need {_WATCHING}"
            raise bad_input("query", reason) from error
        seconds = retry_after(result.errors or ())
        limits = services(request).limits
        if seconds is not None and is_mutation(request_data.query or "", request_data.operation_name, limits):
            sub_response.status_code = http.HTTPStatus.SERVICE_UNAVAILABLE
            sub_response.headers["Retry-After"] = str(seconds)
        return result

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """Raises Refused, HTTPException."""
        assert isinstance(request, _BoundedRequest)  # made by this class
        if "application/json" not in (request.content_type or ""):
            raise HTTPException(400, "Unsupported content type")
        try:
            asked = msgspec.convert(self.parse_json(await request.get_body()), Asked)
        except msgspec.ValidationError as error:
            raise HTTPException(400, f"not a GraphQL request: {error}") from error
        operation = asked.operation(request.services.trusted_documents)
        transport = self._get_stream_transport_from_headers(request.headers)
        return GraphQLRequestData(
            query=operation.query,
            variables=operation.variables,
            operation_name=operation.operation_name,
            extensions=operation.extensions,
            protocol=transport.protocol if transport else "http",
        )

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)

    def encode_json(self, data: object) -> str:
        return orjson.dumps(data).decode()  # text, since a socket's frames must be
