"""Who asks: bearer API keys (RFC 6750, 2.1), over HTTP and in a socket's connection_init."""

import re
from typing import Final

from starlette.requests import Request

from measure.accounts import Access
from measure.errors import ErrorCode, Refused
from server.wiring import services
from store.keys import Keys

_BEARER: Final = re.compile(r"bearer +([\x21-\x7e]{1,256})", re.IGNORECASE)


async def access_of(request: Request) -> Access:
    """What the key opens that the Authorization header holds.

    Raises:
        Refused: UNAUTHENTICATED.
    """
    return await authenticated(services(request).store.keys, request.headers.get("authorization"))


async def authenticated(keys: Keys, authorization: object) -> Access:
    """What the key in `authorization`, "Bearer <key>", opens; all else that may stand there is refused.

    Raises:
        Refused: UNAUTHENTICATED.
    """
    found = _BEARER.fullmatch(authorization) if isinstance(authorization, str) else None
    if found is None:
        raise Refused(ErrorCode.UNAUTHENTICATED, 'an API key is needed: send authorization "Bearer <key>"')
    access = await keys.access(found[1])
    if access is None:
        raise Refused(ErrorCode.UNAUTHENTICATED, "this API key is not valid")
    return access
