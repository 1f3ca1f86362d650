"""Work that a process does beside answering, a piece at a time, with rests between."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from measure.errors import Refused

log = logging.getLogger(__name__)

TICK_SECONDS = 0.5

Work = Callable[[float], Awaitable[int]]
"""Does one piece of work, or nothing when nothing is due, given the loop's time; answers how long to rest
then, in times of what it took."""


class Background:
    """One kind of work, until it is closed. Whatever it raises is logged, and it is tried again."""

    def __init__(self, name: str, work: Work) -> None:
        self._name = name
        self._work = work
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name=self._name)

    async def close(self) -> None:
        """Leave off, also in the middle."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            started, rest = clock(), 1
            try:
                rest = await self._work(started)
            except Refused as refused:
                log.warning("%s: %s", self._name, refused.message)
            except Exception:  # whatever it was: nobody else does this work
                log.exception("%s failed", self._name)
            await asyncio.sleep(max(TICK_SECONDS, rest * (clock() - started)))
