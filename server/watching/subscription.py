"""One GraphQL subscription over a WebSocket.

The protocol is graphql-transport-ws: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from collections.abc import AsyncGenerator
from typing import TypeVar

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.typing import Subprotocol

from server.client import GraphQLError, Result, TryLaterError, data_of, refused_key
from server.errors import UserError

T = TypeVar("T")

PROTOCOL = Subprotocol("graphql-transport-ws")
OUR_FAULT = (4400, 4403, 4406, 4409)
"""Close codes that opening another socket would not change; 4401 has a sentence of its own."""
LARGEST_MESSAGE = 64 * 1024 * 1024


class ConnectionLostError(Exception):
    """The subscription ended without the server having refused it: opening it again may work."""


class Message(msgspec.Struct, frozen=True):
    """Any message of the protocol, its payload still undecoded."""

    type: str
    payload: msgspec.Raw = msgspec.field(default_factory=lambda: msgspec.Raw(b"null"))


async def subscribe(
    url: str, key: str, document: str, answer: type[T], **variables: object
) -> AsyncGenerator[T]:
    """Each event's `data` as an `answer`, until the caller stops.

    Raises:
        ConnectionLostError: the socket was not opened, broke, or the server ended it or is not ready.
        UserError: the key, the document or the variables were refused.
    """
    address = "ws" + url.removeprefix("http") + "/graphql"
    try:
        async with connect(address, subprotocols=[PROTOCOL], max_size=LARGEST_MESSAGE) as socket:
            await _send(socket, type="connection_init", payload={"authorization": f"Bearer {key}"})
            await _next(socket, wanted="connection_ack")
            request = {"query": document, "variables": variables}
            await _send(socket, id="1", type="subscribe", payload=request)
            while True:
                yield data_of(await _next(socket, wanted="next"), answer)
    except ConnectionClosed as closed:
        raise _ended(url, closed) from closed
    except InvalidStatus as refused:
        status = refused.response.status_code
        if status == 401:
            raise UserError(refused_key(url)) from refused
        if status in (403, 404):
            raise UserError(f"{url} has no subscriptions for this client ({status}).") from refused
        raise ConnectionLostError(f"{url} answered {status}") from refused
    except msgspec.DecodeError as bad:
        raise UserError(f"{url} does not answer like a Footfall server ({bad}).") from bad
    except (OSError, WebSocketException, TryLaterError) as lost:
        raise ConnectionLostError(str(lost) or type(lost).__name__) from lost


async def _send(socket: ClientConnection, **message: object) -> None:
    await socket.send(msgspec.json.encode(message).decode())


async def _next(socket: ClientConnection, *, wanted: str) -> Result:
    """The result in the next message of the wanted type; pings are answered on the way."""
    while True:
        message = msgspec.json.decode(await socket.recv(), type=Message)
        match message.type:
            case "ping":
                await _send(socket, type="pong")
            case "error":
                return Result(errors=msgspec.json.decode(message.payload, type=list[GraphQLError]))
            case "complete":
                raise ConnectionLostError("the server ended the subscription")
            case "next":
                return msgspec.json.decode(message.payload, type=Result)
            case kind if kind == wanted:
                return Result()


def _ended(url: str, closed: ConnectionClosed) -> Exception:
    frame = closed.rcvd
    if frame is None:
        return ConnectionLostError("the connection broke")
    if frame.code == 4401:
        return UserError(refused_key(url))
    if frame.code in OUR_FAULT:
        return UserError(f"{url} closed the subscription: {frame.reason or frame.code}.")
    return ConnectionLostError(frame.reason or f"the server closed the connection ({frame.code})")
