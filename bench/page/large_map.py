"""The map of 200 elements on a server, open in a browser, with numbers that change four times a second."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from playwright.async_api import Page

from bench.ground import Ground
from bench.page.browser import Tab, tab
from bench.page.conveyor import Conveyor
from bench.page.drawing import KEY, LANES, LENGTH, drawing
from bench.serving import Server, serving

_TICK_SECONDS = 0.25
_BATCH = 2_000
_TOKEN = "mutation { createAccessToken(ttlSeconds: 3600) { token } }"
_UPDATE = '"mapUpdates"'


@dataclass(slots=True)
class Updates:
    """Those that have come to the page: how many, and with how many characters."""

    count: int = 0
    characters: int = 0

    def listen(self, page: Page) -> None:
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: self._take(frame)))

    def _take(self, frame: str | bytes) -> None:
        if isinstance(frame, str) and _UPDATE in frame:
            self.count += 1
            self.characters += len(frame)


@dataclass(frozen=True, slots=True)
class LargeMap:
    tab: Tab
    updates: Updates = field(default_factory=Updates)


@asynccontextmanager
async def large_map(ground: Ground, contacts: int) -> AsyncIterator[LargeMap]:
    """Whole in sight, after so many contacts have gone through it, with more on their way."""
    settings = ground.settings()
    async with serving(settings) as server, tab() as opened:
        await server.publish(drawing())
        conveyor = Conveyor()
        await _go_through(server, conveyor, contacts)
        shown = LargeMap(opened)
        shown.updates.listen(opened.page)
        token = (await server.graphql(_TOKEN))["createAccessToken"]["token"]
        await opened.page.goto(f"{server.client.base_url}/?map={KEY}#token={token}")
        await opened.page.locator("[data-element] [data-figure]").first.wait_for()
        await opened.page.get_by_role("button", name="Show all").click()
        async with _changing(server, conveyor):
            yield shown
    ground.drop(settings)


async def _go_through(server: Server, conveyor: Conveyor, contacts: int) -> None:
    """A contact comes to each lane at every second tick."""
    waiting: list[bytes] = []
    for _ in range(2 * (contacts // LANES + LENGTH)):
        waiting += conveyor.tick()
        if len(waiting) >= _BATCH:
            await server.post(b"\n".join(waiting), len(waiting))
            waiting.clear()
    await server.post(b"\n".join(waiting), len(waiting))


@asynccontextmanager
async def _changing(server: Server, conveyor: Conveyor) -> AsyncIterator[None]:
    driving = asyncio.create_task(_drive(server, conveyor))
    try:
        yield
        if driving.done():
            driving.result()
    finally:
        driving.cancel()
        with suppress(asyncio.CancelledError):
            await driving


async def _drive(server: Server, conveyor: Conveyor) -> None:
    """A tick every quarter of a second, by the clock."""
    clock = asyncio.get_running_loop().time
    due = clock()
    while True:
        events = conveyor.tick()
        await server.post(b"\n".join(events), len(events))
        due += _TICK_SECONDS
        await asyncio.sleep(due - clock())
