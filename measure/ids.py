"""Opaque ids and cursors: a type's name and its parts, as base64url without padding."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

REMEMBERED = 20_000
"Ids that are not written anew: pages ask for the same rows again and again."


@lru_cache(REMEMBERED)
def encode(kind: str, *parts: str) -> str:
    """The id of one thing of type `kind`. Only the last part may hold a colon."""
    return urlsafe_b64encode(":".join((kind, *parts)).encode()).decode().rstrip("=")


def decode(identifier: str) -> tuple[str, str]:
    """The type and the rest of an id; two empty texts when it is none of ours."""
    try:
        text = urlsafe_b64decode(identifier.encode("ascii") + b"=" * (-len(identifier) % 4)).decode()
    except (binascii.Error, UnicodeError):
        return "", ""
    kind, _, rest = text.partition(":")
    return (kind, rest) if identifier == encode(kind, rest) else ("", "")


def parts(identifier: str, kind: str, count: int) -> tuple[str, ...] | None:
    """The `count` parts of an id of type `kind`; None when it is no such id."""
    found, rest = decode(identifier)
    split = tuple(rest.split(":", count - 1))
    return split if found == kind and len(split) == count else None
