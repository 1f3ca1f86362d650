"""The few frames of RFC 6455 and messages of graphql-transport-ws that a watching client sends.

https://www.rfc-editor.org/rfc/rfc6455#section-5.2
https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

import msgspec

TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A
"First bytes of frames that are whole messages."
_MASKED = 0x80
_NO_MASK = bytes(4)
"Clients must mask; under this key the payload stays as it is."

OPENED = b"HTTP/1.1 101"
HEAD_END = b"\r\n\r\n"


def handshake(host: str, port: int) -> bytes:
    return (
        f"GET /graphql HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: Zm9vdGZhbGwgYmVuY2ghIQ==\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
    ).encode()


def frame(first: int, payload: bytes) -> bytes:
    """A client's frame."""
    length = len(payload)
    size = (length,) if length < 126 else (126, *length.to_bytes(2, "big"))
    return bytes((first, _MASKED | size[0], *size[1:])) + _NO_MASK + payload


def served(payload: bytes) -> bytes:
    """A server's text frame, unmasked, of 126 to 65,535 bytes."""
    return bytes((TEXT, 126)) + len(payload).to_bytes(2, "big") + payload


def message(**fields: object) -> bytes:
    return frame(TEXT, msgspec.json.encode(fields))


PONG_MESSAGE = message(type="pong")
