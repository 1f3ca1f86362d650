"""The page on a phone, in the dark, without motion, and without a mouse."""

import pytest
from playwright.async_api import expect

from tests.acceptance.stories import moved
from tests.acceptance.tenant import Tenant
from tests.browser.shown import figure
from tests.browser.windows import OpenWindow, open_page
from tests.browser.worked import publish_worked

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SCROLLS = "document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
DOTS_EVER = """window.dots = 0;
new MutationObserver(changes => { for (const { addedNodes } of changes) window.dots += addedNodes.length })
  .observe(document.querySelector(".map-moves"), { childList: true })"""


async def test_on_a_phone_nothing_scrolls_sideways_and_the_panel_is_a_sheet(
    open_window: OpenWindow, tenant: Tenant
):
    await publish_worked(tenant)
    page = await open_page(open_window, tenant, "/?map=worked", **PHONE)
    await figure(page, "Here now", "1", "W2").tap()

    panel = page.get_by_role("region", name="1 ")
    await expect(panel.get_by_role("button", name="Close")).to_be_visible()
    assert await panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert not await page.evaluate(SCROLLS)
    await panel.get_by_role("button", name="Close").tap()
    await page.get_by_role("button", name="Filter", exact=True).tap()
    await expect(page.get_by_role("dialog", name="Filter")).to_be_visible()
    assert not await page.evaluate(SCROLLS)


async def test_the_dark_scheme_is_dark(open_window: OpenWindow, tenant: Tenant):
    page = await open_page(open_window, tenant, "/", color_scheme="dark")
    await expect(page.get_by_role("heading", name="No automations yet")).to_be_visible()
    assert await page.evaluate(BACKGROUND) == "rgb(18, 20, 26)"

    await page.get_by_role("button", name="Light or dark").click()
    await page.get_by_role("button", name="Light", exact=True).click()
    assert await page.evaluate(BACKGROUND) == "rgb(243, 244, 247)"


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
async def test_contacts_are_seen_moving_unless_motion_is_reduced(
    open_window: OpenWindow, tenant: Tenant, motion: str
):
    await publish_worked(tenant)
    page = await open_page(open_window, tenant, "/?map=worked", reduced_motion=motion)
    await expect(figure(page, "Here now", "1", "W2")).to_be_visible()
    await page.evaluate(DOTS_EVER)

    await tenant.record(*moved("E", "T E1 W1 E2 W2"))
    await expect(figure(page, "Here now", "2", "W2")).to_be_visible()
    if motion == "reduce":
        assert await page.evaluate("window.dots") == 0
    else:
        await page.wait_for_function("window.dots > 0")


async def test_the_map_is_walked_and_a_number_opened_by_keys(open_window: OpenWindow, tenant: Tenant):
    await publish_worked(tenant)
    page = await open_page(open_window, tenant, "/?map=worked")
    await expect(figure(page, "Here now", "1", "W2")).to_be_visible()

    first = page.get_by_role("button", name="Trigger: T")
    while not await first.evaluate("each => each === document.activeElement"):
        await page.keyboard.press("Tab")
    for _ in range(4):
        await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("button", name="Wait: W2")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(figure(page, "Here now", "1", "W2")).to_be_focused()
    await expect(page.get_by_role("tooltip")).to_contain_text("At this element at this moment.")
    await page.keyboard.press("Enter")
    panel = page.get_by_role("region", name="1 ")
    await expect(panel).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await expect(figure(page, "Here now", "1", "W2")).to_be_focused()
