"""The bus: what one process publishes, every process that listens hears.

A thin layer over broadcaster that keeps its queues out of reach: one subscription a channel and process,
drained at once into listeners.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

from broadcaster import Broadcast

from live.backend import PAYLOAD_ENCODING, RedisBackend, Resync

logger = logging.getLogger(__name__)

FIRST_CONNECTION_SECONDS = 1.0

Listener = Callable[[bytes | Resync], None]


@dataclass(frozen=True, slots=True, eq=False)
class Subscription:
    """One listener on one channel; `await bus.unsubscribe(subscription)` ends it."""

    channel: str
    listener: Listener


class Line:
    """One channel of this process: the one subscription at broadcaster and all who listen to it.

    broadcaster's `subscribe` breaks when it is cancelled on its way in, so a task of its own walks in, and
    is cancelled only once it is there.
    """

    def __init__(self, broadcast: Broadcast, channel: str) -> None:
        self.subscriptions: list[Subscription] = []
        self._broadcast = broadcast
        self._channel = channel
        self._subscribed = asyncio.Event()
        self._task = asyncio.create_task(self._drain(), name=f"channel {channel}")

    async def subscribed(self) -> None:
        """Wait for broadcaster; a second at most, since our backend waits no longer."""
        await self._subscribed.wait()

    async def close(self) -> None:
        """Leave the channel."""
        await self._subscribed.wait()
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _drain(self) -> None:
        async with self._broadcast.subscribe(self._channel) as subscriber:
            self._subscribed.set()
            while True:
                event = await subscriber.get()
                self._deliver(event if isinstance(event, Resync) else event.message.encode(PAYLOAD_ENCODING))

    def _deliver(self, message: bytes | Resync) -> None:
        for subscription in tuple(self.subscriptions):
            try:
                subscription.listener(message)
            except Exception:  # one listener's bug must not deafen the others
                logger.exception("a listener on %s raised", self._channel)


class Bus:
    """Publish and subscribe between processes, over Redis.

    Messages are a hint, never the truth: while Redis is away they are lost, and afterwards every listener
    gets a `Resync`. A listener is called in the event loop, one message at a time in the order of arrival;
    it must neither block nor raise.
    """

    def __init__(self, url: str, prefix: str) -> None:
        """`url` as redis-py reads it; `prefix` names our connections in CLIENT LIST."""
        self._backend = RedisBackend(url, f"{prefix}:bus")
        self._broadcast = Broadcast(backend=self._backend)
        self._lines: dict[str, Line] = {}
        # A lock lives as long as somebody holds it or waits for it.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def connected(self) -> bool:
        """False while Redis is known to be away."""
        return self._backend.connected

    @property
    def lost(self) -> int:
        """Messages this process dropped because Redis was away."""
        return self._backend.lost

    async def wait_connected(self) -> None:
        """Wait until Redis is there."""
        await self._backend.wait_connected()

    async def connect(self) -> None:
        """Start reading; returns within a second, also when Redis is away."""
        await self._broadcast.connect()
        with suppress(TimeoutError):
            async with asyncio.timeout(FIRST_CONNECTION_SECONDS):
                await self._backend.wait_connected()

    async def close(self) -> None:
        """End every subscription and connection."""
        lines = tuple(self._lines.values())
        self._lines.clear()
        for line in lines:
            await line.close()
        await self._broadcast.disconnect()

    async def publish(self, channel: str, payload: bytes) -> None:
        """Hand `payload` to every listener of `channel`; drops it when Redis is away, never raises."""
        await self._broadcast.publish(channel, payload.decode(PAYLOAD_ENCODING))

    async def subscribe(self, channel: str, listener: Listener) -> Subscription:
        """Call `listener` with every message published from now on.

        When Redis is away this returns too, and a `Resync` comes once it is back.
        """
        async with self._lock(channel):
            line = self._lines.get(channel)
            if line is None:
                line = self._lines[channel] = Line(self._broadcast, channel)
            subscription = Subscription(channel, listener)
            line.subscriptions.append(subscription)
            try:
                await line.subscribed()
            except asyncio.CancelledError:
                await self._leave(line, subscription)
                raise
            return subscription

    async def unsubscribe(self, subscription: Subscription) -> None:
        """End a subscription; one that has ended stays ended."""
        async with self._lock(subscription.channel):
            line = self._lines.get(subscription.channel)
            if line is not None and subscription in line.subscriptions:
                await self._leave(line, subscription)

    async def _leave(self, line: Line, subscription: Subscription) -> None:
        line.subscriptions.remove(subscription)
        if not line.subscriptions:
            self._lines.pop(subscription.channel, None)
            await line.close()

    def _lock(self, channel: str) -> asyncio.Lock:
        return self._locks.setdefault(channel, asyncio.Lock())
