"""Keeps the streams that somebody watches at the log's head, and wakes those who watch.

The bus brings commits as they are made. What it cannot bring whole, and what follows a gap, is read from
the log; so is its head every two seconds in any case, since a committer killed between insert and publish
says nothing, and while Redis is away nobody does.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from live import channels
from live.backend import Resync
from live.bus import Bus, Subscription
from measure.errors import Refused
from store.stream import AnyStream
from store.streams import Streams

log = logging.getLogger(__name__)

HEAD_SECONDS = 2.0


class Watch:
    """Somebody's interest in some streams."""

    def __init__(self) -> None:
        self._news = asyncio.Event()

    @property
    def has_news(self) -> bool:
        """Whether `changed` would return at once."""
        return self._news.is_set()

    def wake(self) -> None:
        """Have `changed` return."""
        self._news.set()

    async def changed(self) -> None:
        """Returns once a watched stream has a newer state than at the last call, or at entering."""
        await self._news.wait()
        self._news.clear()


class Follower:
    """One watched stream of this process: its place on the bus and the task that fills gaps."""

    def __init__(self, stream: AnyStream) -> None:
        self.stream = stream
        self.watchers = 0
        self.subscription: Subscription | None = None
        self.task: asyncio.Task[None] | None = None
        self.starting = asyncio.Lock()
        self._behind = asyncio.Event()

    def hear(self, message: bytes | Resync) -> None:
        """A commit from the bus: apply it, or have the log read where it does not follow."""
        if isinstance(message, Resync) or not self.stream.announced(message):
            self._behind.set()

    async def follow(self) -> None:
        """Read the log's head whenever the stream is behind, and every two seconds."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(HEAD_SECONDS):
                    await self._behind.wait()
            self._behind.clear()
            try:
                await self.stream.pin()
            except Refused as refused:
                log.warning("stream %s is not read: %s", self.stream.id, refused.message)
            except Exception:  # whatever it was: a dead follower leaves its watchers with old numbers
                log.exception("stream %s cannot be read", self.stream.id)


class Feed:
    """The streams this process follows."""

    def __init__(self, bus: Bus, streams: Streams, prefix: str) -> None:
        self._bus = bus
        self._streams = streams
        self._prefix = prefix
        self._followers: dict[str, Follower] = {}

    @asynccontextmanager
    async def watch(self, account: str, streams: Iterable[str]) -> AsyncIterator[Watch]:
        """Follow these streams, ids of automations of the account or its own, as long as the block lasts."""
        watch = Watch()
        async with AsyncExitStack() as stack:
            for name in streams:
                stream = await self._stream(account, name)
                stream.listeners.add(watch.wake)
                stack.callback(stream.listeners.discard, watch.wake)
                await stack.enter_async_context(self._following(stream))
            yield watch

    async def _stream(self, account: str, name: str) -> AnyStream:
        if name == account:
            return await self._streams.account(account)
        return await self._streams.map(account, name)

    @asynccontextmanager
    async def _following(self, stream: AnyStream) -> AsyncIterator[None]:
        follower = self._followers.setdefault(stream.id, Follower(stream))
        follower.watchers += 1
        try:
            await self._start(follower)
            yield
        finally:
            follower.watchers -= 1
            if follower.watchers == 0:
                del self._followers[stream.id]
                await self._stop(follower)

    async def _start(self, follower: Follower) -> None:
        async with follower.starting:
            if follower.task is not None:
                return
            channel = channels.stream(self._prefix, follower.stream.account, follower.stream.id)
            follower.subscription = await self._bus.subscribe(channel, follower.hear)
            follower.task = asyncio.create_task(follower.follow(), name=f"follow {follower.stream.id}")

    async def _stop(self, follower: Follower) -> None:
        if follower.task is not None:
            follower.task.cancel()
            await asyncio.wait([follower.task])
        if follower.subscription is not None:
            await self._bus.unsubscribe(follower.subscription)
        # Both refer to the follower: such a circle would hold its stream in memory.
        follower.task = follower.subscription = None
