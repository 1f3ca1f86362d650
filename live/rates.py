"""How often each API key may ask, counted over all processes together.

A key has a bucket of requests that fills up steadily, at its rate, and holds those of one minute (GCRA, the
generic cell rate algorithm of ITU-T I.371: all there is to know of a bucket is when it will be full again).

Nobody waits for Redis. A request is counted in memory, and what was counted is settled in the background,
after a share of a minute's requests or a second. To settle is to take it from the bucket in Redis, and to
learn there what other processes have taken.

- A process knows of all that it let in itself, and sooner or later of what others did, never of more. So a
  key that keeps to its rate is refused nowhere.
- A key that asks all processes at once may get more than its bucket holds: at each a share, and what arrives
  while Redis answers. That is owed, and is filled up first, so over time the rate is exact.
- While Redis is away each process has a bucket of its own, and what it counts then is not settled later.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from types import TracebackType
from typing import Final, Self

from live import channels
from live.best_effort import BestEffort
from live.redis_client import redis_client
from measure.errors import Refused, rate_limited
from measure.traffic import Limit

logger = logging.getLogger(__name__)

MINUTE: Final = 60_000_000_000
"In nanoseconds, as all times here are."
SHARES: Final = 200
"In a minute's requests: a process settles after so many."
LATEST_SECONDS: Final = 1.0
ANSWER_SECONDS: Final = 2.0
"Redis may take, since nobody waits for it: one that answers late is better than counting alone."
MOST_AT_ONCE: Final = 500
"Keys in one question to Redis."

SETTLE: Final = """
local time = redis.call("TIME")
local now = time[1] * 1000000 + time[2]
local left = {}
for i, key in ipairs(KEYS) do
    local full = math.max(tonumber(redis.call("GET", key) or 0), now) + ARGV[i]
    redis.call("SET", key, string.format("%.0f", full), "PX", math.ceil((full - now) / 1000))
    left[i] = full - now
end
return left
"""
"Takes from buckets what fills up in so many microseconds; answers in how many each will be full."


class Rates:
    """The rates of all keys, as one process counts them."""

    def __init__(
        self, url: str, prefix: str, limit: Limit, clock: Callable[[], int] = time.monotonic_ns
    ) -> None:
        """`limit` is on the requests of one key in a minute; 0: there is none."""
        self.refused = 0
        self._limit = limit
        self._prefix = prefix
        self._clock = clock
        self._spacing = MINUTE // limit.most if limit.most else 0
        self._share = max(1, limit.most // SHARES)
        self._full_at: dict[str, int] = {}
        "When each bucket that is not full will be; one that has been full may still be there."
        self._unsettled: dict[str, int] = {}
        self._due = asyncio.Event()
        self._forget_at = clock() + MINUTE
        self._client = redis_client(url, f"{prefix}:rates")
        self._script = self._client.register_script(SETTLE)
        self._sharing = BestEffort("rates", ANSWER_SECONDS)
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._settle_always(), name="settle rates")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Settle no more, and close the connections."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        await self._client.aclose()

    def admit(self, key: str) -> None:
        """Count a request of `key`.

        Raises:
            Refused: RATE_LIMITED, and it is not counted.
        """
        if not self._spacing:
            return
        now, known = self._clock(), self._full_at.get(key)
        full_at = self._spacing + (now if known is None or known < now else known)
        if full_at > now + MINUTE:
            self.refused += 1
            raise self._refusal(full_at - now)
        self._full_at[key] = full_at
        self._unsettled[key] = unsettled = self._unsettled.get(key, 0) + 1
        if known is None or unsettled >= self._share:
            self._due.set()

    async def settle(self) -> None:
        """Take what was counted here from the shared buckets, and learn what is left in them."""
        spent, self._unsettled = self._unsettled, {}
        keys = iter(spent)
        while some := tuple(islice(keys, MOST_AT_ONCE)):
            await self._settle(some, spent)
        if (now := self._clock()) >= self._forget_at:
            self._forget_at = now + MINUTE
            self._full_at = {key: full_at for key, full_at in self._full_at.items() if full_at > now}

    async def _settle(self, keys: Sequence[str], spent: Mapping[str, int]) -> None:
        asked_at = self._clock()
        names = [channels.rate(self._prefix, key) for key in keys]
        microseconds = [spent[key] * self._spacing // 1_000 for key in keys]
        left: list[int] | None = await self._sharing.attempt(lambda: self._script(names, microseconds))
        if left is None:
            return  # Redis is away
        for key, full_in in zip(keys, left, strict=True):
            since = self._unsettled.get(key, 0) * self._spacing
            shared = asked_at + full_in * 1_000 + since
            # Not before the time known here: Redis may have come back without what it knew.
            self._full_at[key] = max(self._full_at.get(key, 0), shared)

    async def _settle_always(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LATEST_SECONDS):
                    await self._due.wait()
            self._due.clear()
            try:
                await self.settle()
            except Exception:  # whatever it was: nobody else settles
                logger.exception("what was counted of rates is not shared")

    def _refusal(self, full_in: int) -> Refused:
        limit = self._limit
        value, seconds = -(-full_in // self._spacing), -((MINUTE - full_in) // 1_000_000_000)
        return rate_limited(limit.name, value, limit.most, setting=limit.setting, retry_after=seconds)
