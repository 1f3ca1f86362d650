"""Three numbers side by side: who is in which, and the sentence that says why they do not add up."""

import pytest
from playwright.async_api import expect

from tests.acceptance.tenant import Tenant
from tests.browser.shown import figure
from tests.browser.windows import OpenWindow, open_page
from tests.browser.worked import publish_worked

pytestmark = pytest.mark.asyncio(loop_scope="session")

MEMBERS = """rows => rows.map(row =>
  [...row.querySelectorAll(".upset-dot")].map(dot => dot.textContent === "in"))"""
OVERLAP = "query ($groups: [ID!]!) { overlap(groups: $groups) { groups contacts { count } } }"


async def test_the_plot_shows_the_overlap_of_the_picked_numbers(open_window: OpenWindow, tenant: Tenant):
    await publish_worked(tenant)
    page = await open_page(open_window, tenant, "/?map=worked")
    await page.get_by_role("button", name="Compare numbers").click()
    await figure(page, "Reached", "3", "E1").click()
    await figure(page, "Reached", "2", "W2").click()
    await figure(page, "Achieved", "3", "G").click()

    tray = page.get_by_role("region", name="Compare numbers")
    await expect(tray.get_by_role("heading", name="Why don't these add up?")).to_be_visible()
    await expect(tray).to_contain_text("are 8 together, but 4 different contacts: 3 are in more than one.")
    groups = await page.evaluate("new URLSearchParams(location.search).getAll('compare')")
    rows = (await tenant.ask(OVERLAP, groups=groups))["overlap"]
    bars = tray.get_by_role("columnheader").get_by_role("button")
    await expect(bars).to_have_count(len(rows))
    shown = [int(text) for text in await bars.locator("b").all_inner_texts()]
    assert shown == [row["contacts"]["count"] for row in rows]
    lines = tray.get_by_role("row").filter(has=page.get_by_role("rowheader"))
    await expect(lines).to_have_count(3)
    members = await lines.evaluate_all(MEMBERS)
    assert sorted(map(sum, members)) == sorted(
        sum(group in row["groups"] for row in rows) for group in groups
    )

    await page.reload()
    await expect(tray).to_contain_text("4 different contacts")
    await tray.get_by_role("button", name="Done").click()
    await expect(tray).to_be_hidden()
