import json
import re

import pytest

from measure.errors import ErrorCode, Refused
from measure.trusted_documents import HASH, TrustedDocuments, read_manifest

ROLE, KEY = "{ viewer { role } }", "{ viewer { account { key } } }"
TRUSTED = TrustedDocuments({"abc": ROLE, "sha256:def": KEY})
ONLY = TrustedDocuments({"abc": ROLE}, only=True)


def persisted(sha256: object) -> dict[str, object]:
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256}}


@pytest.mark.parametrize("identifier", ["def", "sha256:def"])
def test_a_document_is_named_with_or_without_its_prefix(identifier: str):
    assert TRUSTED.document_of(None, identifier) == KEY
    assert TRUSTED.document_of(None, None, persisted(identifier)) == KEY


def test_others_may_be_sent_too_unless_only_trusted_ones_are_answered():
    assert TRUSTED.document_of("{ __typename }") == "{ __typename }"
    assert TRUSTED.document_of("{ __typename }", None, persisted("unknown")) == "{ __typename }"
    with pytest.raises(Refused) as refused:
        ONLY.document_of("{ __typename }")
    assert refused.value.code is ErrorCode.FORBIDDEN
    assert refused.value.message == (
        "this server answers trusted documents only (FOOTFALL_TRUSTED_DOCUMENTS_ONLY): "
        "name one by documentId or extensions.persistedQuery.sha256Hash"
    )


def test_a_trusted_document_may_be_sent_whole():
    assert ONLY.document_of(ROLE) == ROLE


@pytest.mark.parametrize(
    ("documents", "asked", "argument", "message"),
    [
        (TRUSTED, (None, "x"), "documentId", "documentId: names no document that this server trusts"),
        (TRUSTED, (ROLE, "abc"), "documentId", "documentId: give query or documentId, not both"),
        # What Apollo's and urql's clients look for.
        (TRUSTED, (None, None, persisted("x")), HASH, "PersistedQueryNotFound"),
        (TrustedDocuments(), (None, None, persisted("x")), HASH, "PersistedQueryNotSupported"),
        (
            TRUSTED,
            (None, None, persisted(1)),
            "extensions.persistedQuery",
            "extensions.persistedQuery: Expected `str`, got `int` - at `$.sha256Hash`",
        ),
    ],
)
def test_a_name_that_is_none_is_told_so(
    documents: TrustedDocuments, asked: tuple, argument: str, message: str
):
    with pytest.raises(Refused) as refused:
        documents.document_of(*asked)
    assert refused.value.code is ErrorCode.BAD_USER_INPUT
    assert (refused.value.message, refused.value.extensions["argument"]) == (message, argument)


APOLLO = {
    "format": "apollo-persisted-query-manifest",
    "version": 1,
    "operations": [{"id": "abc", "name": "Role", "type": "query", "body": ROLE}],
}


@pytest.mark.parametrize("manifest", [{"abc": ROLE}, APOLLO])
def test_manifests_of_relay_and_apollo_are_read(manifest: dict[str, object]):
    assert read_manifest(json.dumps(manifest).encode()) == {"abc": ROLE}


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        (b"{", "Input data was truncated"),
        (b"[]", "Expected `object`, got `array`"),
        (b'{"abc": 1}', "Expected `str`, got `int` - at `$[...]`"),
        (b'{"format": "else"}', "Invalid value 'else' - at `$.format`"),
        (
            b'{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": "a"}]}',
            "Object missing required field `body` - at `$.operations[0]`",
        ),
        (
            json.dumps({**APOLLO, "operations": APOLLO["operations"] * 2}).encode(),
            "an id is given twice",
        ),
    ],
)
def test_what_is_no_manifest_is_told_why(manifest: bytes, reason: str):
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        read_manifest(manifest)


def test_an_id_means_one_document():
    with pytest.raises(ValueError, match="given twice, with and without"):
        TrustedDocuments({"abc": ROLE, "sha256:abc": KEY})
