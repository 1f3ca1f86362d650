"""What no program expects: texts, numbers and JSON of every shape, and bytes that were damaged on the way.

Texts come from a fixed list: what is accepted and kept, a contact's key for instance, is soon kept already.
"""

import json
from collections.abc import Callable, Sequence
from random import Random

ODD_TEXTS: Sequence[str] = (
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\udfff\ud800",
    "\ufeff",
    "\u2028\u2029",
    "\u202e\u200b\u2066",
    "e\u0301",
    "é",
    "İstanbul",
    "ſtraße ﬃ ǅ",
    "👩‍👩‍👧‍👦",
    "ﷺ" * 40,
    "̂" * 200,
    "a\nb\r\nX-Odd: yes",
    "\x1b[31m\x07\x7f",
    "x" * 64,
    "x" * 65,
    "x" * 128,
    "x" * 129,
    "é" * 128,
    "x" * 10_000,
    "__proto__",
    "__typename",
    "constructor",
    "null",
    "true",
    "-0",
    "1e400",
    "NaN",
    "Infinity",
    "9" * 400,
    "0x1F",
    "1_000",
    "١٢٣",
    "../../secret",
    "%00%ff%s%n{0}{}",
    "' OR 1=1 --",
    "$where",
    '{"$gt": ""}',
    "a.$b.c",
    "(a+)+$",
    "<script>",
    "${jndi:ldap://x}",
    "#{7*7}{{7*7}}",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31T23:59:59.999999999-23:59",
    "0001-01-01T00:00:00+23:59",
    "2026-03-01T09:00:60Z",
    "Europe/Nowhere",
    "../UTC",
    "data:text/html,x",
)
ODD_NUMBERS: Sequence[int | float] = (
    *(0, 1, -1, 2, 501, 2**31 - 1, 2**31, -(2**31) - 1, 2**53 + 1, 2**63, 2**64, -(2**64), 10**30, 10**400),
    *(-0.0, 0.5, 1e-7, 5e-324, 1e308, -1e308, 1.0, 1e22),
)
TOKENS: Sequence[bytes] = (
    *(b"{", b"}", b"[", b"]", b'"', b":", b",", b"\\", b"\\u0000", b"\\ud800", b"\0", b"\xff", b"\xc0\x80"),
    *(b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"NaN", b"1e400", b"-", b"9" * 500, b"null"),
    *(b"true", b"{}", b"[]", b'""', b"\r\n", b"\n\n", b"...", b"$", b"@", b"!", b"#", b'"""', b" " * 100),
)


def odd_text(chance: Random) -> str:
    return chance.choice(ODD_TEXTS)


def odd_number(chance: Random) -> int | float:
    return chance.choice(ODD_NUMBERS)


def odd_json(chance: Random, depth: int = 3) -> object:
    """Any JSON value."""
    kind = chance.randrange(8 if depth else 5)
    if kind == 0:
        return chance.choice((None, True, False))
    if kind == 1:
        return odd_number(chance)
    if kind <= 4:
        return odd_text(chance)
    children = [odd_json(chance, depth - 1) for _ in range(chance.randrange(4))]
    if kind == 5:
        return children
    return {odd_text(chance): child for child in children}


def deep(chance: Random, opening: str = "[", closing: str = "]") -> str:
    """One thing within another, up to ten thousand times; not all are closed."""
    depth = chance.choice((10, 100, 500, 1_000, 10_000))
    return opening * depth + "1" * chance.randrange(2) + closing * chance.choice((depth, depth, depth - 1, 0))


def damaged(chance: Random, body: bytes) -> bytes:
    """Some of it is not what it was."""
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        body = chance.choice(_DAMAGES)(chance, body)
    return body


def _flip(chance: Random, body: bytes) -> bytes:
    if not body:
        return body
    place = chance.randrange(len(body))
    return body[:place] + bytes([body[place] ^ 1 << chance.randrange(8)]) + body[place + 1 :]


def _cut(chance: Random, body: bytes) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def _insert(chance: Random, body: bytes) -> bytes:
    place = chance.randrange(len(body) + 1)
    return body[:place] + chance.choice(TOKENS) + body[place:]


def _lose(chance: Random, body: bytes) -> bytes:
    first, last = sorted(chance.randrange(len(body) + 1) for _ in range(2))
    return body[:first] + body[min(last, first + 20) :]


def _double(chance: Random, body: bytes) -> bytes:
    first, last = sorted(chance.randrange(len(body) + 1) for _ in range(2))
    return body[:last] + body[first:last] + body[last:]


def _swap(chance: Random, body: bytes) -> bytes:
    """A value for another one, as JSON writes it."""
    place = body.find(b":", chance.randrange(len(body) + 1)) + 1
    end = min((at for at in (body.find(each, place) for each in (b",", b"}")) if at > 0), default=len(body))
    return body[:place] + json.dumps(odd_json(chance, 1)).encode() + body[end:]


_DAMAGES: Sequence[Callable[[Random, bytes], bytes]] = (_flip, _cut, _insert, _lose, _double, _swap)
