"""Somebody who watches the map all the time, and comes again whenever the socket is lost."""

import asyncio
from contextlib import aclosing, suppress

from websockets.exceptions import WebSocketException

from tests.serving import Api

WATCH = "subscription ($id: ID!) { mapUpdates(automation: $id, minIntervalMs: 250) { cohort { count } } }"
AGAIN_SECONDS = 0.2


class Watcher:
    """`contacts` is what the last update said of the cohort."""

    def __init__(self, server: Api, automation: str) -> None:
        self.contacts = 0
        self.sockets = 0
        self._server = server
        self._automation = automation

    async def run(self) -> None:
        """For ever; cancel it."""
        while True:
            with suppress(OSError, WebSocketException):  # OSError: also a map that was silent for long
                await self._watch()
            await asyncio.sleep(AGAIN_SECONDS)

    async def _watch(self) -> None:
        async with aclosing(self._server.subscribe(WATCH, {"id": self._automation})) as answers:
            self.sockets += 1
            async for answer in answers:
                if "errors" in answer:
                    return
                self.contacts = answer["data"]["mapUpdates"]["cohort"]["count"]
