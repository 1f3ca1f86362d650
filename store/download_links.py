"""Links to files: signed with today's key, and read by whatever key they were signed with."""

from datetime import datetime

from measure.downloads import Link, read, sign, signing_day
from measure.errors import InvalidCredentials
from measure.signatures import over_at
from store.signing_keys import SigningKeys


class DownloadLinks:
    """Signs and reads the tokens of links."""

    def __init__(self, signing_keys: SigningKeys) -> None:
        self._signing_keys = signing_keys

    async def sign(self, link: Link, now: datetime) -> str:
        """The link's token.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE.
        """
        return sign(link, await self._signing_keys.current(now))

    async def read(self, token: str, now: datetime) -> Link:
        """The link of a token that is good at `now`.

        Raises:
            Refused: UNAUTHENTICATED for one that is over or not ours; TEMPORARILY_UNAVAILABLE when nobody
                can tell.
        """
        day = signing_day(token)
        key = None if day is None or over_at(day) <= now else await self._signing_keys.that_signs(day, now)
        link = None if key is None else read(token, key)
        if link is None:
            raise InvalidCredentials("this link is not valid: read downloadUrl again")
        if link.expires_at <= now:
            raise InvalidCredentials("this link has expired: read downloadUrl again")
        return link
