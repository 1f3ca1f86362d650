"""A job in hand: who works on it says how far it has come, and hears when it is to leave off."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol

from measure.jobs import Action, ExportFile, Job, JobStatus, Tally
from measure.sets import Set


class Lost(Exception):
    """Somebody else has the job in hand: nothing may be said of it any more."""


class Cancelled(Exception):
    """Somebody wants the job to end."""


class Ledger(Protocol):
    """Where it stands how far a job has come."""

    async def note(self, held: "Held", tally: Tally) -> Job: ...

    async def end(self, held: "Held", status: JobStatus, tally: Tally, file: ExportFile | None) -> Job: ...


Tell = Callable[[Job], Awaitable[None]]
"Tells everybody who watches a job; never raises."


class Held:
    """A job that this process works on; nobody else does while its lease is renewed.

    `members` are the contacts of the job, frozen. `attempt` counts how often the job was taken in hand: what
    an earlier holder says is not heard. `vain` counts how often since it last got on. `reached` is how many
    contacts it has come to: a file begins anew with each attempt.
    """

    def __init__(
        self, job: Job, members: Set, attempt: int, vain: int, *, ledger: Ledger, tell: Tell
    ) -> None:
        self.job = job
        self.members = members
        self.attempt = attempt
        self.vain = vain
        self.reached = job.tally.count if isinstance(job.order, Action) else 0
        self._ledger = ledger
        self._tell = tell

    async def progress(self, tally: Tally) -> None:
        """Note what became of contacts so far.

        Raises:
            Lost: somebody else has the job in hand, or it has ended.
            Cancelled: somebody wants it to end.
            Refused: TEMPORARILY_UNAVAILABLE.
        """
        self.job = await self._ledger.note(self, tally)
        self.reached = tally.count
        await self._tell(self.job)
        if self.job.is_cancelled:
            raise Cancelled

    async def end(self, status: JobStatus, tally: Tally, file: ExportFile | None = None) -> None:
        """Nothing follows; `tally` counts everybody. Raises as `progress` does, but for Cancelled."""
        await self._end(status, tally, file)
        self.reached = tally.count

    async def give_up(self, status: JobStatus, done: Tally, code: str, message: str) -> None:
        """End it before it came to everybody: all but those in `done` count as skipped, or as failed."""
        left = self.job.total - done.count
        rest = Tally(reasons={(code, message): left} if left else {})
        was_wanted = status is JobStatus.CANCELLED
        rest = replace(rest, skipped=left) if was_wanted else replace(rest, failed=left)
        await self._end(status, done + rest)

    async def _end(self, status: JobStatus, tally: Tally, file: ExportFile | None = None) -> None:
        assert status.has_ended
        assert tally.count == self.job.total
        self.job = await self._ledger.end(self, status, tally, file)
        await self._tell(self.job)
