"""The built files, as they are sent."""

import asyncio
import gzip
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.errors import UserError
from server.validators import tag_of

BUILT: Final = Path(__file__).parent / "built"

_COMPRESSED: Final = frozenset({".css", ".html", ".js", ".svg", ".ttf"})
_LEVEL: Final = 9  # once a file and process
_TYPES: Final = mimetypes.MimeTypes(filenames=())  # what this machine's own tables say does not count
_TYPES.add_type("text/javascript", ".js")
_TYPES.add_type("font/ttf", ".ttf")


@dataclass(frozen=True, slots=True)
class Content:
    """What is sent, and its validator."""

    body: bytes
    tag: str


@dataclass(frozen=True, slots=True)
class File:
    """One of them; `gzipped` is None where it would save nothing."""

    content_type: str
    plain: Content
    gzipped: Content | None


class Files:
    """Those of a folder, by their paths in it; each is read and compressed when first asked for."""

    def __init__(self, folder: Path = BUILT) -> None:
        """What the folder holds at this moment is all there is.

        Raises:
            UserError: there is no such folder, so nothing was built.
        """
        if not folder.is_dir():
            raise UserError(f"The page is missing from {folder}: make web builds it, with Node.")
        self._paths: Mapping[str, Path] = {
            path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
        }
        self._read: dict[str, File] = {}

    async def get(self, name: str) -> File | None:
        """The file of that path; None: there is none."""
        found = self._read.get(name)
        if found is None and name in self._paths:
            found = self._read[name] = await asyncio.to_thread(_read, self._paths[name])
        return found


def _read(path: Path) -> File:
    content_type = _TYPES.guess_type(path.name)[0] or "application/octet-stream"
    if content_type.startswith("text/"):
        content_type += "; charset=utf-8"
    body = path.read_bytes()
    gzipped = None
    if path.suffix in _COMPRESSED:
        compressed = gzip.compress(body, _LEVEL, mtime=0)
        gzipped = Content(compressed, tag_of(compressed))
    return File(content_type, Content(body, tag_of(body)), gzipped)
