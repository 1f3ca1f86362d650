"""The failure policy of MongoDB, stated once: what cannot be reached now is refused, to be asked again."""

import logging
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import ParamSpec, TypeVar

from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    CursorNotFound,
    ExecutionTimeout,
    WriteConcernError,
)

from measure.errors import ErrorCode, Refused

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 1
UNREACHABLE = (ConnectionFailure, CursorNotFound, ExecutionTimeout, WriteConcernError)
"""No server, no primary, or no majority in time: the outcome of a write is unknown. A cursor is lost when
mongod starts again in the middle of a read."""


class Unavailable(Refused):
    """MongoDB cannot be asked now: TEMPORARILY_UNAVAILABLE."""

    def __init__(self, message: str) -> None:
        super().__init__(ErrorCode.TEMPORARILY_UNAVAILABLE, message, retryAfter=RETRY_AFTER_SECONDS)


def unavailable() -> Unavailable:
    return Unavailable("the database has no primary or does not answer; try again")


def unknown_outcome() -> Unavailable:
    """Of a write that may have reached the database."""
    return Unavailable("the database does not say whether this was written; send it again, which is safe")


def reason(error: Exception) -> str:
    """What an error of pymongo says, without its description of the topology."""
    return str(error).partition(" (configured timeouts")[0].partition(", Timeout:")[0][:200]


def needs_database(function: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[None, None, T]]:
    """Turn a lost or missing connection into Refused (TEMPORARILY_UNAVAILABLE)."""

    @wraps(function)
    async def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await function(*args, **kwargs)
        except (*UNREACHABLE, BulkWriteError) as error:
            if isinstance(error, BulkWriteError) and not error.details["writeConcernErrors"]:
                raise
            log.warning("MongoDB is unreachable: %s", reason(error))
            raise unavailable() from error

    return guarded
