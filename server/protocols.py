"""How uvicorn speaks to clients: options that every server of ours has, in tests too."""

import asyncio
from typing import Final, TypedDict

from server.http_protocol import HttpProtocol
from server.limits import traffic_limits
from server.settings import Settings
from server.socket_protocol import SocketProtocol

PING_SECONDS: Final = 20.0
"Between two pings of a socket, and for the answer."


class Protocols(TypedDict):
    """Options of `uvicorn.Config`."""

    http: type[asyncio.Protocol]
    ws: type[asyncio.Protocol]
    ws_per_message_deflate: bool
    ws_max_size: int
    ws_ping_interval: float
    ws_ping_timeout: float


def protocols(settings: Settings) -> Protocols:
    """uvicorn makes a protocol for each connection, and hands it nothing of ours: a subclass holds it."""
    patience, message = settings.stalled_seconds, traffic_limits(settings).frame_bytes
    return {
        "http": type("Http", (HttpProtocol,), {"patience": patience}),
        "ws": type("WebSocket", (SocketProtocol,), {"patience": patience, "message_bytes": message}),
        "ws_per_message_deflate": False,
        "ws_max_size": message.most,
        "ws_ping_interval": PING_SECONDS,
        "ws_ping_timeout": PING_SECONDS,
    }
