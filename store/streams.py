"""The streams this process has loaded, as many as a budget of memory allows.

The least recently used are let go first. Whatever somebody holds stays: a watched stream, one that queued
events wait for. Letting go loses nothing, since the log has it all.
"""

import asyncio
import gc
import logging
import sys
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from time import monotonic
from typing import TypeVar
from weakref import WeakValueDictionary

from cachetools import LRUCache

from measure.errors import ErrorCode, Refused
from store.availability import needs_database
from store.codecs import ACCOUNT, MAP
from store.loading import Loader
from store.log import Known
from store.snapshots import weight_of
from store.stream import AccountStream, AnyStream, MapStream, Stream

T = TypeVar("T", MapStream, AccountStream)

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5
REMEMBERED = 100_000
"Streams whose weight is known without loading them."


class NoRoom(Refused):
    """A state does not fit into the budget beside those in use."""

    def __init__(self) -> None:
        message = "this process has no memory left for the map; try again"
        super().__init__(ErrorCode.TEMPORARILY_UNAVAILABLE, message, retryAfter=RETRY_AFTER_SECONDS)


@dataclass(frozen=True, slots=True)
class Usage:
    """How many states are loaded, the bytes they take and may take; how often one was loaded, or refused."""

    loaded: int
    weight: int
    budget: int
    loads: int
    refused: int


class Streams:
    """Finds streams, loads them, and lets them go."""

    def __init__(self, loader: Loader, budget: int) -> None:
        """`budget`: bytes that all states together may take, about."""
        self.budget = budget
        self._loads_made = self._refused = 0
        self._collected = -inf
        self._loader = loader
        self._recent: OrderedDict[str, AnyStream] = OrderedDict()
        self._alive: WeakValueDictionary[str, AnyStream] = WeakValueDictionary()
        self._loads: dict[str, asyncio.Task[AnyStream]] = {}
        self._reserved: dict[str, int] = {}
        self._weights: LRUCache[str, int] = LRUCache(REMEMBERED)

    async def map(self, account: str, automation: str) -> MapStream:
        """An automation's stream, loaded. The caller has checked that the account owns it.

        Raises:
            NoRoom: its state does not fit beside those in use.
        """
        return await self._get(automation, lambda: Stream(self._loader, MAP, account, automation))

    async def account(self, account: str) -> AccountStream:
        """An account's own stream, loaded; raises as `map` does."""
        return await self._get(account, lambda: Stream(self._loader, ACCOUNT, account, account))

    async def behind(self, streams: Iterable[AnyStream]) -> list[AnyStream]:
        """Those of these loaded streams that are behind the log; the `as_of` of the others moves on.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE.
        """
        asked_at = datetime.now(UTC)
        known = [(stream, stream.known) for stream in streams]
        grown = await self._loader.ends.grown([each for _, each in known])
        for stream, each in known:
            if each not in grown:
                stream.confirm(each.rev, asked_at)
        return [stream for stream, each in known if each in grown]

    async def are_at(self, known: Collection[Known]) -> bool:
        """Whether pins of these streams would be these states, as the log is now; they count as used.

        What is not in memory at that very commit is not looked for.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE.
        """
        for each in known:
            stream = self._alive.get(each.stream)
            if stream is None or stream.known != each:
                return False
            self._use(stream)
        return not (known and await self._loader.ends.grown(known))

    def loaded(self) -> Iterator[AnyStream]:
        """All loaded streams, the least recently used first."""
        return iter(tuple(self._recent.values()))

    def peek(self, id: str) -> AnyStream | None:
        """A stream if it is loaded; that does not count as use."""
        return self._alive.get(id)

    @property
    def usage(self) -> Usage:
        return Usage(len(self._alive), self.weight, self.budget, self._loads_made, self._refused)

    @property
    def weight(self) -> int:
        """Bytes that all loaded states take, and those that are being loaded, about."""
        return sum(stream.weight for stream in self._alive.values()) + sum(self._reserved.values())

    def weigh(self, stream: AnyStream) -> None:
        """Weigh a loaded stream again, and let others go when it has grown out of the budget."""
        stream.weight = self._weights[stream.id] = weight_of(stream.loaded)
        self._make_room(0)

    async def _get(self, id: str, make: Callable[[], T]) -> T:
        stream = self._alive.get(id)
        if stream is None:
            # Shielded: one who gives up must not take the stream from the others.
            stream = await asyncio.shield(self._loads.get(id) or self._start(id, make))
        self._use(stream)
        return stream

    def _use(self, stream: AnyStream) -> None:
        self._recent[stream.id] = stream
        self._recent.move_to_end(stream.id)

    def _start(self, id: str, make: Callable[[], AnyStream]) -> asyncio.Task[AnyStream]:
        def done(load: asyncio.Task[AnyStream]) -> None:
            del self._loads[id]
            if not load.cancelled():
                load.exception()  # they who waited have it; when all have given up, nobody needs it

        load = self._loads[id] = asyncio.create_task(self._load(make()), name=f"load {id}")
        load.add_done_callback(done)
        return load

    @needs_database
    async def _load(self, stream: AnyStream) -> AnyStream:
        """Load beside what others use: nobody waits for it who does not ask for it."""
        await self._loader.primary.wait()
        expected = self._weights.get(stream.id) or await self._loader.weight(stream.account, stream.id)
        self._require_room(stream, expected)
        self._reserved[stream.id] = expected
        try:
            await stream.load()
        finally:
            del self._reserved[stream.id]
        self._loads_made += 1
        stream.weight = self._weights[stream.id] = weight_of(stream.loaded)
        self._require_room(stream, stream.weight)
        self._alive[stream.id] = stream
        return stream

    def _require_room(self, stream: AnyStream, needed: int) -> None:
        """Raises NoRoom when a stream does not fit beside those in use."""
        if self._make_room(needed) or (self._collect() and self._make_room(needed)):
            return
        self._refused += 1
        log.warning(
            "stream %s is refused: it takes about %d MB, and %d of %d MB are in use; "
            "raise FOOTFALL_STATE_MEGABYTES",
            stream.id,
            needed // 1_000_000,
            self.weight // 1_000_000,
            self.budget // 1_000_000,
        )
        raise NoRoom

    def _make_room(self, needed: int) -> bool:
        """Let go of the least recently used until `needed` bytes fit; whether they do.

        When they cannot fit beside what somebody holds, nothing is let go.
        """
        free = [name for name in self._recent if not self._is_held(name)]
        excess = self.weight + needed - self.budget
        if sum(self._recent[name].weight for name in free) < excess:
            return False
        for name in free:
            if excess <= 0:
                break
            excess -= self._recent.pop(name).weight
        return True

    def _collect(self) -> bool:
        """Free what nobody holds but a circle of references, as exceptions leave them; now and then only."""
        now = monotonic()
        if now - self._collected < RETRY_AFTER_SECONDS:
            return False
        self._collected = now
        gc.collect()
        return True

    def _is_held(self, name: str) -> bool:
        """Whether anybody but us holds a stream: CPython counts, and the argument counts, too."""
        return sys.getrefcount(self._recent[name]) > 2
