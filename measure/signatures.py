"""What we sign: JSON Web Tokens (RFC 7519), with the key of the day.

By RFC 8725: one algorithm, a type of its own for each kind (3.11), an audience, every claim required.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Generic, Protocol, TypeVar

import jwt
import msgspec

MOST_SECONDS: Final = 86_400
"How long anything that is signed may be good for."

_ALGORITHM: Final = "HS256"
_AUDIENCE: Final = "footfall"


class Claims(Protocol):
    """A struct of what is said; `exp` is when it is over, in seconds since 1970."""

    @property
    def exp(self) -> float: ...


C = TypeVar("C", bound=Claims)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Signs what is made on one day (UTC), which is over a day later at the latest."""

    day: date
    secret: bytes = field(repr=False)
    "256 random bits."


def over_at(day: date) -> datetime:
    """When all that was signed on `day` is over, and nothing that its key signed is taken."""
    return datetime.combine(day, time(), UTC) + timedelta(days=1, seconds=MOST_SECONDS)


@dataclass(frozen=True, slots=True)
class Kind(Generic[C]):
    """One kind of what we sign, told from the others by its name, the `typ` of its header."""

    name: str
    claims: type[C]

    def sign(self, claims: C, key: SigningKey) -> str:
        said = {"aud": _AUDIENCE, **msgspec.to_builtins(claims)}
        return jwt.encode(said, key.secret, _ALGORITHM, {"kid": key.day.isoformat(), "typ": self.name})

    def signing_day(self, text: str) -> date | None:
        """The day on which it says that it was signed; None for what has another form."""
        try:
            header = jwt.get_unverified_header(text)
        except jwt.InvalidTokenError:
            return None
        if header.get("typ") != self.name:
            return None
        try:
            return date.fromisoformat(header.get("kid", ""))
        except ValueError:
            return None

    def read(self, text: str, key: SigningKey) -> C | None:
        """What it says; None when `key` did not sign it, or it is of another kind.

        Whether it is over is for the caller to see.
        """
        required = ["aud", *self.claims.__annotations__]
        try:
            token = jwt.decode_complete(
                text,
                key.secret,
                [_ALGORITHM],
                # A clock is read by the caller, and other processes' clocks may be ahead of it.
                {"require": required, "strict_aud": True, "verify_exp": False, "verify_iat": False},
                audience=_AUDIENCE,
            )
            claims = msgspec.convert(token["payload"], self.claims)
        except (jwt.InvalidTokenError, msgspec.ValidationError):
            return None
        # We sign nothing that lasts longer: then somebody else has the key.
        is_ours = token["header"].get("typ") == self.name and claims.exp <= over_at(key.day).timestamp()
        return claims if is_ours else None
