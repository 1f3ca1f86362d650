"""Group commit: one committer per account and process takes all that waits, batch after batch."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from measure.accounts import Account
from measure.contacts import ContactUpsert
from measure.events import MOST_EVENTS
from measure.recorded import Recorded, RejectedItem, Upserted
from measure.rejections import Rejection
from store.availability import needs_database
from store.batch import BatchWriter, Fate, Taken
from store.finishing import Finishing
from store.judgement import Sent, Undecoded, automation_keys
from store.stream import AnyStream
from store.streams import NoRoom
from store.upserts import UpsertWriter


@dataclass(slots=True)
class _Waiting:
    """A batch of events, whoever waits for its fates, and the streams that it needs, so that they stay."""

    sent: Sequence[Sent]
    done: asyncio.Future[list[Fate]]
    streams: Sequence[AnyStream]


@dataclass(slots=True)
class _Committer:
    """What waits for an account, in the order in which it came, and the task that works on it."""

    waiting: deque[_Waiting] = field(default_factory=deque)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    task: asyncio.Task[None] | None = None


@dataclass(slots=True)
class EventCounts:
    """What became of the events that this process was sent."""

    accepted: int = 0
    duplicates: int = 0
    rejected: int = 0

    def add(self, recorded: Recorded) -> None:
        self.accepted += recorded.accepted
        self.duplicates += recorded.duplicates
        self.rejected += len(recorded.rejected)


class Recorder:
    """Takes events and contacts. What a caller handed over is finished even when the caller is gone."""

    def __init__(self, batches: BatchWriter, upserts: UpsertWriter, finishing: Finishing) -> None:
        self._batches = batches
        self._upserts = upserts
        self._finishing = finishing
        self._committers: dict[str, _Committer] = {}
        self.events = EventCounts()

    async def record(self, account: Account, sent: Sequence[Sent]) -> Recorded:
        """Returns once all that is accepted is durable and in every number.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE; part of it may be durable, and sending it again is safe.
        """
        if not sent:
            return Recorded(0, 0, ())
        return await self._finishing.run(self._record(account, sent))

    async def upsert(self, account: Account, upserts: Sequence[ContactUpsert | Undecoded]) -> Upserted:
        """Create or change contacts; raises as `record` does."""
        return await self._finishing.run(self._upsert(account, upserts))

    async def _record(self, account: Account, sent: Sequence[Sent]) -> Recorded:
        streams = await self._load(account, sent)  # before it queues, where others would wait for it
        if streams is None:
            half = len(sent) // 2
            first = await self._record(account, sent[:half])
            return first.followed_by(await self._record(account, sent[half:]), after=half)
        committer = self._committers.setdefault(account.id, _Committer())
        waiting = _Waiting(sent, asyncio.get_running_loop().create_future(), streams)
        committer.waiting.append(waiting)
        if committer.task is None or committer.task.done():
            committer.task = asyncio.create_task(self._commit(account, committer))
        recorded = _recorded(sent, await waiting.done)
        self.events.add(recorded)
        return recorded

    @needs_database
    async def _upsert(self, account: Account, upserts: Sequence[ContactUpsert | Undecoded]) -> Upserted:
        committer = self._committers.setdefault(account.id, _Committer())
        good = [upsert for upsert in upserts if isinstance(upsert, ContactUpsert)]
        async with committer.turn:
            taken = await self._upserts.write(account, good, datetime.now(UTC))
        rejected = tuple(
            RejectedItem(index, upsert.id, upsert.rejection)
            for index, upsert in enumerate(upserts)
            if isinstance(upsert, Undecoded)
        )
        return Upserted(taken.created, taken.updated, taken.contacts, rejected)

    async def _commit(self, account: Account, committer: _Committer) -> None:
        while committer.waiting:
            async with committer.turn:
                await self._commit_group(account, _next_group(committer.waiting))

    async def _commit_group(self, account: Account, group: Sequence[_Waiting]) -> None:
        batch = [sent for waiting in group for sent in waiting.sent]
        try:
            fates = iter(await self._write(account, batch))
        except Exception as error:  # whatever it is, those who wait must hear of it
            for waiting in group:
                waiting.done.set_exception(error)
            return
        for waiting in group:
            waiting.done.set_result(list(islice(fates, len(waiting.sent))))

    @needs_database
    async def _load(self, account: Account, batch: Sequence[Sent]) -> Sequence[AnyStream] | None:
        """The streams a batch needs; None when they do not fit into memory all at once."""
        try:
            return await self._batches.load(account, batch)
        except NoRoom:
            if len(automation_keys(batch)) < 2:
                raise
            return None

    @needs_database
    async def _write(self, account: Account, batch: Sequence[Sent]) -> list[Fate]:
        return await self._batches.write(account, batch, datetime.now(UTC))


def _next_group(waiting: deque[_Waiting]) -> list[_Waiting]:
    """All that waits, as far as it makes one batch; at least one."""
    group = [waiting.popleft()]
    size = len(group[0].sent)
    while waiting and size + len(waiting[0].sent) <= MOST_EVENTS:
        size += len(waiting[0].sent)
        group.append(waiting.popleft())
    return group


def _recorded(sent: Sequence[Sent], fates: Sequence[Fate]) -> Recorded:
    return Recorded(
        accepted=sum(fate is Taken.ACCEPTED for fate in fates),
        duplicates=sum(fate is Taken.DUPLICATE for fate in fates),
        rejected=tuple(
            RejectedItem(index, item.id, fate)
            for index, (item, fate) in enumerate(zip(sent, fates, strict=True))
            if isinstance(fate, Rejection)
        ),
    )
