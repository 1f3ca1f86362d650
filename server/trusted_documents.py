"""The manifest of trusted documents, read and checked when a server starts."""

from pathlib import Path

from graphql import GraphQLError

from gql.documents import document
from gql.schema import schema
from measure.errors import Refused
from measure.limits import Limits
from measure.spending import Spending
from measure.trusted_documents import TrustedDocuments, read_manifest
from server.errors import UserError


def trusted_documents(manifest: Path | None, limits: Limits, *, only: bool) -> TrustedDocuments:
    """The documents of `manifest`, none without one.

    Raises:
        UserError: it cannot be read, or one of its documents could not be answered; names file and id.
    """
    if manifest is None:
        return TrustedDocuments(only=only)
    where = f"--trusted-documents (FOOTFALL_TRUSTED_DOCUMENTS): {manifest}"
    try:
        documents = read_manifest(manifest.read_bytes())
        trusted = TrustedDocuments(documents, only=only)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UserError(f"{where} cannot be read: {reason}") from error
    for identifier, text in documents.items():
        try:
            _check(text, limits)
        except (GraphQLError, Refused) as error:
            raise UserError(f'{where}: document "{identifier}": {error.message}') from error
    return trusted


def _check(text: str, limits: Limits) -> None:
    """Raises GraphQLError, or Refused, when no request for this document could be answered."""
    checked = document(text, limits).checked(schema._schema)
    for error in checked.errors:
        raise error
    for operation in checked.operations.values():
        Spending(operation, {}, limits.cost).check()
