"""Does what an action asks for, batch after batch: by ordinary events, so that every report sees it."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from measure.accounts import Account
from measure.actions import NO_CONTACT, Cause, Situation, event_id
from measure.events import SentEvent
from measure.jobs import Action, JobKind, JobStatus, Order, Tally
from measure.map_state import MapState
from measure.recorded import Recorded
from measure.sets import Set
from store.accounts import Accounts
from store.automations import Automations
from store.availability import needs_database
from store.contacts import Contacts
from store.held_job import Held
from store.log import Log
from store.recorder import Recorder
from store.streams import Streams

LARGEST_BATCH: Final = 500
BATCHES_PER_SECOND: Final = 10
"At least, at a slower pace: each says how far the job is, and is where it can be cancelled."


class ActionWorker:
    """Works on actions.

    A batch that is done again, because nobody knows what came of it, does nothing twice: the id of an event
    is made of the job and the contact, and whoever has it in the log counts as done by this job.
    """

    def __init__(
        self,
        *,
        accounts: Accounts,
        automations: Automations,
        contacts: Contacts,
        log: Log,
        streams: Streams,
        recorder: Recorder,
        pace: int,
    ) -> None:
        """`pace`: contacts a second, at most; 0: as many as come through."""
        self._accounts = accounts
        self._automations = automations
        self._contacts = contacts
        self._log = log
        self._streams = streams
        self._recorder = recorder
        self._pace = pace

    async def run(self, held: Held) -> None:
        """Go on where the job is, until it has come to everybody.

        Raises:
            Lost, Cancelled: as `Held.progress` does.
            Refused: TEMPORARILY_UNAVAILABLE; whoever takes the job in hand next goes on from here.
        """
        clock, tally = asyncio.get_running_loop().time, held.job.tally
        account = await self._accounts.last_known(held.job.account)
        assert account is not None  # none is ever deleted
        while tally.count < held.job.total:
            began = clock()
            batch = held.members[tally.count : tally.count + self._batch_size]
            tally += await self._do(held, account, batch)
            if tally.count < held.job.total:
                await held.progress(tally)
                await asyncio.sleep(self._seconds(len(batch)) - (clock() - began))
        await held.end(JobStatus.SUCCEEDED, tally)

    async def done(self, held: Held) -> Tally:
        """What became of everybody that the job has come to, also in a batch that was never noted.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE.
        """
        tally = held.job.tally
        batch = held.members[tally.count : tally.count + LARGEST_BATCH]
        return tally + Tally(succeeded=len(await self._done_before(held, batch)))

    @property
    def _batch_size(self) -> int:
        if not self._pace:
            return LARGEST_BATCH
        return min(LARGEST_BATCH, max(1, self._pace // BATCHES_PER_SECOND))

    def _seconds(self, contacts: int) -> float:
        return contacts / self._pace if self._pace else 0.0

    async def _do(self, held: Held, account: Account, batch: Set) -> Tally:
        """What became of everybody in the batch."""
        situation = await self._situation(held.job.account, held.job.order)
        affected = situation.affected(batch) if situation.hindrance is None else Set()
        done = await self._done_before(held, batch - affected)
        left = batch - affected - done
        if situation.hindrance is not None:
            tally = _failed(situation.hindrance, len(left))
        else:
            tally = _skipped(situation.done_already, len(left))
        return Tally(succeeded=len(done)) + tally + await self._record(held, account, situation, affected)

    async def _situation(self, account: str, order: Order) -> Situation:
        assert isinstance(order, Action)
        state = (await (await self._streams.account(account)).pin()).state
        return Situation(order, state, await self._map(account, order))

    async def _map(self, account: str, action: Action) -> MapState:
        """That of the automation that the action names; an empty one when it names none."""
        if action.kind in (JobKind.ADD_TAG, JobKind.REMOVE_TAG):
            return MapState()
        automation = await self._automations.by_key(account, action.subject)
        assert automation is not None  # it was there when the job was started, and none is ever deleted
        return (await (await self._streams.map(account, automation.id)).pin()).state

    @needs_database
    async def _done_before(self, held: Held, contacts: Set) -> Set:
        """Those of `contacts` whom this job has done, in a batch of which it was never noted."""
        if not contacts:
            return contacts
        ids = {event_id(held.job.id, contact): contact for contact in contacts}
        seen = await self._log.seen(held.job.account, ids)
        return Set(ids[identifier] for identifier in seen)

    async def _record(self, held: Held, account: Account, situation: Situation, contacts: Set) -> Tally:
        found = await self._contacts.by_ordinals(account.id, list(contacts))
        gone = len(contacts) - len(found)
        keys = {contact: each.key for contact, each in found.items()}
        events = list(situation.events(held.job.id, keys, datetime.now(UTC)))
        recorded = await self._recorder.record(account, [event for _, event in events])
        rejected = _causes(events, recorded)
        tallies = (_failed(cause, 1) for cause in rejected.values())
        return sum(tallies, Tally(succeeded=len(found) - len(rejected)) + _skipped(NO_CONTACT, gone))


def _causes(events: Sequence[tuple[int, SentEvent]], recorded: Recorded) -> dict[int, Cause]:
    """Why contacts, of whose events one was rejected, failed."""
    return {
        events[item.index][0]: (item.rejection.code.value, item.rejection.message)
        for item in recorded.rejected
    }


def _skipped(cause: Cause, count: int) -> Tally:
    return Tally(skipped=count, reasons={cause: count}) if count else Tally()


def _failed(cause: Cause, count: int) -> Tally:
    return Tally(failed=count, reasons={cause: count}) if count else Tally()
