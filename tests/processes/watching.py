"""Somebody whose map stays open, whatever happens meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

from tests.serving import Api, Json
from tests.waiting import eventually

WATCH = """subscription ($id: ID!) { mapUpdates(automation: $id, minIntervalMs: 50) {
  cohort { count }
} }"""


class Open:
    """One subscription over one socket: it fails the test when the server ends either."""

    def __init__(self) -> None:
        self.contacts = -1
        self._listening: asyncio.Task[None] | None = None

    async def shows(self, contacts: int, within: float = 10) -> None:
        """Wait until the cohort is that large."""
        await eventually(lambda: self._is_open() and self.contacts == contacts, timeout=within)

    def _is_open(self) -> bool:
        assert self._listening is not None
        if self._listening.done():
            self._listening.result()
            raise AssertionError("the subscription has ended")
        return True

    async def _listen(self, server: Api, automation: str) -> None:
        async with aclosing(server.subscribe(WATCH, {"id": automation}, patience=60)) as answers:
            async for answer in answers:
                update: Json = answer["data"]["mapUpdates"]
                self.contacts = update["cohort"]["count"]


@asynccontextmanager
async def opened(server: Api, automation: str) -> AsyncIterator[Open]:
    """The map is open, and has been shown, until the block ends: over the same socket all the time."""
    watcher = Open()
    watcher._listening = asyncio.create_task(watcher._listen(server, automation))
    try:
        await eventually(lambda: watcher._is_open() and watcher.contacts >= 0)
        yield watcher
        assert watcher._is_open()
    finally:
        watcher._listening.cancel()
        await asyncio.wait([watcher._listening])
