"""Exports: a job's contacts as a file, all of them as they were at one moment."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from itertools import islice
from typing import Final

from measure.actions import NO_CONTACT, Cause
from measure.downloads import format_of
from measure.export_records import Records
from measure.export_rows import HEADERS, LINES
from measure.jobs import ExportFile, JobStatus, Tally
from store.accounts import Accounts
from store.exports import Exports
from store.held_job import Held
from store.moments import Moment, MomentIsOver, Moments

log = logging.getLogger(__name__)

TELL_SECONDS: Final = 0.5
"How often it is told how far a file is."
ROWS_AT_ONCE: Final = 250
REST: Final = 2.0
"In times of what the last rows took: most of the event loop is left to those who wait for an answer."
DONE_SECONDS: Final = 200
"Who would take longer does not rest: MongoDB keeps a moment for 300 s."
TOO_LARGE: Final[Cause] = (
    "TOO_LARGE",
    "the file takes longer than MongoDB keeps one moment (minSnapshotHistoryWindowInSeconds)",
)


class Exporter:
    """Writes files."""

    def __init__(self, exports: Exports, accounts: Accounts, moments: Moments) -> None:
        self._exports = exports
        self._accounts = accounts
        self._moments = moments

    async def run(self, held: Held) -> None:
        """Write the file of the job's members, from the beginning, and end the job with it.

        One that takes longer than MongoDB keeps a moment is written again, without rests. Whatever ends it
        early leaves no file.
        """
        try:
            file = await self._file(held)
        except MomentIsOver:
            await held.give_up(JobStatus.FAILED, Tally(), *TOO_LARGE)
        else:
            await held.end(JobStatus.SUCCEEDED, held.job.tally, file)

    async def done(self, held: Held) -> Tally:
        """Of a file that is not finished nobody has anything."""
        return Tally()

    async def _file(self, held: Held) -> ExportFile:
        """Raises MomentIsOver when it took too long twice."""
        try:
            return await self._write(held, REST)
        except MomentIsOver:
            log.warning("export %s took longer than MongoDB keeps a moment; it begins anew", held.job.id)
        return await self._write(held, rest=0.0)

    async def _write(self, held: Held, rest: float) -> ExportFile:
        account = await self._accounts.last_known(held.job.account)
        if account is None:
            raise RuntimeError(f"the account of export {held.job.id} is gone")
        async with self._moments.begin(account.id) as moment:
            records = Records(moment.state, held.members, account.currency)
            return await self._exports.write(held.job, _content(held, moment, records, rest))


async def _content(held: Held, moment: Moment, records: Records, rest: float) -> AsyncGenerator[bytes, None]:
    """The file, some rows at a time; between them it is told how far it is."""
    clock, written_as, tally = asyncio.get_running_loop().time, format_of(held.job), Tally()
    started = told = clock()
    members, total = iter(held.members), len(held.members)
    yield HEADERS[written_as]
    while ordinals := list(islice(members, ROWS_AT_ONCE)):
        contacts = await moment.contacts(ordinals)
        began = clock()
        lines = LINES[written_as](records.of(contacts))
        busy = clock() - began
        yield lines
        gone = len(ordinals) - len(contacts)
        tally += Tally(len(contacts), skipped=gone, reasons={NO_CONTACT: gone} if gone else {})
        if clock() - told >= TELL_SECONDS or tally.count == total:
            told = clock()
            await held.progress(tally)
        is_in_time = tally.count * DONE_SECONDS >= (clock() - started) * total
        await asyncio.sleep(rest * busy if is_in_time else 0)
