"""Headers that tell browsers what they may not do with an answer of an API.

https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#security-headers
"""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS: Final = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
"""What a route sets itself stays as it is. The resource policy is about what pages embed; what they fetch is
the matter of CORS."""
_OVER_TLS: Final = (*_ALWAYS, (b"strict-transport-security", b"max-age=31536000"))  # RFC 6797; a year
_STARTS: Final = frozenset({"http.response.start", "websocket.http.response.start"})


class SecurityHeaders:
    """ASGI middleware: every answer has them, errors too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] in _STARTS:
                wanted = _OVER_TLS if scope["scheme"] in ("https", "wss") else _ALWAYS
                given = {name for name, _ in message["headers"]}
                added = [header for header in wanted if header[0] not in given]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, sending)
