"""Trusted documents: what a server's own clients ask, known to it before they do.

A request names one by `documentId`, as the appendix "Persisted Documents" of GraphQL over HTTP has it, or by
`extensions.persistedQuery.sha256Hash`, as Apollo's clients do.
https://github.com/graphql/graphql-over-http/blob/main/spec/Appendix%20A%20--%20Persisted%20Documents.md
https://www.apollographql.com/docs/react/data/persisted-queries
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from measure.errors import ErrorCode, Refused, bad_input

SHA256: Final = "sha256:"
HASH: Final = "extensions.persistedQuery.sha256Hash"
ONLY_TRUSTED: Final = (
    "this server answers trusted documents only (FOOTFALL_TRUSTED_DOCUMENTS_ONLY): "
    f"name one by documentId or {HASH}"
)


class TrustedDocuments:
    """Documents by their ids, with or without "sha256:" before them."""

    def __init__(self, documents: Mapping[str, str] = MappingProxyType({}), *, only: bool = False) -> None:
        """`only`: no others are answered. Raises ValueError for an id that is given twice."""
        self._documents = {identifier.removeprefix(SHA256): text for identifier, text in documents.items()}
        if len(self._documents) < len(documents):
            raise ValueError(f'an id is given twice, with and without "{SHA256}"')
        self._texts = frozenset(self._documents.values())
        self._only = only

    def document_of(
        self,
        query: str | None,
        document_id: str | None = None,
        extensions: Mapping[str, object] | None = None,
    ) -> str:
        """The document that a request asks to be executed: it holds it, or names it.

        Raises:
            Refused: BAD_USER_INPUT when it does neither, names one that is unknown, or holds one beside a
                documentId; FORBIDDEN when it holds one that is not trusted, and no others are answered.
        """
        if query is not None:
            if document_id is not None:
                raise bad_input("documentId", "give query or documentId, not both")
            if self._only and query not in self._texts:
                raise Refused(ErrorCode.FORBIDDEN, ONLY_TRUSTED)
            return query
        if document_id is not None:
            found = self._documents.get(document_id.removeprefix(SHA256))
            if found is None:
                raise bad_input("documentId", "names no document that this server trusts")
            return found
        return self._persisted(_hash(extensions or {}))

    def _persisted(self, sha256: str) -> str:
        found = self._documents.get(sha256.removeprefix(SHA256))
        if found is not None:
            return found
        # Apollo's and urql's clients know these two messages: they send the document itself, after the first
        # for this one, after the second for all.
        message = "PersistedQueryNotFound" if self._documents else "PersistedQueryNotSupported"
        rule = "names no document that this server trusts"
        raise Refused(ErrorCode.BAD_USER_INPUT, message, argument=HASH, rule=rule)


class _PersistedQuery(msgspec.Struct):
    sha256_hash: str = msgspec.field(name="sha256Hash")


def _hash(extensions: Mapping[str, object]) -> str:
    try:
        return msgspec.convert(extensions.get("persistedQuery"), _PersistedQuery).sha256_hash
    except msgspec.ValidationError as error:
        raise bad_input("extensions.persistedQuery", str(error)) from error


class _Listed(msgspec.Struct):
    id: str
    body: str


class _Apollo(msgspec.Struct, tag_field="format", tag="apollo-persisted-query-manifest"):
    version: int
    operations: list[_Listed]


def read_manifest(text: bytes) -> dict[str, str]:
    """The documents by id of a manifest in JSON: relay-compiler's, `{id: document}`, or Apollo's.

    https://relay.dev/docs/guides/persisted-queries/
    https://www.apollographql.com/docs/graphos/platform/security/persisted-queries#manifest-format

    Raises:
        ValueError: it is neither; the message says why.
    """
    try:
        manifest = msgspec.json.decode(text, type=dict[str, object])
        if "format" not in manifest:
            return msgspec.convert(manifest, dict[str, str])
        listed = msgspec.convert(manifest, _Apollo).operations
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    documents = {each.id: each.body for each in listed}
    if len(documents) < len(listed):
        raise ValueError("an id is given twice")
    return documents
