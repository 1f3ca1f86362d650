"""What clients send in graphql-transport-ws, as it may look.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

import msgspec


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


FromClient = _ConnectionInit | _Subscribe | _Complete | _Ping | _Pong
