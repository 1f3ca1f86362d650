"""The turn of a stream: courtesy between committers of several processes, never correctness.

Two writers that saturate one stream lose nothing, but the one that lost a race tends to lose the next one
too. So the loser takes the stream's turn, a key in Redis, before it tries again, and the others wait for it:

    await turns.wait(stream)            # before every commit
    ...                                 # the race was lost
    async with turns.take(stream):      # catch up and try again

A winner hears nothing of the loser that it starves, whose commits do not arrive, so it has to look: one
EXISTS before a commit, a fraction of a millisecond beside the commit's own. While Redis is away nobody waits.
"""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

from live import channels
from live.best_effort import BestEffort
from live.redis_client import redis_client

TURN_MILLISECONDS = 2_000
PATIENCE_SECONDS = 0.5
ANSWER_SECONDS = 0.1
POLL_SECONDS = 0.01

RELEASE = """
if redis.call("GET", KEYS[1]) == ARGV[1] then
    return redis.call("DEL", KEYS[1])
end
return 0
"""


class Turns:
    """The turns of all streams, as one process takes them and waits for them."""

    def __init__(self, url: str, prefix: str) -> None:
        self._prefix = prefix
        self._client = redis_client(url, f"{prefix}:turns")
        self._release = self._client.register_script(RELEASE)
        self._courtesy = BestEffort("turns", ANSWER_SECONDS)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    @asynccontextmanager
    async def take(self, stream: str) -> AsyncIterator[bool]:
        """Hold the turn of `stream` inside the block: True, or False when it goes on without.

        Waits up to half a second for another holder. A turn ends by itself after two seconds.
        """
        key = channels.turn(self._prefix, stream)
        token = secrets.token_hex(16)

        async def claim() -> bool:
            return bool(await self._client.set(key, token, nx=True, px=TURN_MILLISECONDS))

        mine = await self._patiently(claim)
        try:
            yield mine
        finally:
            if mine:
                await self._courtesy.attempt(lambda: self._release(keys=[key], args=[token]))

    async def wait(self, stream: str) -> None:
        """Return once nobody holds the turn of `stream`, after half a second at the latest."""
        key = channels.turn(self._prefix, stream)

        async def free() -> bool:
            return not await self._client.exists(key)

        await self._patiently(free)

    async def _patiently(self, question: Callable[[], Awaitable[bool]]) -> bool:
        """Ask until Redis says yes, gives no answer, or patience ends; whether it said yes."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + PATIENCE_SECONDS
        while True:
            answer = await self._courtesy.attempt(question)
            if answer is not False or clock() >= deadline:
                return answer is True
            await asyncio.sleep(POLL_SECONDS * random.uniform(0.5, 1.5))
