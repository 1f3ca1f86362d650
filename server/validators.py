"""Validators of answers (RFC 9110, 8.8.3): by them a client asks whether what it has is still the same."""

from hashlib import blake2b
from typing import Final

_TAG_BYTES: Final = 16


def tag_of(body: bytes) -> str:
    """A strong entity tag: the same for the same bytes only."""
    return f'"{blake2b(body, digest_size=_TAG_BYTES).hexdigest()}"'


def has(if_none_match: str, tag: str) -> bool:
    """RFC 9110, 13.1.2: compared weakly, since what stands between may have weakened it."""
    tags = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
    return tag in tags or "*" in tags
