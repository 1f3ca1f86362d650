"""News of jobs: who watches one hears when it has got on, whichever process works on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from live import channels
from live.bus import Bus
from live.feed import Watch
from measure.jobs import Job


class JobNews:
    """Tells of jobs, and listens. While Redis is away nobody hears: ask for the job every now and then."""

    def __init__(self, bus: Bus, prefix: str) -> None:
        self._bus = bus
        self._prefix = prefix

    async def tell(self, job: Job) -> None:
        """Say that a job has got on; never raises."""
        await self._bus.publish(channels.job(self._prefix, job.account, job.id), b"")

    @asynccontextmanager
    async def watch(self, account: str, job: str) -> AsyncIterator[Watch]:
        """Listen as long as the block lasts."""
        watch = Watch()
        channel = channels.job(self._prefix, account, job)
        subscription = await self._bus.subscribe(channel, lambda _: watch.wake())
        try:
            yield watch
        finally:
            await self._bus.unsubscribe(subscription)
