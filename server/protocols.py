"""How uvicorn speaks to clients: options that every server of ours has, in tests too."""

import asyncio
from typing import Final, TypedDict, TypeVar

from server.http_protocol import HttpProtocol
from server.socket_protocol import SocketProtocol

P = TypeVar("P", bound=asyncio.Protocol)

PING_SECONDS: Final = 20.0
"Between two pings of a socket, and for the answer."

_WEBSOCKET_BYTES: Final = 1 << 20


class Protocols(TypedDict):
    """Options of `uvicorn.Config`."""

    http: type[asyncio.Protocol]
    ws: type[asyncio.Protocol]
    ws_per_message_deflate: bool
    ws_max_size: int
    ws_ping_interval: float
    ws_ping_timeout: float


def protocols(patience: float) -> Protocols:
    """A client that takes nothing for `patience` seconds is given up."""
    return {
        "http": _patient(HttpProtocol, patience),
        "ws": _patient(SocketProtocol, patience),
        "ws_per_message_deflate": False,
        "ws_max_size": _WEBSOCKET_BYTES,
        "ws_ping_interval": PING_SECONDS,
        "ws_ping_timeout": PING_SECONDS,
    }


def _patient(protocol: type[P], patience: float) -> type[P]:
    """uvicorn makes one for each connection, and hands it nothing of ours."""
    return type(protocol.__name__, (protocol,), {"patience": patience})
