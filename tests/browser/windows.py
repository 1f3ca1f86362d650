"""Windows of a real Chromium on one server, and whatever goes wrong in them."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from measure.accounts import Role
from tests.acceptance.tenant import Tenant

TOKEN = """mutation ($role: Role!, $seconds: Int!) {
  createAccessToken(role: $role, ttlSeconds: $seconds) { token }
}"""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 10_000
"Milliseconds that a page has to become what is expected of it."
OPTIONS = {"locale": "en-GB", "timezone_id": "UTC", "viewport": {"width": 1280, "height": 1600}}
"So tall that small maps are near enough for their cards to say everything."
ABORTED = "net::ERR_ABORTED"
"The page itself gave a request up: it asks for something else."


@dataclass
class Window:
    """A browser with nothing in its memory; its tabs share storage as those of a person's browser do.

    `complaints` are errors and warnings of the console, exceptions, requests that failed, and requests to
    anybody but the server; `expected` are patterns of those that a test brings about.
    """

    context: BrowserContext
    url: str
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda found: self._complain(f"exception: {found.error}"))
        self.context.on("request", self._look)
        self.context.on("requestfailed", self._fail)

    async def tab(self, address: str = "/") -> Page:
        """A tab at an address of the page, `/?map=worked`."""
        page = await self.context.new_page()
        await page.goto(self.url + address)
        return page

    def expect(self, *patterns: str) -> None:
        self.expected += patterns

    def unexpected(self) -> list[str]:
        return [
            complaint
            for complaint in self.complaints
            if not any(re.search(pattern, complaint) for pattern in self.expected)
        ]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._complain(f"{message.type}: {message.text} ({message.location['url']})")

    def _look(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(self.url).netloc:
            self._complain(f"request to another host: {request.url}")

    def _fail(self, request: Request) -> None:
        if request.failure != ABORTED:
            self._complain(f"request failed: {request.url}: {request.failure}")

    def _complain(self, complaint: str) -> None:
        self.complaints.append(complaint)


OpenWindow = Callable[..., Awaitable[Window]]
"`await open_window(server.url, **options of browser.new_context)`"


@asynccontextmanager
async def windows(browser: Browser) -> AsyncIterator[OpenWindow]:
    """How to open windows; at the end it fails if anything unexpected went wrong in one of them."""
    opened: list[Window] = []

    async def open_window(url: str, **options: Any) -> Window:
        context = await browser.new_context(**OPTIONS | options)
        context.set_default_timeout(PATIENCE)
        window = Window(context, url)
        window.listen()
        opened.append(window)
        return window

    yield open_window
    for window in opened:
        await window.context.close()
    assert [complaint for window in opened for complaint in window.unexpected()] == []


async def token_of(tenant: Tenant, role: Role = Role.VIEWER) -> str:
    """For the page, for an hour."""
    return (await tenant.ask(TOKEN, role=role, seconds=3600))["createAccessToken"]["token"]


async def open_page(
    open_window: OpenWindow, tenant: Tenant, address: str, role: Role = Role.VIEWER, **options: Any
) -> Page:
    """The only tab of a new window, signed in for the tenant, at an address such as `/?map=worked`."""
    window = await open_window(tenant.server.url, **options)
    return await window.tab(f"{address}#token={await token_of(tenant, role)}")
