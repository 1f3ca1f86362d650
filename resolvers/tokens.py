"""Access tokens for browsers."""

from datetime import datetime, timedelta

from measure.accounts import Role
from measure.errors import ErrorCode, Refused, bad_input
from measure.signatures import MOST_SECONDS
from measure.tokens import AccessToken, Token
from resolvers.context import Context


async def create(context: Context, role: Role, seconds: int) -> AccessToken:
    """A token of `role` that is good for so many seconds, and no longer than a token that it is made with.

    Raises:
        Refused: FORBIDDEN for rights that the caller lacks; BAD_USER_INPUT for seconds out of range;
            TEMPORARILY_UNAVAILABLE.
    """
    _require_covering(context.caller.role, role)
    if not 1 <= seconds <= MOST_SECONDS:
        raise bad_input("ttlSeconds", f"must be 1 to {MOST_SECONDS}, not {seconds}")
    access, now = context.access, _to_milliseconds(context.services.now())
    ends = now + timedelta(seconds=seconds)
    if access.expires_at is not None:
        ends = min(ends, access.expires_at)
    token = Token(access.key, context.account.id, role, now, ends)
    return AccessToken(await context.store.tokens.sign(token), ends)


def _require_covering(role: Role, asked: Role) -> None:
    if not role.covers(asked):
        within = ", ".join(other for other in Role if role.covers(other))
        message = (
            f"a key of the role {role} may not make a token of the role {asked}: ask for one of {within}"
        )
        raise Refused(ErrorCode.FORBIDDEN, message)


def _to_milliseconds(instant: datetime) -> datetime:
    """As far as clients are told."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
