"""The bytes of a file to import, unpacked where it is gzip."""

import codecs
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from server.errors import UserError

GZIP_MAGIC = b"\x1f\x8b"
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Content:
    """An open file: `text` is unpacked, `packed` is what lies on the disk."""

    text: BinaryIO
    packed: BinaryIO

    def position(self) -> int:
        """How many bytes of the file on the disk have been read."""
        return self.packed.tell()


@contextmanager
def opened(path: Path) -> Iterator[Content]:
    """The file's content; gzip is known by its first bytes, not by its name.

    Raises:
        UserError: the file cannot be opened.
    """
    try:
        packed = path.open("rb")
    except OSError as missing:
        raise UserError(f"The file {path} cannot be read: {missing.strerror}.") from missing
    with packed:
        magic = packed.read(len(GZIP_MAGIC))
        packed.seek(0)
        if magic != GZIP_MAGIC:
            yield Content(packed, packed)
            return
        with gzip.open(packed) as text:
            # What typeshed calls a GzipFile has all that BinaryIO promises a reader.
            yield Content(cast(BinaryIO, text), packed)


def digest(path: Path) -> str:
    """sha256 of the unpacked content in hex, so that a file and its .gz import the same ids.

    Raises:
        UserError: not readable, not whole gzip, or not UTF-8; found here, before anything is sent.
    """
    hashed = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines = 1
    with opened(path) as content:
        try:
            while chunk := content.text.read(CHUNK):
                hashed.update(chunk)
                decoder.decode(chunk)
                lines += chunk.count(b"\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as bad:
            line = lines + bad.object[: bad.start].count(b"\n")
            raise UserError(f"{path} is not UTF-8 at about line {line}: save it as UTF-8 first.") from bad
        except (OSError, EOFError, zlib.error) as broken:
            raise UserError(f"{path} cannot be read to its end: {broken}.") from broken
    return hashed.hexdigest()
