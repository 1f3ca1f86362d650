"""What stands behind a subscription's field: the show it has opened, and the events it is given."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any, TypeVar

from resolvers.shows import Show

M = TypeVar("M")
E = TypeVar("E")


class Stage:
    """The root of one subscription. Its field puts a show on, whoever executes it gives it events."""

    def __init__(self) -> None:
        self.show: asyncio.Future[Show[Any]] = asyncio.get_running_loop().create_future()
        "What the field has opened; each subscription's messages are of a type of their own."
        self._events: asyncio.Queue[Any] = asyncio.Queue()

    def put_on(self, show: Show[M], present: Callable[[M], E]) -> AsyncGenerator[E, None]:
        """The source stream of a field that has checked what it was asked for."""
        self.show.set_result(show)
        return self._stream(present)

    def give(self, message: object) -> None:
        """Have the selection executed for a message of the show."""
        self._events.put_nowait(message)

    async def _stream(self, present: Callable[[M], E]) -> AsyncGenerator[E, None]:
        while True:
            yield present(await self._events.get())
