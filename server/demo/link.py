"""The demo's map in a browser: an address that signs its reader in."""

from typing import Final

import msgspec

from server.client import Client
from server.demo.welcome import KEY

_LASTS: Final = 24 * 60 * 60
"Seconds; the most that a token may."

_CREATE: Final = """mutation Create($seconds: Int!) {
  createAccessToken(role: EDITOR, ttlSeconds: $seconds) { token }
}"""


class _AccessToken(msgspec.Struct, frozen=True):
    token: str


class _Created(msgspec.Struct, frozen=True, rename="camel"):
    create_access_token: _AccessToken


async def link_to_map(client: Client) -> str:
    """The page's address, with a token that may look at everything, and act on groups, for a day.

    What is behind # stays in the browser: it is in no request and no log (RFC 9110, 4.2.5).

    Raises:
        UserError: the server refuses, or does not answer.
    """
    created = await client.query(_CREATE, _Created, seconds=_LASTS)
    return f"{client.url}/?map={KEY}#token={created.create_access_token.token}"
