"""Access tokens: a role of an API key, for a while, as a JSON Web Token (RFC 7519) that we signed.

By RFC 8725: one algorithm, a type of their own (3.11), an audience, every claim required.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import jwt
import msgspec

from measure.accounts import Role

MOST_SECONDS: Final = 86_400
"How long a token may be good for."

_ALGORITHM: Final = "HS256"
_TYPE: Final = "footfall-access+jwt"
_AUDIENCE: Final = "footfall"
_CLAIMS: Final = ["aud", "sub", "account", "role", "iat", "exp"]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Signs the tokens that are made on one day (UTC), which are over a day later at the latest."""

    day: date
    secret: bytes = field(repr=False)
    "256 random bits."


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


def over_at(day: date) -> datetime:
    """When all tokens that were signed on `day` are over, and nothing that its key signed is taken."""
    return datetime.combine(day, time(), UTC) + timedelta(days=1, seconds=MOST_SECONDS)


def sign(token: Token, key: SigningKey) -> str:
    """The token as a bearer sends it. Instants are kept to the millisecond."""
    claims = {
        "aud": _AUDIENCE,
        "sub": token.key,
        "account": token.account,
        "role": token.role.value,
        "iat": token.issued_at.timestamp(),
        "exp": token.expires_at.timestamp(),
    }
    headers = {"kid": key.day.isoformat(), "typ": _TYPE}
    return jwt.encode(claims, key.secret, _ALGORITHM, headers)


def signing_day(bearer: str) -> date | None:
    """The day on which a token says that it was signed; None for what has another form, as API keys do."""
    try:
        header = jwt.get_unverified_header(bearer)
    except jwt.InvalidTokenError:
        return None
    if header.get("typ") != _TYPE:
        return None
    try:
        return date.fromisoformat(header.get("kid", ""))
    except ValueError:
        return None


def read(bearer: str, key: SigningKey) -> Token | None:
    """What a token says; None when `key` did not sign it. Whether it has expired is for the caller to see."""
    try:
        claims = msgspec.convert(
            jwt.decode(
                bearer,
                key.secret,
                [_ALGORITHM],
                # A clock is read by the caller, and other processes' clocks may be ahead of it.
                {"require": _CLAIMS, "strict_aud": True, "verify_exp": False, "verify_iat": False},
                audience=_AUDIENCE,
            ),
            _Claims,
        )
    except (jwt.InvalidTokenError, msgspec.ValidationError):
        return None
    last = over_at(key.day)
    if claims.exp > last.timestamp():  # we sign no such thing, so somebody else has the key
        return None
    issued_at, expires_at = (datetime.fromtimestamp(instant, UTC) for instant in (claims.iat, claims.exp))
    return Token(claims.sub, claims.account, claims.role, issued_at, expires_at)
