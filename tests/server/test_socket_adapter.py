import pytest
from starlette.types import Message
from starlette.websockets import WebSocket
from strawberry.http.exceptions import WebSocketDisconnected

from server.graphql import GraphQLEndpoint
from server.page.files import Files
from server.page.pages import Pages
from server.socket_adapter import SocketAdapter

CLOSED = {"type": "websocket.close", "code": 4401, "reason": "first"}


class Client:
    """What a client is sent; one that is gone takes nothing."""

    def __init__(self, is_gone: bool = False) -> None:
        self.received: list[Message] = []
        self._is_gone = is_gone

    async def opens(self) -> SocketAdapter:
        socket = WebSocket({"type": "websocket"}, self._connect, self._take)
        await socket.accept()
        return SocketAdapter(GraphQLEndpoint((), Pages(Files())), socket, socket)

    async def _connect(self) -> Message:
        return {"type": "websocket.connect"}

    async def _take(self, message: Message) -> None:
        if message["type"] == "websocket.accept":
            return
        if self._is_gone:
            raise ConnectionResetError
        self.received.append(message)


async def test_what_is_closed_for_two_causes_is_closed_once():
    client = Client()
    socket = await client.opens()
    await socket.close(4401, "first")
    await socket.close(4408, "second")
    assert client.received == [CLOSED]


async def test_nothing_is_sent_after_the_end():
    client = Client()
    socket = await client.opens()
    await socket.close(4401, "first")
    with pytest.raises(WebSocketDisconnected):
        await socket.send_json({"type": "pong"})
    assert client.received == [CLOSED]


async def test_closing_what_the_client_has_left_is_no_error():
    await (await Client(is_gone=True).opens()).close(4401, "first")
