"""Values that are made once: who asks while one is being made waits for the same one."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Once(Generic[K, V]):
    """Values by key, each made by the first who asks for it; an error is everyone's."""

    def __init__(self) -> None:
        self._values: dict[K, asyncio.Future[V]] = {}

    async def get(self, key: K, make: Callable[[], Awaitable[V]]) -> V:
        """The value of `key`, made now if nobody has asked before."""
        value = self._values.get(key)
        if value is None:
            value = self._values[key] = asyncio.ensure_future(make())
        # Shielded: one field that is given up must not take the value from the others.
        return value.result() if value.done() else await asyncio.shield(value)
