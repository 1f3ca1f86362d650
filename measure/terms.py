"""A tracking dimension's dictionary."""

from collections.abc import Iterable, Iterator
from sys import getsizeof

A_TERM = 100
"Bytes that a term takes beside its texts, about: a place in the dictionary, one in each list, its code."


def term_key(value: str) -> str:
    """How tracking values are compared: trimmed and without case."""
    return value.strip().casefold()


class Terms:
    """Key ↔ code, and by code the spelling that came first; it only grows.

    Immutable, as states are: a larger dictionary shares the memory of the one it was made from, which
    looks no further than its own length.
    """

    __slots__ = ("_codes", "_keys", "_length", "_spellings", "nbytes")

    nbytes: int
    """Bytes that it takes in memory, about."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._keys: list[str] = []
        self._spellings: list[str] = []
        self._length = 0
        self.nbytes = 0

    def __len__(self) -> int:
        return self._length

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Terms) and self.spellings() == other.spellings()

    def code(self, value: str) -> int | None:
        """The code of a value, given its key."""
        code = self._codes.get(value)
        return code if code is not None and code < self._length else None

    def key(self, code: int) -> str:
        """The key of a code."""
        return self._keys[code]

    def keys(self, codes: Iterable[int]) -> Iterator[str]:
        """The keys of many codes."""
        return map(self._keys.__getitem__, codes)

    def spelling(self, code: int) -> str:
        return self._spellings[code]

    def spellings(self, start: int = 0, end: int | None = None) -> list[str]:
        """The spellings of the codes from `start` to before `end`."""
        return self._spellings[start : self._length if end is None else min(end, self._length)]

    def with_spellings(self, spellings: Iterable[str]) -> "Terms":
        """The dictionary with these added; what it has already stays as it is."""
        larger = self._successor()
        for spelling in spellings:
            larger._add(spelling)
        larger._length = len(larger._spellings)
        larger.nbytes += larger._bytes_from(self._length)
        return larger

    def _add(self, spelling: str) -> None:
        key = term_key(spelling)
        if key not in self._codes:
            self._codes[key] = len(self._spellings)
            # One text in memory when both are the same, as most are.
            self._keys.append(key)
            self._spellings.append(key if key == spelling else spelling)

    def _bytes_from(self, start: int) -> int:
        """What the terms from the code `start` on take."""
        keys, spellings = self._keys[start:], self._spellings[start:]
        others = (spelling for key, spelling in zip(keys, spellings, strict=True) if spelling is not key)
        return A_TERM * len(keys) + sum(map(getsizeof, keys)) + sum(map(getsizeof, others))

    def _successor(self) -> "Terms":
        """The same dictionary, in the same memory unless another one has grown there."""
        same = Terms()
        same._length, same.nbytes = self._length, self.nbytes
        if len(self._spellings) == self._length:
            same._codes, same._keys, same._spellings = self._codes, self._keys, self._spellings
        else:
            for spelling in self.spellings():
                same._add(spelling)
        return same
