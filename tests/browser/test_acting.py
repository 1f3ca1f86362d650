"""Acting on the people behind a number: groups are saved, tagged, added, exported; and who may not."""

import csv
import io

import pytest
from playwright.async_api import Locator, Page, expect

from measure.accounts import Role
from tests.acceptance.stories import moved
from tests.acceptance.tenant import Tenant
from tests.browser.shown import figure
from tests.browser.windows import OpenWindow, open_page
from tests.browser.worked import publish_worked

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_saved_group_filters_the_map_and_follows_who_is_in_it(
    open_window: OpenWindow, tenant: Tenant
):
    await publish_worked(tenant)
    page = await open_page(open_window, tenant, "/?map=worked", role=Role.EDITOR)
    await figure(page, "Here now", "1", "W2").click()
    await page.get_by_role("button", name="Save this group").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name", exact=True).fill("Waiting")
    await dialog.get_by_label("Keep it up to date").check()
    await dialog.get_by_role("button", name="Save", exact=True).click()
    await dialog.get_by_role("button", name="Show only these on the map").click()

    chip = page.get_by_text("only “Waiting”")
    await expect(chip).to_be_visible()
    await expect(figure(page, "Reached", "1", "T")).to_be_visible()
    await tenant.record(*moved("E", "T E1 W1 E2 W2"))
    await expect(figure(page, "Reached", "2", "T")).to_be_visible()
    await page.reload()
    await expect(chip).to_be_visible()
    await page.get_by_role("button", name="Remove: only a group").click()
    await expect(figure(page, "Reached", "4", "T")).to_be_visible()

    await page.get_by_role("link", name="Groups").click()
    entry = page.get_by_role("main").get_by_role("listitem")
    await expect(entry).to_contain_text("2 contacts")
    await entry.get_by_role("button", name="Show people").click()
    await expect(page.locator(".people").get_by_role("listitem")).to_have_count(2)
    await entry.get_by_role("button", name="Delete").click()
    await dialog.get_by_role("button", name="Delete").click()
    await expect(page.get_by_role("heading", name="No groups yet")).to_be_visible()


async def test_an_action_is_confirmed_with_its_number_and_followed_until_it_is_done(
    open_window: OpenWindow, tenant: Tenant
):
    await publish_worked(tenant)
    window = await open_window(tenant.server.url)
    page = await window.tab("/?map=worked")
    await page.get_by_label("API key or access token").fill(tenant.key)
    await page.get_by_role("button", name="Sign in and show the map").click()
    await figure(page, "Reached", "3", "E1").click()
    await choose(page, "Add to an automation…")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("radio", name="Worked").check()
    await dialog.get_by_role("button", name="Continue").click()
    await expect(dialog.get_by_role("heading")).to_have_text("Add 3 contacts to “Worked” by “T”?")
    await dialog.get_by_role("button", name="Add 3 contacts").click()

    job = tray(page).get_by_role("article", name="Add 3 contacts to “Worked”")
    await expect(job).to_contain_text("Done")
    await expect(job).to_contain_text("3 added")
    await expect(figure(page, "Here now", "3", "T")).to_be_visible()
    await expect(page.get_by_role("button", name="Actions")).to_be_focused()

    await choose(page, "Add a tag…")
    await dialog.get_by_label("Tag", exact=True).fill("vip")
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_role("heading")).to_have_text("Tag 3 contacts with “vip”?")
    await tenant.record(*moved("E", "T E1"))
    await expect(dialog.get_by_role("heading")).to_have_text("Tag 4 contacts with “vip”?")
    await dialog.get_by_role("button", name="Tag 4 contacts").dblclick()
    await expect(tray(page).get_by_role("article")).to_have_count(2)
    await expect(tray(page)).to_contain_text("4 tagged")
    await page.locator(".people").get_by_role("button", name="A $100.00").click()
    await expect(page.get_by_role("definition").filter(has_text="vip")).to_be_visible()

    await tray(page).get_by_role("link", name="All jobs").click()
    listed = page.get_by_role("main").get_by_role("article")
    await expect(listed).to_contain_text(["Tag 4 contacts with “vip”", "Add 3 contacts to “Worked”"])


async def test_jobs_stay_in_view_until_they_are_closed(open_window: OpenWindow, tenant: Tenant):
    await publish_worked(tenant)
    page = await open_page(open_window, tenant, "/?map=worked", role=Role.EDITOR)
    await figure(page, "Reached", "3", "E1").click()
    dialog = page.get_by_role("dialog")
    await choose(page, "Remove from an automation…")
    await dialog.get_by_role("radio", name="Worked").check()
    await dialog.get_by_role("button", name="Continue").click()
    await dialog.get_by_role("button", name="Remove 3 contacts").click()
    await choose(page, "Export…")
    await dialog.get_by_role("button", name="Export 3 contacts").click()
    await expect(tray(page).get_by_role("article")).to_have_count(2)
    await page.reload()
    jobs = tray(page).get_by_role("article")
    await expect(jobs).to_contain_text(["Export 3 contacts", "Remove 3 contacts from “Worked”"])

    before = page.get_by_role("button", name="Actions")
    await before.focus()
    close = tray(page).get_by_role("button", name="Close")
    await close.first.press("Enter")
    await expect(jobs).to_be_focused()
    await close.press("Enter")
    await expect(before).to_be_focused()
    await page.reload()
    await expect(before).to_be_visible()
    await expect(jobs).to_have_count(0)


async def test_an_export_is_downloaded(open_window: OpenWindow, tenant: Tenant):
    await publish_worked(tenant)
    page = await open_page(open_window, tenant, "/?map=worked", role=Role.EDITOR)
    await figure(page, "Reached", "3", "E1").click()
    await choose(page, "Export…")
    await page.get_by_role("dialog").get_by_role("button", name="Export 3 contacts").click()
    link = tray(page).get_by_role("link", name="Download")
    await expect(link).to_be_visible()
    async with page.expect_download() as downloading:
        await link.click()
    file = await (await downloading.value).path()
    rows = csv.DictReader(io.StringIO(file.read_text("utf-8")))
    assert sorted(row["key"] for row in rows) == ["A", "B", "C"]


async def test_who_only_reads_is_told_so(open_window: OpenWindow, tenant: Tenant):
    await publish_worked(tenant)
    page = await open_page(open_window, tenant, "/?map=worked")
    await figure(page, "Reached", "3", "E1").click()
    await expect(page.get_by_text("You are signed in to read.")).to_be_visible()
    await expect(page.get_by_role("button", name="Save this group")).to_have_count(0)
    await expect(page.get_by_role("button", name="Actions")).to_have_count(0)


async def choose(page: Page, action: str) -> None:
    await page.get_by_role("button", name="Actions").click()
    await page.get_by_role("button", name=action).click()


def tray(page: Page) -> Locator:
    return page.get_by_role("region", name="Jobs started here")
