"""Getting in: by a link, by the box, from another tab; and what is said when one does not, or no longer."""

import pytest
from playwright.async_api import Page, expect

from measure.accounts import Role
from tests.acceptance.tenant import Tenant
from tests.browser.windows import OpenWindow, token_of
from tests.browser.worked import publish_worked
from tests.serving import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

REVOKED = "4401|401"
"What Chromium itself says of a request, or a socket, that was refused."


def box(page: Page):
    return page.get_by_label("API key or access token")


async def test_a_link_signs_its_tab_in_and_other_tabs_get_in_from_it(open_window: OpenWindow, tenant: Tenant):
    window = await open_window(tenant.server.url)
    page = await window.tab(f"/?search=w#token={await token_of(tenant)}")

    heading = page.get_by_role("heading", name="Automations", exact=True)
    await expect(heading).to_be_visible()
    await expect(page).to_have_url(f"{tenant.server.url}/?search=w")

    await page.reload()
    await expect(heading).to_be_visible()
    other = await window.tab()
    await expect(other.get_by_role("heading", name="Automations", exact=True)).to_be_visible()

    await other.get_by_role("button", name="Sign out").click()
    await expect(box(other)).to_be_visible()
    await expect(page.get_by_role("status")).to_have_text("You signed out in another tab.")


async def test_the_box_takes_a_key_and_leads_where_the_address_says(open_window: OpenWindow, tenant: Tenant):
    window = await open_window(tenant.server.url)
    window.expect("401")
    page = await window.tab("/?map=missing")

    await box(page).fill("not-a-key")
    await page.get_by_role("button", name="Sign in and show the map").click()
    await expect(page.get_by_role("alert")).to_have_text("This key or token is not valid.")
    await box(page).fill((await tenant.of(Role.VIEWER)).key)
    await box(page).press("Enter")
    await expect(page.get_by_role("heading", name="There is no automation “missing”")).to_be_visible()
    kept = await page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie])")
    assert tenant.key not in kept


async def test_a_sign_in_that_has_ended_leads_back_to_the_box_with_words(
    open_window: OpenWindow, server: Server, tenant: Tenant
):
    window = await open_window(server.url)
    window.expect(REVOKED)
    page = await window.tab("/#token=long-gone")
    said = page.get_by_role("status")
    await expect(said).to_have_text("The sign-in that came with the address has ended, or was never valid.")

    await publish_worked(tenant)
    key = (await tenant.of(Role.VIEWER)).key
    await box(page).fill(key)
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("link", name="Worked").click()
    await expect(page.get_by_text("Live", exact=True)).to_be_visible()

    store = server.services.store
    access = await store.keys.access(key)
    assert access is not None
    await store.keys.revoke(access.caller.account, access.key)
    await expect(said).to_have_text("Your sign-in has ended. Sign in again.")
    await expect(box(page)).to_be_visible()
