"""GraphQL over HTTP and over WebSocket, and GraphiQL for browsers, on one path.

See `server/graphql_http.py` and `server/graphql_socket.py`.
"""

from collections.abc import Sequence
from datetime import timedelta

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from gql.schema import schema
from resolvers.context import Context, Services
from server.graphql_http import respond
from server.graphql_socket import SocketHandler
from server.media_types import prefers_html
from server.page.pages import GRAPHIQL, Pages
from server.socket_adapter import SocketAdapter
from server.wiring import services

CONNECTION_INIT_SECONDS = 10


class GraphQLEndpoint(GraphQL[Context | Services, None]):
    """The schema. Strawberry speaks to sockets; a socket's context before its key are the `Services`."""

    graphql_transport_ws_handler_class = SocketHandler
    websocket_adapter_class = SocketAdapter

    def __init__(self, allowed_origins: Sequence[str], pages: Pages) -> None:
        """Pages of `allowed_origins` and of our own host may open sockets, and so may what is no browser."""
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=timedelta(seconds=CONNECTION_INIT_SECONDS),
            allowed_origins=allowed_origins,
        )
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await super().__call__(scope, receive, send)
            return
        request = Request(scope, receive)
        if request.method != "POST" and prefers_html(request.headers.get("accept")):
            response = await self._pages.document(request, GRAPHIQL)  # reads a query from its address itself
        else:
            response = await respond(request)
        await response(scope, receive, send)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Services:
        """Who asks, a socket says in its first message."""
        return services(request)

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)

    def encode_json(self, data: object) -> str:
        return orjson.dumps(data).decode()  # text, since a socket's frames must be
