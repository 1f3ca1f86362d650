"""GraphiQL at /graphql: from us, under our policy, signed in as the page is."""

from urllib.parse import quote

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.stories import moved
from tests.acceptance.tenant import Tenant
from tests.browser.windows import OpenWindow, open_page
from tests.browser.worked import publish_worked

pytestmark = pytest.mark.asyncio(loop_scope="session")

BOTH = """
query Who { viewer { account { key } } }
subscription Follow { mapUpdates(automation: "%s") { cohort { count } } }
"""


async def test_it_reads_the_schema_and_runs_queries_and_subscriptions(
    open_window: OpenWindow, tenant: Tenant
):
    automation = await publish_worked(tenant)
    page = await open_page(open_window, tenant, f"/graphql?query={quote(BOTH % automation)}")
    editor = page.get_by_role("region", name="Operation Editor").get_by_role("code")
    await expect(editor).to_contain_text("mapUpdates")
    await page.get_by_role("button", name="Show Documentation Explorer").click()
    await expect(page.get_by_text("query: Query")).to_be_visible()

    answer = page.get_by_role("region", name="Result Window")
    await run(page, "Who")
    await expect(answer).to_contain_text(f'"key": "{tenant.account}"')
    await run(page, "Follow")
    await expect(answer).to_contain_text('"count": 4')
    await tenant.record(*moved("E", "T E1"))
    await expect(answer).to_contain_text('"count": 5')


async def run(page: Page, operation: str) -> None:
    await page.get_by_role("button", name="Execute query").click()
    await page.get_by_role("menuitem", name=operation).click()
