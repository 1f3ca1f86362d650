"""One watched stream of this process: its place on the bus and the task that reads what it misses."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from live.backend import Resync
from live.bus import Subscription
from measure.errors import Refused
from store.stream import AnyStream
from store.timings import Timings

log = logging.getLogger(__name__)


class Follower:
    """Takes what the bus brings of a stream, and reads the log where that does not follow."""

    def __init__(self, stream: AnyStream, look_now: Callable[[], None], lag: Timings) -> None:
        """`look_now` asks whether the log has more, of all streams at once: they lose messages together.

        `lag` is told how old every commit was that the bus brought.
        """
        self.stream = stream
        self.watchers = 0
        self.subscription: Subscription | None = None
        self.task: asyncio.Task[None] | None = None
        self.starting = asyncio.Lock()
        self._look_now = look_now
        self._lag = lag
        self._behind = asyncio.Event()

    def hear(self, message: bytes | Resync) -> None:
        """A commit from the bus: apply it, or have the log read where it does not follow."""
        if isinstance(message, Resync):
            self._look_now()
        elif not self._takes(message):
            self.fall_behind()

    def fall_behind(self) -> None:
        """Have the log read."""
        self._behind.set()

    async def follow(self) -> None:
        """Read the log whenever the stream is behind. What cannot be read now will be found behind again."""
        while True:
            await self._behind.wait()
            self._behind.clear()
            try:
                await self.stream.pin()
            except Refused as refused:
                log.warning("stream %s is not read: %s", self.stream.id, refused.message)
            except Exception:  # whatever it was: a dead follower leaves its watchers with old numbers
                log.exception("stream %s cannot be read", self.stream.id)

    def _takes(self, message: bytes) -> bool:
        rev = self.stream.now.rev
        try:
            takes = self.stream.announced(message)
        except Exception:  # whatever the message holds: the log is the truth
            log.exception("a message about stream %s cannot be applied", self.stream.id)
            return False
        if self.stream.now.rev != rev:
            self._lag.add(self.age)
        return takes

    @property
    def age(self) -> float:
        """Seconds since the log was last known to end where the stream does in memory."""
        return (datetime.now(UTC) - self.stream.now.as_of).total_seconds()
