"""Who asks: a bearer API key or access token (RFC 6750, 2.1), over HTTP and in a socket's connection_init."""

import re
from typing import Final

from starlette.requests import Request

from measure.accounts import Access, Caller
from measure.errors import ErrorCode, InvalidCredentials, Refused, revoked
from measure.tokens import Token
from resolvers.context import Services
from server.wiring import services
from store.keys import Keys

_BEARER: Final = re.compile(r"bearer +([\x21-\x7e]{1,1024})", re.IGNORECASE)


async def access_of(request: Request) -> Access:
    """What the key or token opens that the Authorization header holds.

    Raises:
        Refused: UNAUTHENTICATED; TEMPORARILY_UNAVAILABLE when nobody can tell.
    """
    return await authenticated(services(request), request.headers.get("authorization"))


async def authenticated(services: Services, authorization: object) -> Access:
    """What `authorization`, "Bearer <key or token>", opens at this moment.

    Raises:
        Refused: UNAUTHENTICATED; TEMPORARILY_UNAVAILABLE when nobody can tell.
    """
    found = _BEARER.fullmatch(authorization) if isinstance(authorization, str) else None
    if found is None:
        raise Refused(ErrorCode.UNAUTHENTICATED, 'an API key is needed: send authorization "Bearer <key>"')
    bearer, store = found[1], services.store
    token = await store.tokens.read(bearer, services.now())
    if token is not None:
        return await _access_by_token(store.keys, token)
    access = await store.keys.access(bearer)
    if access is None:
        raise InvalidCredentials("this API key is not valid")
    return access


async def _access_by_token(keys: Keys, token: Token) -> Access:
    """What a token opens: what it says, as far as its API key may do that at this moment."""
    access = await keys.access_by_id(token.key)
    if access is None or access.caller.account.id != token.account:
        raise revoked()
    role = access.caller.role.shared(token.role)
    if role is None:
        raise InvalidCredentials("the API key of this access token has lost the rights that it gives")
    return Access(Caller(access.caller.account, role), token.key, token.expires_at)
