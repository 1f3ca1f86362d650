"""`GET /`, `/assets/…` and `/favicon.svg`: the page, and GraphiQL's document for `/graphql`."""

from collections.abc import Mapping
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.media_types import takes_gzip
from server.page.files import Files
from server.validators import has

ASSETS_PATH: Final = "/assets/"
GRAPHIQL: Final = "graphiql.html"
_PAGE: Final = "index.html"
_ICON: Final = "favicon.svg"

_OURS_ONLY: Final = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
)
_POLICIES: Final[Mapping[str, str]] = {
    _PAGE: _OURS_ONLY + "style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
    # Monaco, GraphiQL's editor, makes style elements, and lines of text as markup with style attributes.
    GRAPHIQL: _OURS_ONLY + "style-src 'self' 'unsafe-inline'; font-src 'self'; worker-src 'self'",
}
"""Content-Security-Policy of the documents (https://www.w3.org/TR/CSP3/): a script is a file of ours."""
_ASK_AGAIN: Final = "no-cache"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
"Whose name has the hash of its bytes."


class Pages:
    """What is built, answered."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def routes(self) -> list[Route]:
        """Of all but GraphiQL, which shares its path with the API."""
        return [
            Route("/", self._page),
            Route(f"{ASSETS_PATH}{{name:path}}", self._asset),
            Route(f"/{_ICON}", self._icon),
        ]

    async def document(self, request: Request, name: str) -> Response:
        """A document under its policy, alone in its browsing context group."""
        headers = {
            "Cache-Control": _ASK_AGAIN,
            "Content-Security-Policy": _POLICIES[name],
            "Cross-Origin-Opener-Policy": "same-origin",
            "Vary": "Accept, Accept-Encoding",
        }
        return await self._answer(request, name, headers)

    async def _page(self, request: Request) -> Response:
        return await self.document(request, _PAGE)

    async def _asset(self, request: Request) -> Response:
        name = f"{ASSETS_PATH}{request.path_params['name']}".removeprefix("/")
        return await self._answer(request, name, {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"})

    async def _icon(self, request: Request) -> Response:
        return await self._answer(request, _ICON, {"Cache-Control": _ASK_AGAIN, "Vary": "Accept-Encoding"})

    async def _answer(self, request: Request, name: str, headers: Mapping[str, str]) -> Response:
        """Raises HTTPException: there is no such file."""
        file = await self._files.get(name)
        if file is None:
            raise HTTPException(404)
        sent, encoding = file.plain, {}
        if file.gzipped is not None and takes_gzip(request.headers.get("accept-encoding")):
            sent, encoding = file.gzipped, {"Content-Encoding": "gzip"}
        validated = {**headers, "ETag": sent.tag}
        if has(request.headers.get("if-none-match", ""), sent.tag):
            return Response(status_code=304, headers=validated)
        return Response(sent.body, headers={**validated, **encoding, "Content-Type": file.content_type})
