"""Redis behind broadcaster: a reader that comes back from every outage and says that it was away.

broadcaster's own backend loses what is published before SUBSCRIBE is acknowledged and stays deaf after the
first lost connection. This one is read by the one task that broadcaster runs over `next_published`; every
other task only writes SUBSCRIBE and UNSUBSCRIBE. Payloads are bytes on the wire and, since an `Event`
carries text, Latin-1 in between: every byte is one character, so that nothing can fail to decode.
"""

import asyncio
import logging

from broadcaster import BroadcastBackend, Event
from redis.asyncio.connection import AbstractConnection
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import RedisError

from live.best_effort import BestEffort
from live.redis_client import redis_client, redis_connection

logger = logging.getLogger(__name__)

PAYLOAD_ENCODING = "latin-1"
PUBLISH_SECONDS = 0.5
ACKNOWLEDGE_SECONDS = 1.0
PING_SECONDS = 2.0
RECONNECT_SECONDS = 0.4
"The longest pause between two tries: subscribers are to be prompt within a second of Redis' return."
# Past this the delay sits at its cap, and 2 ** attempts would one day no longer fit a float.
COUNTED_ATTEMPTS = 10


class Resync(Event):
    """Messages of `channel` may have been lost: read the log."""

    def __init__(self, channel: str) -> None:
        super().__init__(channel, "")


class RedisBackend(BroadcastBackend):
    """Publish and subscribe over one Redis.

    While Redis is away `publish` drops (logged once an outage, counted in `lost`), and `subscribe` only
    remembers: commits are the truth, and readers catch up from the log. An acknowledgement of SUBSCRIBE
    that nobody waits for can only follow a reconnect, and becomes a `Resync`.
    """

    def __init__(self, url: str, name: str) -> None:
        self._url = url
        self._name = name
        self._client = redis_client(url, f"{name}:publisher")
        self._publishing = BestEffort("publishing", PUBLISH_SECONDS)
        self._backoff = ExponentialWithJitterBackoff(base=0.05, cap=RECONNECT_SECONDS)
        self._attempts = 0
        self._connection: AbstractConnection | None = None
        self._connected = asyncio.Event()
        self._pinged = False
        self._ends = False
        self._channels: set[str] = set()
        self._awaited: dict[str, asyncio.Future[None]] = {}
        self._reading = asyncio.Lock()
        self._writing = asyncio.Lock()

    @property
    def connected(self) -> bool:
        """Whether the reader has a connection that it has not seen fail."""
        return self._connected.is_set()

    @property
    def lost(self) -> int:
        """Messages dropped because Redis was away."""
        return self._publishing.lost

    async def wait_connected(self) -> None:
        """Wait for the reader to be connected."""
        await self._connected.wait()

    async def connect(self) -> None:
        """Nothing: the first read connects."""

    async def disconnect(self) -> None:
        """Close every connection. broadcaster has cancelled the reader, and not waited for it."""
        self._ends = True
        async with self._reading:
            await self._close()
        await self._client.aclose()

    async def publish(self, channel: str, message: str) -> None:
        """Send `message` to all subscribers, or drop it within half a second; never raises."""
        payload = message.encode(PAYLOAD_ENCODING)
        await self._publishing.attempt(lambda: self._client.publish(channel, payload))

    async def subscribe(self, channel: str) -> None:
        """Return once Redis acknowledged: what is published from now on arrives.

        While Redis is away, return without: a `Resync` follows with the acknowledgement.
        """
        self._channels.add(channel)
        if not self.connected:
            return
        acknowledged = self._awaited[channel] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(ACKNOWLEDGE_SECONDS):
                await self._send("SUBSCRIBE", channel)
                await acknowledged
        except (RedisError, OSError) as error:
            logger.warning(
                "SUBSCRIBE %s is not acknowledged yet: %s: %s", channel, type(error).__name__, error
            )
        finally:
            self._awaited.pop(channel, None)

    async def unsubscribe(self, channel: str) -> None:
        """Hear no more of `channel`; never raises."""
        self._channels.discard(channel)
        try:
            await self._send("UNSUBSCRIBE", channel)
        except (RedisError, OSError) as error:
            logger.warning("UNSUBSCRIBE %s was not sent: %s: %s", channel, type(error).__name__, error)

    async def next_published(self) -> Event:
        """The next message or `Resync`; connects and reconnects for ever, and never raises."""
        async with self._reading:
            while not self._ends:
                try:
                    event = await self._read(await self._open())
                except Exception as error:  # whatever it was: a dead reader is a deaf process
                    await self._recover(error)
                    continue
                if event is not None:
                    return event
        # A cancellation that meets a timeout of redis-py, as after the loop was held up, is lost in it.
        raise asyncio.CancelledError

    async def _open(self) -> AbstractConnection:
        """The connection of the reader, subscribed to every channel."""
        if self._connection is not None:
            return self._connection
        connection = self._connection = redis_connection(self._url, f"{self._name}:subscriber")
        await connection.connect()  # type: ignore[no-untyped-call]  # redis-py left it unannotated
        self._pinged = False
        self._connected.set()
        self._publishing.resume()
        if self._channels:
            await self._send("SUBSCRIBE", *self._channels)
        return connection

    async def _read(self, connection: AbstractConnection) -> Event | None:
        reply = await connection.read_response(timeout=PING_SECONDS, disconnect_on_error=False)
        if reply is None:
            await self._ping()
            return None
        self._pinged = False
        self._publishing.resume()
        if self._attempts:
            self._attempts = 0
            logger.info("the bus hears Redis again")
        match reply:
            case [b"message", bytes(channel), bytes(payload)]:
                return Event(channel.decode(errors="replace"), payload.decode(PAYLOAD_ENCODING))
            case [b"subscribe", bytes(channel), _]:
                return self._acknowledge(channel.decode(errors="replace"))
        return None

    def _acknowledge(self, channel: str) -> Resync | None:
        waiter = self._awaited.pop(channel, None)
        if waiter is None or waiter.done():
            return Resync(channel)
        waiter.set_result(None)
        return None

    async def _ping(self) -> None:
        if self._pinged:
            raise TimeoutError(f"Redis left a PING unanswered for {PING_SECONDS:g} s")
        self._pinged = True
        await self._send("PING")

    async def _recover(self, error: Exception) -> None:
        """Drop the connection and sleep before the next one is tried."""
        if not self._attempts:
            logger.warning(
                "the bus lost Redis and reconnects until it is back: %s: %s", type(error).__name__, error
            )
        await self._close()
        self._attempts = min(self._attempts + 1, COUNTED_ATTEMPTS)
        await asyncio.sleep(self._backoff.compute(self._attempts))

    async def _close(self) -> None:
        """Close the reader's connection; not under a write, which would find no stream to write to."""
        self._connected.clear()
        async with self._writing:
            if self._connection is not None:
                await self._connection.disconnect(nowait=True)
            self._connection = None

    async def _send(self, *command: str) -> None:
        """Write a command whose reply the reader will see.

        Nothing is sent over a broken connection: `send_command` would open it again unseen.
        """
        async with self._writing:
            connection = self._connection
            if connection is not None and connection.is_connected and self.connected:
                await connection.send_command(*command, check_health=False)
