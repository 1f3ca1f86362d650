"""The breaker of MongoDB: whether anybody is asked at all is decided by what the driver's heartbeat knows.

The driver looks at every server twice a second in the background, so an outage costs no caller a try of its
own, and its end is noticed within half a second. The policy, for a primary and for any member alike:

- one that has just been lost is waited for: most elections are over within `WAIT_SECONDS`;
- from then on whoever needs it is refused at once (TEMPORARILY_UNAVAILABLE), also one who asked before;
- until the first has been seen, as when a process starts, the driver is left to its own patience.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from store.availability import unavailable

WAIT_SECONDS = 0.8
LOOK_SECONDS = 0.1


class Breaker:
    """Guards questions to one kind of server."""

    def __init__(self, is_there: Callable[[], bool]) -> None:
        """`is_there`: whether the heartbeat knows such a server; asked often, so it must not block."""
        self._is_there = is_there
        self._there = asyncio.Event()
        self._there.set()
        self._seen: float | None = None
        self._limits: set[asyncio.Timeout] = set()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_there(self) -> bool:
        """What the heartbeat knows."""
        return self._is_there()

    @asynccontextmanager
    async def guard(self) -> AsyncIterator[None]:
        """Ask inside the block: it is left as soon as there is nobody to ask, so do not write in it.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE.
        """
        self.check()
        limit = asyncio.timeout(None)
        try:
            async with limit:
                self._limits.add(limit)
                try:
                    await self._there.wait()
                    yield
                finally:
                    self._limits.discard(limit)
        except TimeoutError as error:
            if limit.expired():
                raise unavailable() from error
            raise

    async def wait(self) -> None:
        """Return when there is somebody to ask, at once as a rule; raises as `guard` does."""
        async with self.guard():
            pass

    def check(self) -> None:
        """Raises as `guard` does when there has been nobody to ask for longer than is waited.

        The first call begins to watch.
        """
        loop = asyncio.get_running_loop()
        if self._timer is None:
            self._timer = loop.call_later(LOOK_SECONDS, self._look)
        if not self._note(loop.time()):
            raise unavailable()

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        if not self._note(loop.time()):
            while self._limits:
                self._limits.pop().reschedule(loop.time())
        self._timer = loop.call_later(LOOK_SECONDS, self._look)

    def _note(self, now: float) -> bool:
        """Whether it is there, or has been a moment ago."""
        if self._is_there():
            self._seen = now
            self._there.set()
            return True
        if self._seen is None:
            return True
        self._there.clear()
        return now - self._seen <= WAIT_SECONDS
