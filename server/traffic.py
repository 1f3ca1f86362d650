"""What each request with a key goes through before anything of its body is read."""

from starlette.requests import Request

from measure.accounts import Access
from server.authentication import access_of
from server.wiring import services


async def admitted(request: Request) -> Access:
    """Who asks; the request is counted against the rate of the key.

    One without a valid key is not: a key has 256 random bits, which nobody finds by trying.

    Raises:
        Refused: UNAUTHENTICATED, RATE_LIMITED.
    """
    access = await access_of(request)
    services(request).traffic.admit(access)
    return access
