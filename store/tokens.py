"""Access tokens: signed with today's key, and read by whatever key they were signed with."""

from datetime import datetime

from cachetools import TTLCache

from measure.errors import InvalidCredentials, expired
from measure.signatures import over_at
from measure.tokens import Token, read, sign, signing_day
from store.signing_keys import SigningKeys

REMEMBERED_SECONDS = 30.0
REMEMBERED_TOKENS = 10_000


class Tokens:
    """Signs and reads; what was read is remembered, since it takes as long as a small query."""

    def __init__(self, signing_keys: SigningKeys) -> None:
        self._signing_keys = signing_keys
        self._seen: TTLCache[str, Token] = TTLCache(REMEMBERED_TOKENS, REMEMBERED_SECONDS)

    async def sign(self, token: Token) -> str:
        """The token as its bearer sends it.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE.
        """
        return sign(token, await self._signing_keys.current(token.issued_at))

    async def read(self, bearer: str, now: datetime) -> Token | None:
        """What a token says that is good at `now`; None when `bearer` has another form, as API keys have.

        Raises:
            Refused: UNAUTHENTICATED for a token that is over or not ours; TEMPORARILY_UNAVAILABLE when
                nobody can tell.
        """
        token = self._seen.get(bearer)
        if token is None:
            token = await self._read(bearer, now)
            if token is None:
                return None
            self._seen[bearer] = token
        if token.expires_at <= now:
            raise expired()
        return token

    async def _read(self, bearer: str, now: datetime) -> Token | None:
        day = signing_day(bearer)
        if day is None:
            return None
        if over_at(day) <= now:
            raise expired()
        key = await self._signing_keys.that_signs(day, now)
        token = None if key is None else read(bearer, key)
        if token is None:
            raise InvalidCredentials("this access token is not valid")
        return token
