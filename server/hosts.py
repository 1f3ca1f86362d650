"""Under which names this server answers.

A page may make its own name lead to our address (DNS rebinding), and is then, to its visitor's browser, of
our origin. Its requests tell: their Host header has the page's name.
"""

import re
from collections.abc import Collection, Sequence
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from measure.errors import bad_input
from server.refusals import refusal

LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")
_HOST: Final = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", re.IGNORECASE)
_ANY: Final = "*"
_MOST_SHOWN: Final = 100


def hosts_of(allowed: Sequence[str], host: str) -> Sequence[str]:
    """The names that a server answers under which listens on `host`; "*" is any.

    Without `allowed` a server that only its own machine reaches answers under that machine's names. Names of
    any other only its owner knows.
    """
    if allowed:
        return allowed
    return (*LOOPBACK, _name(host)) if is_loopback(host) else (_ANY,)


def is_loopback(host: str) -> bool:
    """Whether only its own machine reaches a server that listens on `host`."""
    own = _name(host)
    return own in LOOPBACK or own.startswith("127.")


def _name(host: str) -> str:
    return f"[{host}]" if ":" in host else host.lower()


class Hosts:
    """ASGI middleware: 400 for a request to these paths under another name than `names`.

    A path that ends in "/" is all below it.

    Whoever looks after a server asks it by its address, so its health and metrics are not among the paths.
    """

    def __init__(self, app: ASGIApp, names: Sequence[str], paths: Collection[str]) -> None:
        """`names` as in FOOTFALL_ALLOWED_HOSTS; "*.example.org" is every name below example.org."""
        self._app = app
        self._names = frozenset(name for name in names if not name.startswith("*."))
        self._below = tuple(name[1:] for name in names if name.startswith("*."))
        self._paths = tuple(paths)
        self._folders = tuple(path for path in paths if path.endswith("/"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or not self._is_among(scope["path"]):
            await self._app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
        if self._allows(given):
            await self._app(scope, receive, send)
            return
        rule = f'"{given[:_MOST_SHOWN]}" is no name of this server; FOOTFALL_ALLOWED_HOSTS lists them'
        await refusal(scope["path"], bad_input("Host", rule))(scope, receive, send)

    def _is_among(self, path: str) -> bool:
        return path in self._paths or path.startswith(self._folders)

    def _allows(self, given: str) -> bool:
        if _ANY in self._names:
            return True
        found = _HOST.fullmatch(given)
        if found is None:
            return False
        name = found[1].lower()
        return name in self._names or name.endswith(self._below)
