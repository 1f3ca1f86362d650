"""Access tokens: a role of an API key, for a while, as text that we signed."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

import msgspec

from measure.accounts import Role
from measure.signatures import Kind, SigningKey


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says."""

    key: str
    "Id of the API key."
    account: str
    role: Role
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token as its bearer gets it."""

    token: str = field(repr=False)
    expires_at: datetime


class _Claims(msgspec.Struct, frozen=True):
    sub: str
    account: str
    role: Role
    iat: float
    exp: float


_KIND: Final = Kind("footfall-access+jwt", _Claims)


def sign(token: Token, key: SigningKey) -> str:
    """The token as a bearer sends it. Instants are kept to the millisecond."""
    issued_at, expires_at = token.issued_at.timestamp(), token.expires_at.timestamp()
    return _KIND.sign(_Claims(token.key, token.account, token.role, issued_at, expires_at), key)


def signing_day(bearer: str) -> date | None:
    """The day on which a token says that it was signed; None for what has another form, as API keys do."""
    return _KIND.signing_day(bearer)


def read(bearer: str, key: SigningKey) -> Token | None:
    """What a token says; None when `key` did not sign it. Whether it has expired is for the caller to see."""
    claims = _KIND.read(bearer, key)
    if claims is None:
        return None
    issued_at, expires_at = (datetime.fromtimestamp(instant, UTC) for instant in (claims.iat, claims.exp))
    return Token(claims.sub, claims.account, claims.role, issued_at, expires_at)
