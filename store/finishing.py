"""Work that is finished even when whoever asked for it is gone: a cancelled write may still land."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Finishing:
    """Runs writes in tasks of their own."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()  # of any result

    async def run(self, work: Coroutine[None, None, T]) -> T:
        """The result of `work`, which goes on when the caller is cancelled."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
