"""Documents of which an older version does no harm: read from the primary, and while there is none elsewhere.

Never what a write is judged by, and never the log.
"""

from collections.abc import Awaitable, Callable, Hashable, Iterable
from typing import Generic, TypeVar

from cachetools import Cache

from store.availability import Unavailable, needs_database
from store.breaker import Breaker
from store.database import Collection, Database

T = TypeVar("T")
V = TypeVar("V")


class Anywhere:
    """A collection as the primary has it; while there is none, as a majority of the members had it."""

    def __init__(self, database: Database, collection: Collection) -> None:
        self._database = database
        self._collection = collection
        self._elsewhere = database.elsewhere(collection)

    async def ask(self, read: Callable[[Collection], Awaitable[T]], is_whole: Callable[[T], bool]) -> T:
        """What `read` finds in the collection; elsewhere than on the primary only if that `is_whole`.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE when no server answers, or none of those that do has it whole.
        """
        try:
            return await _answer(self._database.primary, self._collection, read)
        except Unavailable:
            found = await _answer(self._database.members, self._elsewhere, read)
            if is_whole(found):
                return found
            raise


class LastKnown(Generic[V]):
    """Single documents, which this process remembers for as long as nobody can be asked for them."""

    def __init__(
        self, source: Anywhere, seen: Cache[Hashable, V], names: Callable[[V], Iterable[Hashable]]
    ) -> None:
        """`names`: all that a value can be asked by. `seen` bounds how many are remembered, and how long."""
        self._source = source
        self._seen = seen
        self._names = names

    async def get(self, name: Hashable, read: Callable[[Collection], Awaitable[V | None]]) -> V | None:
        """What `read` finds; None when the primary says that there is nothing.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE when nobody can tell, or a secondary says that there is nothing:
                it may be that there is nothing yet, or nothing any more.
        """

        async def forgetting(collection: Collection) -> V | None:
            found = await read(collection)
            if found is None and (gone := self._seen.get(name)) is not None:
                for each in self._names(gone):
                    self._seen.pop(each, None)
            return found

        try:
            found = await self._source.ask(forgetting, is_whole=lambda value: value is not None)
        except Unavailable:
            known = self._seen.get(name)
            if known is None:
                raise
            return known
        if found is None:
            return None
        for each in self._names(found):
            self._seen[each] = found
        return found


@needs_database
async def _answer(breaker: Breaker, collection: Collection, read: Callable[[Collection], Awaitable[T]]) -> T:
    async with breaker.guard():
        return await read(collection)
