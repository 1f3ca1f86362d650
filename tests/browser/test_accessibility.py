"""axe-core finds nothing serious in what people see: https://github.com/dequelabs/axe-core"""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from measure.accounts import Role
from tests.acceptance.tenant import Tenant
from tests.browser.shown import figure
from tests.browser.windows import OpenWindow, token_of
from tests.browser.worked import publish_worked

pytestmark = pytest.mark.asyncio(loop_scope="session")

GRAVE = ("serious", "critical")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_serious_is_found(open_window: OpenWindow, tenant: Tenant, scheme: str):
    await publish_worked(tenant)
    window = await open_window(tenant.server.url, color_scheme=scheme)
    page = await window.tab()
    await expect(page.get_by_label("API key or access token")).to_be_visible()
    assert await grave(page) == []
    page = await window.tab(f"/#token={await token_of(tenant, Role.EDITOR)}")
    await expect(page.get_by_role("link", name="Worked")).to_be_visible()
    assert await grave(page) == []
    await page.get_by_role("link", name="Worked").click()
    await figure(page, "Here now", "1", "W2").click()
    await expect(page.get_by_role("region", name="1 ")).to_contain_text("C")
    assert await grave(page) == []
    await tag(page, "vip")
    assert await grave(page) == []
    await page.get_by_role("dialog").get_by_role("button", name="Tag 1 contact").click()
    await expect(page.get_by_role("region", name="Jobs started here")).to_contain_text("Done")
    await save(page, "Waiting")
    assert await grave(page) == []
    await page.get_by_role("dialog").get_by_role("button", name="All groups").click()
    await page.get_by_role("button", name="Show people").click()
    await expect(page.get_by_role("region", name="1 ")).to_contain_text("C")
    assert await grave(page) == []
    await page.get_by_role("link", name="Jobs", exact=True).click()
    await expect(page.get_by_role("main").get_by_role("article")).to_contain_text("1 tagged")
    assert await grave(page) == []
    page = await window.tab("/?map=worked")
    await page.get_by_role("button", name="Compare numbers").click()
    for element, reached in (("E1", "3"), ("W2", "2")):
        await figure(page, "Reached", reached, element).click()
    await expect(page.get_by_role("region", name="Compare numbers")).to_contain_text("different contacts")
    assert await grave(page) == []


async def tag(page: Page, name: str) -> None:
    """As far as the question whether to do it."""
    await page.get_by_role("button", name="Actions").click()
    await page.get_by_role("button", name="Add a tag…").click()
    await page.get_by_role("dialog").get_by_label("Tag", exact=True).fill(name)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog").get_by_role("heading")).to_contain_text("?")


async def save(page: Page, name: str) -> None:
    await page.get_by_role("button", name="Save this group").click()
    await page.get_by_role("dialog").get_by_label("Name", exact=True).fill(name)
    await page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("heading", name=f"“{name}” is saved")).to_be_visible()


async def grave(page: Page) -> list[str]:
    """What axe finds, and where."""
    found = (await Axe().run(page)).response["violations"]
    return [
        f"{violation['help']}: {node['target']}"
        for violation in found
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    ]
