"""Keeps snapshots and paths close behind the log, in the background, one thing at a time.

After a snapshot that took d seconds it rests for 4 d, after a slice of paths for 9 d, or d while nothing
changes: those who record events should not feel it, and whoever reads adds the log's tail, however long
that has become.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from weakref import WeakKeyDictionary

from measure.errors import Refused
from store.availability import needs_database
from store.checkpoints import Checkpoints
from store.loading import STATE
from store.path_writer import PathWriter
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
TICK_SECONDS = 0.5
RETRY_SECONDS = 30.0
RENEWAL_SECONDS = 10.0
"How often it is looked whether snapshots were made anew elsewhere."
SNAPSHOT_REST = 4
PATHS_REST = 9
QUIET_REST = 1
QUIET_SECONDS = 3.0


@dataclass(slots=True)
class _Age:
    """When a stream was first seen to be ahead of its snapshot, and when it was seen to change last."""

    rev: int
    since: float
    changed: float
    has_paths_to_write: bool = True
    not_before: float = 0.0
    "When to try again what has failed: others have their turn meanwhile."


class Snapshotter:
    """The background task of one process."""

    def __init__(
        self, streams: Streams, checkpoints: Checkpoints, snapshots: Snapshots, paths: PathWriter
    ) -> None:
        self._streams = streams
        self._checkpoints = checkpoints
        self._snapshots = snapshots
        self._paths = paths
        self._ages: WeakKeyDictionary[AnyStream, _Age] = WeakKeyDictionary()
        self._idle = IDLE_SECONDS * random.uniform(
            1, 2
        )  # processes that share a map should not all wake at once
        self._is_turn_of_snapshots = True
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="snapshotter")

    async def close(self, patience: float) -> None:
        """Snapshot what is dirty, the furthest behind first, as far as `patience` seconds allow."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        dirty = [stream for stream in self._streams.loaded() if stream.loaded.dirty]
        try:
            async with asyncio.timeout(patience):
                for stream in sorted(dirty, key=lambda stream: stream.loaded.behind, reverse=True):
                    await self._snapshot_at_last(stream)
        except TimeoutError:
            log.warning("stopped before all snapshots were written: the next start replays more of the log")
        except Refused as refused:
            log.warning("snapshots are not written: %s", refused.message)

    async def _snapshot_at_last(self, stream: AnyStream) -> None:
        try:
            await self.snapshot(stream)
        except Refused:
            raise
        except Exception:  # whatever it is, the others have theirs written
            log.exception("stream %s cannot be snapshotted", stream.id)

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

    async def _run(self) -> None:
        clock = asyncio.get_running_loop().time
        renewed = clock()
        while True:
            started, rest = clock(), SNAPSHOT_REST
            try:
                rest = await self._work(started)
                if started - renewed > RENEWAL_SECONDS:
                    renewed = started
                    await self._renew()
            except Refused as refused:
                log.warning("snapshots are not written: %s", refused.message)
            except Exception:  # whatever it was: without this task loads take longer and longer
                log.exception("snapshots cannot be written")
            await asyncio.sleep(max(TICK_SECONDS, rest * (clock() - started)))

    async def _work(self, now: float) -> int:
        """One snapshot that is due, or one slice of paths, or nothing; how long to rest, in its own times.

        While both are due they take turns.
        """
        is_quiet = self._look(now)
        due = self._first(lambda stream, age: now >= age.not_before and self._is_due(stream, age, now))
        behind = self._first(lambda stream, age: now >= age.not_before and _has_paths(stream, age))
        if due is not None and (behind is None or self._is_turn_of_snapshots):
            del behind  # so that it can be let go meanwhile
            self._is_turn_of_snapshots = False
            await self._snapshot_due(due, now)
            return SNAPSHOT_REST
        if behind is None:
            return SNAPSHOT_REST
        account, automation, age = behind.account, behind.id, self._ages[behind]
        del due, behind
        self._is_turn_of_snapshots = True
        age.not_before = now + RETRY_SECONDS
        age.has_paths_to_write = await self._paths.advance(account, automation)
        age.not_before = 0.0
        return QUIET_REST if is_quiet else PATHS_REST

    async def _snapshot_due(self, stream: AnyStream, now: float) -> None:
        age = self._ages[stream]
        age.not_before = now + RETRY_SECONDS
        await self.snapshot(stream)
        age.not_before, age.has_paths_to_write = 0.0, True

    def _look(self, now: float) -> bool:
        """Note which streams have changed; whether none has for a while."""
        for stream in self._streams.loaded():
            self._age(stream, now)
        return all(now - age.changed > QUIET_SECONDS for age in self._ages.values())

    def _first(self, is_wanted: Callable[[AnyStream, _Age], bool]) -> AnyStream | None:
        """The least recently used stream that is wanted; no other one is held."""
        streams = self._streams.loaded()
        return next((stream for stream in streams if is_wanted(stream, self._ages[stream])), None)

    def _age(self, stream: AnyStream, now: float) -> None:
        age = self._ages.setdefault(stream, _Age(stream.loaded.rev, now, now))
        if stream.loaded.rev != age.rev:
            age.rev, age.changed = stream.loaded.rev, now
        if not stream.loaded.dirty:
            age.since = now

    def _is_due(self, stream: AnyStream, age: _Age, now: float) -> bool:
        loaded = stream.loaded
        if not loaded.dirty:
            return False
        commits = loaded.rev - loaded.flushed
        is_far_behind = loaded.behind >= MOST_BEHIND or commits >= MOST_COMMITS_BEHIND
        return is_far_behind or now - age.since >= OLDEST_SECONDS or now - age.changed >= self._idle

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


def _has_paths(stream: AnyStream, age: _Age) -> bool:
    """An account's own stream has none."""
    return age.has_paths_to_write and stream.id != stream.account
