"""One Chromium per worker, one server per module; a window and an account of its own per test."""

import shutil
import uuid
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from server.settings import Settings
from tests.acceptance.tenant import Tenant
from tests.browser.windows import FLAGS, PATIENCE, OpenWindow, windows
from tests.serving import Server, serving


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The machine's own, never one that Playwright brings."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("there is no chromium on this machine")
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def server(mongodb_url: str, redis_url: str, drop: Callable[[str], None]) -> AsyncIterator[Server]:
    """Shared by a module: its tests keep apart by accounts."""
    name = f"test-{uuid.uuid4().hex}"
    settings = Settings(
        port=0, mongodb_url=mongodb_url, redis_url=redis_url, database=name, channel_prefix=name
    )
    async with serving(settings) as running:
        yield running
    drop(name)


@pytest_asyncio.fixture(loop_scope="session")
async def tenant(server: Server) -> Tenant:
    return await Tenant.new(server)


@pytest_asyncio.fixture(loop_scope="session")
async def open_window(chromium: Browser) -> AsyncIterator[OpenWindow]:
    async with windows(chromium) as open_window:
        yield open_window
