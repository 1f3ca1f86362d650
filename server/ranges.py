"""Which part of a file a request is for (RFC 9110, 14)."""

import re
from dataclasses import dataclass
from typing import Final

_ONE: Final = re.compile(r"bytes=\s*(\d{1,18})?-(\d{1,18})?\s*", re.IGNORECASE | re.ASCII)


class Unsatisfiable(Exception):
    """The range begins beyond the file's end."""


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes from `start` to before `end`."""

    start: int
    end: int


def asked_span(range_header: str, size: int) -> Span | None:
    """The part of a file of `size` bytes that a Range header asks for.

    None, for the whole: what is no range of bytes, or several of them, which a server may answer so.

    Raises:
        Unsatisfiable: there is no such part.
    """
    found = _ONE.fullmatch(range_header)
    if found is None:
        return None
    match found[1], found[2]:
        case None, None:
            return None
        case None, last:
            start, end = max(size - int(last), 0), size
        case first, None:
            start, end = int(first), size
        case first, last:
            start, end = int(first), int(last) + 1
            if end <= start:
                return None
    if start >= size:
        raise Unsatisfiable
    return Span(start, min(end, size))
