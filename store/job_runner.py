"""Works on jobs in the background, whichever process started them."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Final, Protocol

from measure.actions import CANCELLED, Cause
from measure.errors import ErrorCode, Refused
from measure.jobs import JobKind, JobStatus, Tally
from store.background import Background
from store.held_job import Cancelled, Held, Lost
from store.job_claims import LEASE_SECONDS, JobClaims

log = logging.getLogger(__name__)

AT_ONCE: Final = 2
"Jobs that one process works on."
MOST_VAIN: Final = 5
"How often a job is taken in hand without getting on before it is given up: it may be what kills processes."
RETRY_SECONDS: Final = 1.0
RENEWAL_SECONDS: Final = LEASE_SECONDS / 4
GONE_WRONG: Final[Cause] = (ErrorCode.INTERNAL, "something went wrong on our side, again and again")


class Worker(Protocol):
    """Does one kind of work."""

    async def run(self, held: Held) -> None:
        """Work until the job has ended; begin where it is."""

    async def done(self, held: Held) -> Tally:
        """What stays done when the job is given up."""


class JobRunner:
    """Takes jobs in hand and has workers work on them."""

    def __init__(self, claims: JobClaims, workers: Mapping[JobKind, Worker]) -> None:
        self._claims = claims
        self._workers = workers
        self._looking = asyncio.Lock()
        self._background = Background("jobs", self._look)
        self._running: dict[str, str] = {}
        "The accounts of the jobs under way, by the jobs' ids."
        self._tasks: set[asyncio.Task[None]] = set()
        self.ended: Counter[JobStatus] = Counter()
        self.contacts = 0
        "Those that jobs have come to here."

    @property
    def running(self) -> int:
        """Jobs that this process works on."""
        return len(self._running)

    def start(self) -> None:
        self._background.start()

    async def close(self) -> None:
        """Leave off between two steps; another process goes on at once."""
        await self._background.close()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def look(self) -> None:
        """Take in hand what waits, as far as there is room: it need not wait for the next look."""
        async with self._looking:
            while len(self._running) < AT_ONCE:
                held = await self._claims.next(self._running)
                if held is None:
                    return
                self._begin(held)

    def look_soon(self) -> None:
        """Have somebody look at once, as there may be something to take in hand."""
        self._keep(asyncio.create_task(self._look_once(), name="look for jobs"))

    async def end_cancelled(self, job: str) -> None:
        """End a cancelled job that nobody works on; whoever works on one sees for himself.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE.
        """
        async with self._looking:  # or a look could take it in hand at the same moment
            if job in self._running:
                return
            held = await self._claims.take(job)
            if held is not None:
                with suppress(Lost):  # to one who ends it, too
                    await self._finish(held)
                    self.ended[held.job.status] += 1

    async def _look_once(self) -> None:
        try:
            await self.look()
        except Refused as refused:
            log.warning("jobs wait: %s", refused.message)

    async def _look(self, _: float) -> int:
        await self.look()
        return 0

    def _begin(self, held: Held) -> None:
        self._running[held.job.id] = held.job.account
        self._keep(asyncio.create_task(self._run(held), name=f"job {held.job.id}"))

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, held: Held) -> None:
        before = held.reached
        try:
            await self._work_on(held)
        except Lost:
            log.info("job %s has ended elsewhere, or another process works on it", held.job.id)
        except asyncio.CancelledError:
            with suppress(Refused):  # without MongoDB the lease runs out
                await self._claims.give_back(held)
            raise
        except Refused as refused:
            log.warning("job %s waits: %s", held.job.id, refused.message)
            await self._give_back(held)
        except Exception:  # whatever it was: the next look tries again, so often and no more
            log.exception("job %s failed", held.job.id)
        else:
            self.look_soon()  # it may have been what the next one waited for
        finally:
            self.contacts += held.reached - before
            self.ended[held.job.status] += 1
            del self._running[held.job.id]

    async def _work_on(self, held: Held) -> None:
        renewing = asyncio.create_task(self._renew(held), name=f"lease of job {held.job.id}")
        try:
            await self._finish(held)
        finally:
            renewing.cancel()

    async def _finish(self, held: Held) -> None:
        worker = self._workers[held.job.order.kind]
        if held.job.is_cancelled:
            await held.give_up(JobStatus.CANCELLED, await worker.done(held), *CANCELLED)
            return
        if held.vain > MOST_VAIN:
            await held.give_up(JobStatus.FAILED, await worker.done(held), *GONE_WRONG)
            return
        if len(held.members) < held.job.total:
            raise LookupError("the contacts of a job that has not ended are gone")
        try:
            await worker.run(held)
        except Cancelled:
            await held.give_up(JobStatus.CANCELLED, await worker.done(held), *CANCELLED)

    async def _renew(self, held: Held) -> None:
        """Keep the job in hand also while a step takes long, as when a large map is loaded."""
        while True:
            await asyncio.sleep(RENEWAL_SECONDS)
            try:
                await self._claims.renew(held)
            except Refused as refused:
                log.warning("the lease of job %s is not renewed: %s", held.job.id, refused.message)

    async def _give_back(self, held: Held) -> None:
        """Once MongoDB is there again; what went wrong was not the job."""
        while True:
            await asyncio.sleep(RETRY_SECONDS)
            try:
                await self._claims.give_back(held)
            except Refused:
                continue
            return
