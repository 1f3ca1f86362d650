"""Numbers follow what happens: in every window, within two seconds, and after the server was gone."""

import asyncio
import socket
import time
from dataclasses import replace

import pytest
from playwright.async_api import Page, expect

from server.settings import Settings
from tests.acceptance.stories import moved
from tests.acceptance.tenant import Tenant
from tests.browser.shown import figure
from tests.browser.windows import OpenWindow, token_of
from tests.browser.worked import publish_worked
from tests.serving import serving

pytestmark = pytest.mark.asyncio(loop_scope="session")

WITHIN = 2_000
"Milliseconds from the answer to an event that was posted to the page that shows it: the page's promise."

SEEN_AT = """(label) => new Promise(resolve => {
  const look = () => document.querySelector(`[aria-label="${label}"]`) && resolve(Date.now());
  new MutationObserver(look).observe(document.body, {subtree: true, childList: true, attributes: true});
  look();
})"""


async def test_two_tabs_show_an_event_within_two_seconds(open_window: OpenWindow, tenant: Tenant):
    await publish_worked(tenant)
    window = await open_window(tenant.server.url)
    first = await window.tab(f"/?map=worked#token={await token_of(tenant)}")
    second = await window.tab("/?map=worked")
    for page in (first, second):
        await expect(figure(page, "Here now", "1", "W2")).to_be_visible()

    seen = [asyncio.ensure_future(page.evaluate(SEEN_AT, "2 Here now, W2")) for page in (first, second)]
    await tenant.record(*moved("E", "T E1 W1 E2 W2"))
    answered = time.time_ns() // 1_000_000
    async with asyncio.timeout(WITHIN / 1_000):
        moments = await asyncio.gather(*seen)
    print(f"shown {[moment - answered for moment in moments]} ms after the answer")
    for page in (first, second):
        await expect(figure(page, "contacts", "5", "the filter")).to_be_visible()


async def test_after_a_restart_the_page_is_connected_again_and_shows_what_it_missed(
    settings: Settings, open_window: OpenWindow
):
    fixed = replace(settings, port=_free_port(), bootstrap_key="a-key-for-before-and-after")
    async with serving(fixed) as server:
        tenant = Tenant(server, server.key)
        await publish_worked(tenant)
        window = await open_window(server.url)
        window.expect("WebSocket|ERR_CONNECTION_REFUSED")
        page = await window.tab(f"/?map=worked#token={await token_of(tenant)}")
        await expect(badge(page)).to_have_text("Live")
        await expect(figure(page, "Here now", "1", "W2")).to_be_visible()
    await expect(badge(page)).to_contain_text("Reconnecting… numbers as of ")
    await page.get_by_role("button", name="Try now").click()
    await expect(badge(page)).to_contain_text("Reconnecting… numbers as of ")
    await expect(figure(page, "Here now", "1", "W2")).to_be_visible()

    async with serving(replace(fixed, port=0)) as elsewhere:
        await Tenant(elsewhere, elsewhere.key).record(*moved("E", "T E1 W1 E2 W2"))
    async with serving(fixed):
        await expect(badge(page)).to_have_text("Live")
        await expect(figure(page, "Here now", "2", "W2")).to_be_visible()
        await page.close()


def badge(page: Page):
    return page.get_by_role("status").filter(has_text="onnect").or_(page.get_by_text("Live", exact=True))


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
