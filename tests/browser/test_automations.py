"""The start page lists every automation; a draft shows its drawing."""

import pytest
from playwright.async_api import expect

from tests.acceptance.stories import automation
from tests.acceptance.tenant import Tenant
from tests.browser.windows import OpenWindow, open_page

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_list_is_searched_and_says_what_to_do_when_it_is_empty(
    open_window: OpenWindow, tenant: Tenant
):
    page = await open_page(open_window, tenant, "/")
    await expect(page.get_by_role("heading", name="No automations yet")).to_be_visible()

    await tenant.publish(automation("welcome", "T:TRIGGER W:WAIT", "T W"))
    await tenant.save(automation("winter-sale", "T:TRIGGER W:WAIT", "T W"))
    await page.reload()
    await expect(page.get_by_text("2 automations")).to_be_visible()
    entries = page.get_by_role("main").get_by_role("listitem")
    await expect(entries).to_contain_text(["Published", "Draft"])

    search = page.get_by_role("searchbox", name="Search automations")
    await search.fill("winter")
    await expect(entries).to_have_count(1)
    await expect(page).to_have_url(f"{tenant.server.url}/?search=winter")
    await search.fill("summer")
    await expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    await page.get_by_role("button", name="Show all").click()
    await expect(entries).to_have_count(2)
    await page.get_by_role("link", name="Welcome").click()
    await expect(page.get_by_role("heading", name="Welcome", exact=True)).to_be_visible()
    await page.go_back()
    await expect(entries).to_have_count(2)


async def test_a_draft_shows_its_drawing_and_what_is_wrong_with_it(open_window: OpenWindow, tenant: Tenant):
    drawing = automation("draft", "T:TRIGGER E:EMAIL X:END W:WAIT", "T E X W")
    await tenant.save(drawing)
    page = await open_page(open_window, tenant, "/?map=draft")

    await expect(page.get_by_text("This is a draft. Numbers begin when it is published.")).to_be_visible()
    await expect(page.get_by_text("Keeps it from being published:")).to_be_visible()
    await expect(page.get_by_role("list", name="Elements").get_by_role("listitem")).to_have_count(4)
    await expect(page.locator("[data-figure]")).to_have_count(0)
