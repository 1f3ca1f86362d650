"""The people behind a number: exactly these, found again, and each one's path."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.acceptance.stories import WORKED, moved
from tests.acceptance.tenant import Tenant
from tests.browser.shown import figure
from tests.browser.windows import OpenWindow, open_page, token_of
from tests.browser.worked import publish_worked

pytestmark = pytest.mark.asyncio(loop_scope="session")

MANY = 130
"More than two pages."
MORE = """before => document.querySelectorAll(".people li").length > before
  || document.querySelector(".list-end")"""
KEYS = "elements => elements.map(element => element.dataset.element)"
GROUP = """
query ($map: String!) { automationByKey(key: $map) { element(key: "E1") { contactFlow { reached {
  count contacts(first: 500, orderBy: NEWEST) { edges { node { key } } }
} } } } }
"""


async def test_the_panel_lists_exactly_the_people_of_the_number(open_window: OpenWindow, tenant: Tenant):
    await tenant.publish(WORKED)
    await tenant.record(*(event for n in range(MANY) for event in moved(f"contact-{n:03}", "T E1")))
    page = await open_page(open_window, tenant, "/?map=worked")
    number = figure(page, "Reached", str(MANY), "E1")
    await number.click()

    panel, people = opened(page), listed(page)
    await expect(people).to_have_count(50)
    while not await panel.get_by_text(f"All {MANY} listed.").is_visible():
        before = await people.count()
        await people.last.scroll_into_view_if_needed()
        await page.wait_for_function(MORE, arg=before)
    group = (await tenant.ask(GROUP, map="worked"))["automationByKey"]["element"]["contactFlow"]["reached"]
    keys = [edge["node"]["key"] for edge in group["contacts"]["edges"]]
    assert await people.locator("b").all_inner_texts() == keys
    assert len(set(keys)) == group["count"] == MANY

    await panel.get_by_label("Order").select_option("Oldest first")
    await expect(people.first).to_have_text("contact-000")
    await panel.get_by_role("searchbox").fill("CONTACT-12")
    await expect(people).to_have_text([f"contact-{n}" for n in range(120, 130)])

    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await expect(number).to_be_focused()


async def test_a_contacts_path_is_lit_up_and_told(open_window: OpenWindow, tenant: Tenant):
    await publish_worked(tenant)
    page = await open_page(open_window, tenant, "/?map=worked")
    await figure(page, "Reached", "2", "W2").click()
    person = page.get_by_role("button", name="C", exact=True)
    await person.click()

    panel = opened(page)
    await expect(panel.get_by_text("Now at W2")).to_be_visible()
    await expect(panel.get_by_text("All 7 steps listed.")).to_be_visible()
    lit = page.locator("[data-element].is-lit")
    await expect(lit).to_have_count(5)
    assert await lit.evaluate_all(KEYS) == ["T", "E1", "W1", "E2", "W2"]
    await expect(page.locator("[data-element].is-here")).to_have_attribute("data-element", "W2")

    await page.keyboard.press("Escape")
    await expect(lit).to_have_count(0)
    await expect(person).to_be_focused()


async def test_where_they_came_from_and_the_link_to_them(open_window: OpenWindow, tenant: Tenant):
    await publish_worked(tenant)
    window = await open_window(tenant.server.url, permissions=["clipboard-read", "clipboard-write"])
    page = await window.tab(f"/?map=worked#token={await token_of(tenant)}")
    await figure(page, "Reached", "3", "E1").click()
    panel = opened(page)
    await panel.get_by_role("button", name="Where did they come from?").click()

    rows = panel.get_by_role("row")
    await expect(rows).to_contain_text(["First lead source", "facebook", "No first lead source", "All"])
    await expect(rows.nth(1)).to_contain_text("66.7 %")
    await expect(rows.nth(1)).to_contain_text("$100.00")
    await panel.get_by_label("Which touch").select_option("last")
    by_last = ["Last lead source", "email", "facebook", "No last lead source", "All"]
    await expect(rows).to_contain_text(by_last)

    await panel.get_by_role("button", name="Copy").click()
    await expect(panel.get_by_role("button", name="Copied")).to_be_visible()
    link = await page.evaluate("navigator.clipboard.readText()")
    other = await window.context.new_page()
    await other.goto(link)
    await expect(listed(other)).to_have_count(3)
    await expect(opened(other).get_by_text("All 3 listed.")).to_be_visible()


def opened(page: Page) -> Locator:
    return page.locator("section.panel")


def listed(page: Page) -> Locator:
    return page.locator(".people").get_by_role("listitem")
