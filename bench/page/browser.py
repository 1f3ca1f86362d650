"""Debian's Chromium, driven by Playwright, and what it tells of itself over its DevTools protocol."""

import json
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, CDPSession, Page, async_playwright

from store.database import Document

WIDTH, HEIGHT = 1440, 900
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_CATEGORIES = ["-*", "disabled-by-default-devtools.timeline.frame"]
"What of the trace is wanted: what became of each frame."


@dataclass(frozen=True, slots=True)
class Kept:
    """What a page keeps, after a collection of garbage."""

    heap_megabytes: float
    nodes: int
    listeners: int


@dataclass(frozen=True, slots=True)
class Tab:
    """A page in a browser of its own."""

    browser: Browser
    page: Page
    cdp: CDPSession

    async def kept(self) -> Kept:
        await self.cdp.send("HeapProfiler.collectGarbage")
        found = await self._metrics()
        return Kept(found["JSHeapUsedSize"] / 1e6, int(found["Nodes"]), int(found["JSEventListeners"]))

    async def main_thread_seconds(self) -> float:
        """What the main thread has worked since the page was opened."""
        return (await self._metrics())["TaskDuration"]

    @asynccontextmanager
    async def traced(self) -> AsyncIterator[list[Document]]:
        """Events of the trace of what happens in the block, there when it has ended."""
        events: list[Document] = []
        await self.browser.start_tracing(page=self.page, categories=_CATEGORIES)
        try:
            yield events
        finally:
            events += json.loads(await self.browser.stop_tracing())["traceEvents"]

    async def _metrics(self) -> dict[str, float]:
        found: Sequence[Document] = (await self.cdp.send("Performance.getMetrics"))["metrics"]
        return {metric["name"]: metric["value"] for metric in found}


@asynccontextmanager
async def tab() -> AsyncIterator[Tab]:
    """An empty tab of a new browser.

    Raises RuntimeError: there is no chromium.
    """
    path = shutil.which("chromium")
    if path is None:
        raise RuntimeError("there is no chromium on this machine: apt install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_FLAGS)
        page = await browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        cdp = await page.context.new_cdp_session(page)
        await cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
        yield Tab(browser, page, cdp)
        await browser.close()
