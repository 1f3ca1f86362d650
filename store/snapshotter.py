"""Keeps snapshots close behind the log, in the background, one at a time.

After one that took d seconds it rests for 4 d: those who record events should not feel it.
"""

import asyncio
import logging
import random
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from weakref import WeakKeyDictionary

from measure.errors import Refused
from store.availability import needs_database
from store.background import Background
from store.checkpoints import Checkpoints
from store.loading import STATE
from store.snapshots import Snapshots
from store.stream import AnyStream
from store.streams import Streams

log = logging.getLogger(__name__)

MOST_BEHIND = 20_000
"Events that a load may have to replay before a snapshot is due."
MOST_COMMITS_BEHIND = 1_000
OLDEST_SECONDS = 300.0
IDLE_SECONDS = 10.0
"A stream that has been quiet for as long is snapshotted, too."
RETRY_SECONDS = 30.0
RENEWAL_SECONDS = 10.0
"How often it is looked whether snapshots were made anew elsewhere."
REST = 4


@dataclass(slots=True)
class _Age:
    """When a stream was first seen to be ahead of its snapshot, and when it was seen to change last."""

    rev: int
    since: float
    changed: float
    not_before: float = 0.0
    "When to try again what has failed: others have their turn meanwhile."


class Snapshotter:
    """Snapshots the streams that one process has loaded."""

    def __init__(self, streams: Streams, checkpoints: Checkpoints, snapshots: Snapshots) -> None:
        self._streams = streams
        self._checkpoints = checkpoints
        self._snapshots = snapshots
        self._ages: WeakKeyDictionary[AnyStream, _Age] = WeakKeyDictionary()
        # Processes that share a map should not all find it quiet at once.
        self._idle = IDLE_SECONDS * random.uniform(1, 2)
        self._renewed = 0.0
        self._background = Background("snapshots", self._work)

    def start(self) -> None:
        self._background.start()

    async def close(self, patience: float) -> None:
        """Snapshot what is dirty, the furthest behind first, as far as `patience` seconds allow."""
        await self._background.close()
        dirty = [stream for stream in self._streams.loaded() if stream.loaded.dirty]
        try:
            async with asyncio.timeout(patience):
                for stream in sorted(dirty, key=lambda stream: stream.loaded.behind, reverse=True):
                    await self._snapshot_at_last(stream)
        except TimeoutError:
            log.warning("stopped before all snapshots were written: the next start replays more of the log")
        except Refused as refused:
            log.warning("snapshots are not written: %s", refused.message)

    @needs_database
    async def snapshot(self, stream: AnyStream) -> None:
        """Store what no snapshot has of a stream's state as it is now.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE; what was stored until then is right, and counts next time.
        """
        checkpoint = await self._checkpoints.start(stream.account, stream.id, STATE)
        loaded = stream.loaded
        if loaded.series is not None and loaded.series != checkpoint.series:
            await stream.load()
            return
        rev, behind = loaded.rev, loaded.behind
        self._streams.weigh(stream)
        # What was touched up to the checkpoint somebody has stored already.
        parts = sorted(part for part, touched in loaded.dirty.items() if touched > checkpoint.rev)
        await self._snapshots.write(stream.account, checkpoint.series, loaded, parts)
        if await self._checkpoints.advance(
            stream.account, stream.id, STATE, checkpoint.series, rev, stream.weight
        ):
            loaded.stored(rev, checkpoint.series, since=loaded.behind - behind)
        else:  # another series has taken its place meanwhile
            await self._snapshots.forget(stream.account, checkpoint.series)

    async def _snapshot_at_last(self, stream: AnyStream) -> None:
        try:
            await self.snapshot(stream)
        except Refused:
            raise
        except Exception:  # whatever it is, the others have theirs written
            log.exception("stream %s cannot be snapshotted", stream.id)

    async def _work(self, now: float) -> int:
        """Write the snapshot of one stream that is due, the least recently used first."""
        if now - self._renewed > RENEWAL_SECONDS:
            self._renewed = now
            await self._renew()
        stream = next((stream for stream in self._streams.loaded() if self._is_due(stream, now)), None)
        if stream is not None:
            age = self._ages[stream]
            age.not_before = now + RETRY_SECONDS
            await self.snapshot(stream)
            age.not_before = 0.0
        return REST

    def _is_due(self, stream: AnyStream, now: float) -> bool:
        loaded, age = stream.loaded, self._age(stream, now)
        if not loaded.dirty or now < age.not_before:
            return False
        commits = loaded.rev - loaded.flushed
        is_far_behind = loaded.behind >= MOST_BEHIND or commits >= MOST_COMMITS_BEHIND
        return is_far_behind or now - age.since >= OLDEST_SECONDS or now - age.changed >= self._idle

    def _age(self, stream: AnyStream, now: float) -> _Age:
        age = self._ages.setdefault(stream, _Age(stream.loaded.rev, now, now))
        if stream.loaded.rev != age.rev:
            age.rev, age.changed = stream.loaded.rev, now
        if not stream.loaded.dirty:
            age.since = now
        return age

    @needs_database
    async def _renew(self) -> None:
        """Load again the streams whose snapshots were made anew elsewhere."""
        loaded = sorted((stream.account, stream.id) for stream in self._streams.loaded())
        for account, names in groupby(loaded, key=itemgetter(0)):
            streams = [name for _, name in names]
            for name, checkpoint in (await self._checkpoints.all(account, streams, STATE)).items():
                stream = self._streams.peek(name)
                if stream is not None and stream.loaded.series != checkpoint.series:
                    await stream.load()
