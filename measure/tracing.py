"""A scope that notes what is read of it, so that what a number was made of is known from counting it.

States share what no commit touched. A number is what it was as long as every object that it was made of is
the same one (Acar et al., "Adaptive Functional Programming", POPL 2002).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from itertools import compress
from operator import is_not
from typing import TypeVar

from measure.account_state import AccountState
from measure.columns import BitSliced, Column
from measure.map_state import MapState
from measure.scope import Scope
from measure.sets import Set
from measure.touches import Touches

R = TypeVar("R")
V = TypeVar("V")

Names = set[str]
"""Of sets, columns and counters of a map, and of parts of an account. Where one name stands for things of two
kinds, more is taken for changed than is."""

CONTACTS, MONEY, TOUCHES = "account.contacts", "account.money", "account.touches"


class Trace:
    """Counts things in a scope, one at a time, and says what each was made of."""

    def __init__(self, scope: Scope) -> None:
        self._read: Names = set()
        state, account = TracedMap(scope.state, self._read), TracedAccount(scope.account, self._read)
        self.scope = replace(scope, state=state, account=account)

    def counted(self, count: Callable[[R], V], row: R) -> tuple[V, Collection[str]]:
        """What is counted for a row of `scope`, and the names of all that was read for it."""
        self._read.clear()
        return count(row), tuple(self._read)


class TracedMap(MapState):
    """A map's state; what would be read of it unnoticed is not there (AttributeError)."""

    __slots__ = ("_read", "_state")
    _read: Names
    _state: MapState

    def __init__(self, state: MapState, read: Names) -> None:
        object.__setattr__(self, "history", state.history)
        object.__setattr__(self, "_state", state)
        object.__setattr__(self, "_read", read)

    def set(self, name: str) -> Set:
        self._read.add(name)
        return self._state.set(name)

    def column(self, name: str) -> Column:
        self._read.add(name)
        return self._state.column(name)

    def counters(self, name: str) -> Mapping[int, int]:
        self._read.add(name)
        return self._state.counters(name)


class TracedAccount(AccountState):
    """An account's state; what would be read of it unnoticed is not there (AttributeError)."""

    __slots__ = ("_account", "_read")
    _account: AccountState
    _read: Names

    def __init__(self, account: AccountState, read: Names) -> None:
        object.__setattr__(self, "_account", account)
        object.__setattr__(self, "_read", read)

    @property
    def contacts(self) -> Set:
        self._read.add(CONTACTS)
        return self._account.contacts

    @property
    def money(self) -> BitSliced:
        self._read.add(MONEY)
        return self._account.money

    @property
    def touches(self) -> Touches:
        self._read.add(TOUCHES)
        return self._account.touches


def changed(before: Scope, now: Scope, read: Iterable[str]) -> Names:
    """The names of what is another object now, and those of `read` that may count otherwise without being so.

    Both scopes are of one filter and one history. Whoever passes only in one of them counts only in sets that
    hold them: of what is read of contacts, nothing but members of those who pass is looked at.
    """
    names = _others(before.state.sets, now.state.sets)
    # Values that came, or were overwritten, make another column even where its chunks are the same.
    names |= _others(before.state.columns, now.state.columns)
    names |= _others(before.state.counts, now.state.counts)
    names |= _others(_parts(before.account), _parts(now.account))
    if now.who is not before.who and now.who is not None and before.who is not None:
        passed = now.who ^ before.who
        same = set(read) - names if passed else ()
        names.update(name for name in same if passed.intersect(now.state.set(name)))
    return names


def _parts(account: AccountState) -> Mapping[str, object]:
    return {CONTACTS: account.contacts, MONEY: account.money, TOUCHES: account.touches}


def _others(before: Mapping[str, object], now: Mapping[str, object]) -> Names:
    """The names that stand for other objects."""
    if before is now:
        return set()
    names = before.keys() | now.keys()
    return set(compress(names, map(is_not, map(before.get, names), map(now.get, names))))
