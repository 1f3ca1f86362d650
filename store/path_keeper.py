"""Keeps paths behind snapshots, in the background, a slice at a time.

After one that took d seconds it rests for 9 d, or for d while nothing is recorded: those who record events
should not feel it, and whoever reads a path adds the log's end, however long that has become.
"""

from math import inf
from weakref import WeakKeyDictionary

from store.background import Background
from store.path_writer import PathWriter
from store.stream import AnyStream
from store.streams import Streams

RETRY_SECONDS = 30.0
REST = 9
QUIET_REST = 1


class PathKeeper:
    """Writes the paths of the automations that one process has loaded."""

    def __init__(self, streams: Streams, writer: PathWriter) -> None:
        self._streams = streams
        self._writer = writer
        self._written: WeakKeyDictionary[AnyStream, int] = WeakKeyDictionary()
        self._failed: WeakKeyDictionary[AnyStream, float] = WeakKeyDictionary()
        self._seen = 0
        self._background = Background("paths", self._work)

    def start(self) -> None:
        self._background.start()

    async def close(self) -> None:
        """Leave off: what is not written a reader takes from the log."""
        await self._background.close()

    async def _work(self, now: float) -> int:
        """Write one slice of the paths of one automation whose snapshot is later than they are."""
        rest = REST if self._has_news() else QUIET_REST
        stream = next((stream for stream in self._streams.loaded() if self._is_due(stream, now)), None)
        if stream is None:
            return rest
        self._failed[stream] = now
        flushed = stream.loaded.flushed
        if not await self._writer.advance(stream.account, stream.id):
            self._written[stream] = flushed
        del self._failed[stream]
        return rest

    def _is_due(self, stream: AnyStream, now: float) -> bool:
        """An account's own stream has no paths."""
        if stream.id == stream.account or now - self._failed.get(stream, -inf) < RETRY_SECONDS:
            return False
        return self._written.get(stream, -1) < stream.loaded.flushed

    def _has_news(self) -> bool:
        """Whether anything was recorded since the last look."""
        before, self._seen = self._seen, sum(stream.loaded.rev for stream in self._streams.loaded())
        return self._seen != before
