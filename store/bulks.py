"""What a bulk of writes met."""

from pymongo.errors import BulkWriteError

from store.availability import unavailable
from store.database import DUPLICATE_KEY


def refused_as_duplicates(error: BulkWriteError) -> list[int]:
    """Which operations a unique index refused; raises `error` when it is about anything else.

    Raises:
        Refused: TEMPORARILY_UNAVAILABLE when no majority holds what was written.
    """
    problems = error.details["writeErrors"]
    if error.details["writeConcernErrors"]:
        raise unavailable() from error
    if any(each["code"] != DUPLICATE_KEY for each in problems):
        raise error
    return [each["index"] for each in problems]
