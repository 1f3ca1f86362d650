"""axe-core finds nothing serious in what people see: https://github.com/dequelabs/axe-core"""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

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
    page = await window.tab(f"/#token={await token_of(tenant)}")
    await expect(page.get_by_role("link", name="Worked")).to_be_visible()
    assert await grave(page) == []
    await page.get_by_role("link", name="Worked").click()
    await figure(page, "Here now", "1", "W2").click()
    await expect(page.get_by_role("region", name="1 ")).to_contain_text("C")
    assert await grave(page) == []
    await page.get_by_role("button", name="Close").click()
    await page.get_by_role("button", name="Compare numbers").click()
    for element, reached in (("E1", "3"), ("W2", "2")):
        await figure(page, "Reached", reached, element).click()
    await expect(page.get_by_role("region", name="Compare numbers")).to_contain_text("different contacts")
    assert await grave(page) == []


async def grave(page: Page) -> list[str]:
    """What axe finds, and where."""
    found = (await Axe().run(page)).response["violations"]
    return [
        f"{violation['help']}: {node['target']}"
        for violation in found
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    ]
