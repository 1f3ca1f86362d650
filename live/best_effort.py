"""The failure policy of Redis for callers that can do without an answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 0.5

T = TypeVar("T")


class BestEffort:
    """Calls whose loss harms nobody: never raising, bounded in time, counted, logged once an outage.

    After a failure Redis is left alone for half a second, so that an outage costs one caller its patience
    and not every caller.
    """

    def __init__(self, purpose: str, limit: float) -> None:
        """`purpose` is a noun for the log, `limit` the seconds a call may take."""
        self.lost = 0
        self._purpose = purpose
        self._limit = limit
        self._away = False
        self._silent_until = 0.0

    async def attempt(self, call: Callable[[], Awaitable[T]]) -> T | None:
        """The answer of Redis, or None when it is away."""
        clock = asyncio.get_running_loop().time
        if clock() < self._silent_until:
            self.lost += 1
            return None
        try:
            async with asyncio.timeout(self._limit):
                answer = await call()
        except (RedisError, OSError) as error:  # OSError: also the TimeoutError of the limit
            self._lose(error, clock() + PAUSE_SECONDS)
            return None
        self._recover()
        return answer

    def resume(self) -> None:
        """Ask Redis again at once: somebody else has seen it answer."""
        self._silent_until = 0.0

    def _lose(self, error: Exception, silent_until: float) -> None:
        self.lost += 1
        self._silent_until = silent_until
        if not self._away:
            self._away = True
            reason = str(error) or f"no answer within {self._limit:g} s"
            logger.warning("%s: going on without Redis: %s", self._purpose, reason)

    def _recover(self) -> None:
        if self._away:
            self._away = False
            logger.info("%s: Redis is back, %d calls were lost so far", self._purpose, self.lost)
