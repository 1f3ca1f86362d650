"""The part of the event loop that rooms may take, so that requests always get theirs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

SHARE = 0.7
"Of the time that there is: above it rooms come later, and what they send is merged."
LONGEST_TURN = 0.05
"Seconds. Who takes longer waits for a database, and others need not wait for that."
SHORTEST_REST = 0.002
"Seconds: a timer is no finer, so shorter rests are saved up."


class Budget:
    """Turns, one at a time and in the order they are asked for, with a rest after each."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._rested_at = 0.0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn; the block is it."""
        loop = asyncio.get_running_loop()
        is_over = False

        def pass_on() -> None:
            nonlocal is_over
            is_over = True
            self._lock.release()

        await self._lock.acquire()
        started, overlong = loop.time(), loop.call_later(LONGEST_TURN, pass_on)
        try:
            yield
        finally:
            overlong.cancel()
            if not is_over:
                self._rest(loop, started)

    def _rest(self, loop: asyncio.AbstractEventLoop, started: float) -> None:
        """Give the loop to others for as long as the turn's length asks for, then end the turn."""
        now = loop.time()
        self._rested_at = max(self._rested_at, now) + (now - started) * (1 / SHARE - 1)
        rest = self._rested_at - now
        if rest < SHORTEST_REST:
            loop.call_soon(self._lock.release)
        else:
            loop.call_later(rest, self._lock.release)
