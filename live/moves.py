"""Moves of contacts as they happen, sampled: read once a map and process, whoever watches.

They come from the log, since the bus carries changes of sets only. Nobody pushes: a watcher looks when
the map has news, and the first to look reads for all. What a watcher did not look at in time is passed
over, so a slow one costs nothing.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import takewhile

from live.feed import Feed, Watch
from measure.moves import Move, Wanted
from store.availability import Unavailable
from store.paths import Paths
from store.stream import MapStream
from store.streams import Streams

AGAIN_SECONDS = 0.5
MOST_KEPT = 10_000
"Moves of one map: what one look at the log may bring."


class _Recent:
    """The newest moves of one map that is watched."""

    def __init__(self, paths: Paths, stream: MapStream, rev: int) -> None:
        """`rev` is the last commit whose moves are of no interest."""
        self.watchers = 0
        self.rev = rev
        self._paths = paths
        self._stream = stream
        self._moves: deque[Move] = deque(maxlen=MOST_KEPT)
        self._reading = asyncio.Lock()

    async def newest(self, after: int, wanted: Wanted) -> list[Move]:
        """The newest of the `wanted` moves above the commit `after`."""
        async with self._reading:
            if self.rev < self._stream.now.rev:
                read = await self._paths.newest(self._stream.account, self._stream.id, self.rev)
                self.rev = read.rev
                self._moves.extend(read.moves)
        return wanted.newest(takewhile(lambda move: move.rev > after, reversed(self._moves)))


class Lookout:
    """One watcher's view of a map."""

    def __init__(self, recent: _Recent, watch: Watch, wanted: Wanted, rev: int) -> None:
        self._recent = recent
        self._watch = watch
        self._wanted = wanted
        self._rev = rev

    async def next(self) -> list[Move]:
        """The newest moves since the last call, or since `rev`; waits until there are some.

        At most a second's worth. While MongoDB cannot be asked there are none.
        """
        while True:
            try:
                moves = await self._recent.newest(self._rev, self._wanted)
            except Unavailable:
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            self._rev = self._recent.rev
            if moves:
                return moves
            await self._watch.changed()


class Moves:
    """The maps whose moves somebody watches in this process."""

    def __init__(self, feed: Feed, streams: Streams, paths: Paths) -> None:
        self._feed = feed
        self._streams = streams
        self._paths = paths
        self._recent: dict[str, _Recent] = {}

    @asynccontextmanager
    async def watch(self, account: str, automation: str, wanted: Wanted, rev: int) -> AsyncIterator[Lookout]:
        """Follow the moves above the commit `rev`, which the caller has seen, as long as the block lasts."""
        async with self._feed.watch(account, [automation]) as watch:
            stream = await self._streams.map(account, automation)
            recent = self._recent.setdefault(automation, _Recent(self._paths, stream, rev))
            recent.watchers += 1
            try:
                yield Lookout(recent, watch, wanted, rev)
            finally:
                recent.watchers -= 1
                if recent.watchers == 0:
                    del self._recent[automation]
