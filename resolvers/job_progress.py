"""A job that somebody watches, until it has ended."""

import asyncio
from contextlib import AsyncExitStack, suppress
from typing import Final

from live.feed import Watch
from measure.jobs import Job
from resolvers import jobs
from resolvers.context import Context

INTERVAL_SECONDS: Final = 0.25
"Between two messages, at least."
LOOK_SECONDS: Final = 1.0
"How often a job is looked at that nobody says anything of: its process, or Redis, may be gone."


class FollowedJob:
    """A job as it was when it was last looked at."""

    interval = INTERVAL_SECONDS

    def __init__(
        self, context: Context, identifier: str, job: Job, watch: Watch, watching: AsyncExitStack
    ) -> None:
        self._context = context
        self._identifier = identifier
        self._job = job
        self._watch = watch
        self._watching = watching

    @property
    def has_news(self) -> bool:
        return self._watch.has_news

    @property
    def is_over(self) -> bool:
        return self._job.status.has_ended

    def wake(self) -> None:
        self._watch.wake()

    async def changed(self) -> None:
        """Return once it may have got on; when it has ended, once somebody wants to hear of that."""
        with suppress(TimeoutError):
            async with asyncio.timeout(None if self.is_over else LOOK_SECONDS):
                await self._watch.changed()

    async def update(self) -> Job | None:
        """The job if it has got on; raises Refused (TEMPORARILY_UNAVAILABLE)."""
        before = self._job
        self._job = await jobs.existing(self._context, self._identifier)
        return None if self._job == before else self._job

    async def snapshot(self) -> Job:
        return self._job

    async def close(self) -> None:
        """Listen no more."""
        await self._watching.aclose()


async def follow(context: Context, identifier: str) -> FollowedJob:
    """The job of this id, followed until it is closed.

    Raises:
        Refused: BAD_USER_INPUT when the account has no such job; FORBIDDEN, TEMPORARILY_UNAVAILABLE.
    """
    job = await jobs.existing(context, identifier)
    async with AsyncExitStack() as stack:
        watching = context.services.job_news.watch(context.account.id, job.id)
        watch = await stack.enter_async_context(watching)
        watch.wake()  # it may have got on before anybody listened
        return FollowedJob(context, identifier, job, watch, stack.pop_all())
