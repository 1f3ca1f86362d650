"""Keeps the streams that somebody watches at the log's head, and wakes those who watch.

The bus brings commits as they are made. What it cannot bring whole, and what does not follow, is read from
the log. Whether the log has more is asked every second, for all watched streams at once, in any case: a
committer killed between insert and publish says nothing, and while Redis is away nobody does.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

from live import channels
from live.bus import Bus
from live.follower import Follower
from measure.errors import Refused
from store.stream import AnyStream
from store.streams import Streams
from store.timings import Timings

log = logging.getLogger(__name__)

HEAD_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Usage:
    """How many streams are followed, and how old the oldest may be, in seconds; whether Redis is there, and
    how many messages were dropped while it was not."""

    streams: int
    age: float
    connected: bool
    lost: int


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


class Heads:
    """One look at the ends of all watched streams, every second, and whenever messages may have been lost.

    One task for all of them, which runs while there are some.
    """

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._followers: dict[str, Follower] = {}
        self._lost = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._fails = False

    def add(self, follower: Follower) -> None:
        """Look at its stream from now on."""
        self._followers[follower.stream.id] = follower
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="heads of watched streams")

    async def remove(self, follower: Follower) -> None:
        """Look at its stream no more."""
        del self._followers[follower.stream.id]
        if not self._followers and self._task is not None:
            task, self._task = self._task, None
            task.cancel()
            await asyncio.wait([task])

    def look_now(self) -> None:
        """Look once more, however many say so."""
        self._lost.set()

    async def _run(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(HEAD_SECONDS):
                    await self._lost.wait()
            self._lost.clear()
            await self._look()

    async def _look(self) -> None:
        followers = dict(self._followers)
        try:
            behind = await self._streams.behind(follower.stream for follower in followers.values())
        except Refused as refused:
            self._fail(refused.message)
            return
        except Exception:  # whatever it was: nobody else looks
            log.exception("the heads of watched streams cannot be read")
            return
        self._fails = False
        for stream in behind:
            followers[stream.id].fall_behind()

    def _fail(self, reason: str) -> None:
        if not self._fails:
            self._fails = True
            log.warning("the heads of watched streams are not read: %s", reason)


class Feed:
    """The streams this process follows."""

    def __init__(self, bus: Bus, streams: Streams, prefix: str) -> None:
        self._bus = bus
        self._streams = streams
        self._prefix = prefix
        self._heads = Heads(streams)
        self._followers: dict[str, Follower] = {}
        self.lag = Timings()
        "How old commits of other processes were when the bus brought them: from their beginning there."

    @property
    def usage(self) -> Usage:
        age = max((follower.age for follower in self._followers.values()), default=0.0)
        return Usage(len(self._followers), age, self._bus.connected, self._bus.lost)

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
        follower = self._followers.setdefault(stream.id, Follower(stream, self._heads.look_now, self.lag))
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
            self._heads.add(follower)

    async def _stop(self, follower: Follower) -> None:
        if follower.task is not None:
            await self._heads.remove(follower)
            follower.task.cancel()
            await asyncio.wait([follower.task])
        if follower.subscription is not None:
            await self._bus.unsubscribe(follower.subscription)
        # Both refer to the follower: such a circle would hold its stream in memory.
        follower.task = follower.subscription = None
