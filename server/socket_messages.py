"""What clients send in graphql-transport-ws, as it may look.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from typing import Annotated

import msgspec

from measure.trusted_documents import TrustedDocuments

_Id = Annotated[str, msgspec.Meta(min_length=1)]


class Operation(msgspec.Struct, frozen=True, rename="camel"):
    """What a client wants executed."""

    query: str
    variables: dict[str, object] | None = None
    operation_name: str | None = None
    extensions: dict[str, object] | None = None


class Asked(msgspec.Struct, frozen=True, rename="camel"):
    """What a client sends for that, over HTTP and in a `subscribe` message alike.

    It may name a trusted document in place of a query.
    """

    query: str | None = None
    document_id: str | None = None
    variables: dict[str, object] | None = None
    operation_name: str | None = None
    extensions: dict[str, object] | None = None

    def __post_init__(self) -> None:
        """Raises ValueError, of which msgspec makes a ValidationError."""
        if (
            self.query is None
            and self.document_id is None
            and "persistedQuery" not in (self.extensions or {})
        ):
            raise ValueError("query, documentId or extensions.persistedQuery must be given")

    def operation(self, trusted: TrustedDocuments) -> Operation:
        """Raises Refused as `TrustedDocuments.document_of` does."""
        query = trusted.document_of(self.query, self.document_id, self.extensions)
        return Operation(query, self.variables, self.operation_name, self.extensions)


class _ConnectionInit(msgspec.Struct, tag="connection_init"):
    payload: dict[str, object] | None = None


class _Subscribe(msgspec.Struct, tag="subscribe"):
    id: _Id
    payload: Asked


class _Complete(msgspec.Struct, tag="complete"):
    id: _Id


class _Ping(msgspec.Struct, tag="ping"):
    payload: dict[str, object] | None = None


class _Pong(msgspec.Struct, tag="pong"):
    payload: dict[str, object] | None = None


FromClient = _ConnectionInit | _Subscribe | _Complete | _Ping | _Pong
