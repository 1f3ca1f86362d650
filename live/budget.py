"""The part of the event loop that rooms may take, so that requests always get theirs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import thread_time

SHARE = 0.7
"Of the time that there is: above it rooms come later, and what they send is merged."
LONGEST_TURN = 0.05
"Seconds. Who takes longer waits for a database, and others need not wait for that."
SHORTEST_REST = 0.002
"Seconds: a timer is no finer, so shorter rests are saved up."


class Budget:
    """Turns, one at a time and in the order they are asked for, with a rest after each.

    A turn is as long as the event loop has worked in it, whoever waited for what meanwhile.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._rested_at = 0.0
        self.worked = 0.0
        "Seconds, in all turns so far."

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn; the block is it."""
        await self._lock.acquire()
        loop, began, is_over = asyncio.get_running_loop(), thread_time(), False

        def end() -> None:
            nonlocal is_over
            if not is_over:
                is_over = True
                self._rest(loop, thread_time() - began)

        overlong = loop.call_later(LONGEST_TURN, end)
        try:
            yield
        finally:
            overlong.cancel()
            end()

    def _rest(self, loop: asyncio.AbstractEventLoop, worked: float) -> None:
        """Give the loop to others for as long as what was `worked` asks for, then end the turn."""
        self.worked += worked
        now = loop.time()
        self._rested_at = max(self._rested_at, now) + worked * (1 / SHARE - 1)
        rest = self._rested_at - now
        if rest < SHORTEST_REST:
            loop.call_soon(self._lock.release)
        else:
            loop.call_later(rest, self._lock.release)
