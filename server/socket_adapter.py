"""Strawberry's way to a WebSocket, for one that may be closed at any moment and with any words."""

from collections.abc import Mapping
from typing import Final

from starlette.websockets import WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected

MOST_REASON_BYTES: Final = 123  # RFC 6455, 5.5


class SocketAdapter(ASGIWebSocketAdapter):
    """Closes once, whoever wants to close it, and sends nothing after that."""

    @property
    def is_closed(self) -> bool:
        return self.ws.application_state is WebSocketState.DISCONNECTED

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Raises WebSocketDisconnected."""
        if self.is_closed:
            raise WebSocketDisconnected
        await super().send_json(message)

    async def close(self, code: int, reason: str) -> None:
        """Nothing happens when either side has closed it; of `reason` goes what a close frame holds."""
        if self.is_closed:
            return
        try:
            await super().close(code, reason.encode()[:MOST_REASON_BYTES].decode(errors="ignore"))
        except WebSocketDisconnect:  # the client was faster
            return
