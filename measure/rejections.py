"""Why an event or a contact is not taken."""

from dataclasses import dataclass
from enum import StrEnum


class RejectionCode(StrEnum):
    MISSING_FIELD = "MISSING_FIELD"
    BAD_VALUE = "BAD_VALUE"
    UNKNOWN_AUTOMATION = "UNKNOWN_AUTOMATION"
    NOT_PUBLISHED = "NOT_PUBLISHED"
    UNKNOWN_ELEMENT = "UNKNOWN_ELEMENT"
    WRONG_ELEMENT_KIND = "WRONG_ELEMENT_KIND"
    UNKNOWN_CONNECTOR = "UNKNOWN_CONNECTOR"
    AMBIGUOUS_CONNECTOR = "AMBIGUOUS_CONNECTOR"
    CURRENCY_MISMATCH = "CURRENCY_MISMATCH"
    TOO_FAR_AHEAD = "TOO_FAR_AHEAD"


@dataclass(frozen=True, slots=True)
class Rejection:
    """`code` and the `field` it is about, with a sentence that names the rule."""

    code: RejectionCode
    message: str
    field: str | None = None


class Rejected(Exception):
    """Raised where a rule is broken; `rejection` says which."""

    def __init__(self, code: RejectionCode, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.rejection = Rejection(code, message, field)
