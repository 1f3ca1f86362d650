"""What can be refused, and why: one enum of codes, one exception that carries what the caller needs."""

from collections.abc import Mapping
from enum import StrEnum


class ErrorCode(StrEnum):
    """The `extensions.code` of the public contract."""

    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    CONFLICT = "CONFLICT"
    PLAN_REQUIRED = "PLAN_REQUIRED"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    RATE_LIMITED = "RATE_LIMITED"
    TEMPORARILY_UNAVAILABLE = "TEMPORARILY_UNAVAILABLE"
    INTERNAL = "INTERNAL"


Said = str | int | Mapping[str, int]
"A value of an error's `extensions`."


class Refused(Exception):
    """A request that breaks a rule. `extensions` go to the client beside `code` and the message."""

    def __init__(self, code: ErrorCode, message: str, **extensions: Said) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.extensions = extensions


class InvalidCredentials(Refused):
    """UNAUTHENTICATED though a key or token was given (RFC 6750, 3.1: invalid_token).

    The message stands in a header, too: printable ASCII without quotes and backslashes.
    """

    def __init__(self, message: str) -> None:
        super().__init__(ErrorCode.UNAUTHENTICATED, message)


def expired() -> InvalidCredentials:
    return InvalidCredentials("the access token has expired")


def revoked() -> InvalidCredentials:
    return InvalidCredentials("the API key was revoked")


def bad_input(argument: str, rule: str) -> Refused:
    """BAD_USER_INPUT about `argument`, a path such as "filter.added.from"; `rule` is a sentence."""
    return Refused(ErrorCode.BAD_USER_INPUT, f"{argument}: {rule}", argument=argument, rule=rule)


def limit_exceeded(
    limit: str,
    value: int,
    most: int,
    *,
    setting: str | None = None,
    argument: str | None = None,
    **more: Said,
) -> Refused:
    """LIMIT_EXCEEDED: `value` of what `limit` names is above `most`.

    `setting` is the environment variable that sets `most`, `argument` the path of what is too much, where
    there is one; they go to the client with `more`.
    """
    message = f"{limit}: {value} is more than the {most} allowed"
    if argument is not None:
        message, more = f"{argument}: {message}", {"argument": argument, **more}
    if setting is not None:
        message, more = f"{message} ({setting})", {"setting": setting, **more}
    return Refused(ErrorCode.LIMIT_EXCEEDED, message, limit=limit, value=value, most=most, **more)


def rate_limited(limit: str, value: int, most: int, *, setting: str, retry_after: int) -> Refused:
    """RATE_LIMITED: as LIMIT_EXCEEDED, and not so `retry_after` seconds later."""
    message = f"{limit}: {value} is more than the {most} allowed ({setting}); try again in {retry_after} s"
    return Refused(
        ErrorCode.RATE_LIMITED,
        message,
        limit=limit,
        value=value,
        most=most,
        setting=setting,
        retryAfter=retry_after,
    )
