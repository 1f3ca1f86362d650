"""What is shown is in the address: a link opened anew shows the same, and Back leads back."""

import pytest
from playwright.async_api import Page, expect

from measure.accounts import Plan
from tests.acceptance.stories import achieved, automation, moved
from tests.acceptance.tenant import Tenant
from tests.browser.shown import figure
from tests.browser.windows import OpenWindow, open_page
from tests.browser.worked import publish_worked

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_filter_reads_as_a_sentence_and_stands_in_the_address(
    open_window: OpenWindow, tenant: Tenant
):
    await publish_worked(tenant)
    page = await open_page(open_window, tenant, "/?map=worked")
    await expect(cohort(page, 4)).to_be_visible()

    await page.get_by_role("button", name="Lead source").click()
    values = page.get_by_role("dialog", name="Values of first lead source")
    await expect(values.get_by_role("listitem")).to_have_text(["facebook2", "no value2"])
    await values.get_by_role("checkbox", name="facebook").check()
    await expect(cohort(page, 2)).to_be_visible()
    await expect(figure(page, "Reached", "2", "E1")).to_be_visible()
    await page.keyboard.press("Escape")

    await page.get_by_role("button", name="added at any time").click()
    dates = page.get_by_role("dialog", name="Dates")
    await dates.get_by_label("First day").fill("2026-03-02")
    await dates.get_by_label("Last day").fill("2026-03-01")
    await expect(dates.get_by_text("The first day is after the last.")).to_be_visible()
    await dates.get_by_label("First day").fill("2026-03-01")
    await dates.get_by_role("button", name="Apply").click()
    await expect(page.get_by_role("button", name="added on 1 Mar 2026")).to_be_visible()
    await page.get_by_role("button", name="Contact flow").click()
    await page.get_by_role("dialog", name="Report").get_by_role("button", name="Goal conversion rate").click()

    await expect(page).to_have_url(
        f"{tenant.server.url}/?map=worked&report=goal-rate&added=2026-03-01..2026-03-01&first.source=facebook"
    )
    await expect(figure(page, "Rate", "100.0 %", "E1")).to_be_visible()
    anew = await page.context.new_page()
    await anew.goto(page.url)
    for shown in (anew, page):
        await expect(shown.get_by_role("region", name="Who is counted")).to_contain_text(
            "Contacts added on 1 Mar 2026 whose first lead source is facebook", use_inner_text=True
        )
        await expect(figure(shown, "Rate", "100.0 %", "E1")).to_be_visible()
    await page.go_back()
    await expect(figure(page, "Reached", "2", "E1")).to_be_visible()
    await page.get_by_role("button", name="Clear").click()
    await expect(cohort(page, 4)).to_be_visible()


async def test_triggers_are_chosen_by_name_and_a_goal_by_a_click(open_window: OpenWindow, tenant: Tenant):
    await tenant.publish(
        automation("two", "T1:TRIGGER T2:TRIGGER W:WAIT G1:GOAL G2:GOAL", "T1 W G1 G2", "T2 W")
    )
    await tenant.record(*moved("A", "T1 W", "two"), *moved("B", "T2 W", "two"), *moved("C", "T2 W", "two"))
    await tenant.record(*(achieved(*who, "two") for who in (("A", "G1"), ("B", "G1"), ("B", "G2"))))
    page = await open_page(open_window, tenant, "/?map=two&report=goal-rate")
    await expect(figure(page, "Rate", "66.7 %", "W")).to_be_visible()

    await page.get_by_role("button", name="Goal: G2").click()
    await expect(page).to_have_url(f"{tenant.server.url}/?map=two&report=goal-rate&goal=G2")
    await expect(figure(page, "Rate", "33.3 %", "W")).to_be_visible()

    await page.get_by_role("button", name="any trigger").click()
    await page.get_by_role("checkbox", name="T2").check()
    await expect(page).to_have_url(f"{tenant.server.url}/?map=two&report=goal-rate&goal=G2&trigger=T2")
    await expect(cohort(page, 2)).to_be_visible()
    await expect(figure(page, "Rate", "50.0 %", "W")).to_be_visible()


async def test_what_a_plan_lacks_is_a_hint(open_window: OpenWindow, tenant: Tenant):
    store = tenant.server.services.store
    await store.accounts.change(tenant.account, plan=Plan.BASIC)
    await publish_worked(tenant)
    page = await open_page(open_window, tenant, "/?map=worked")
    await expect(cohort(page, 4)).to_be_visible()

    await page.get_by_role("button", name="Lead source").click()
    await expect(page.get_by_role("dialog", name="Lead source").get_by_role("note")).to_contain_text("plan")
    await page.goto(f"{tenant.server.url}/?map=worked&first.source=facebook")
    await expect(page.get_by_role("main").get_by_role("note").first).to_contain_text("plan")


def cohort(page: Page, count: int):
    return figure(page, "contacts", str(count), "the filter")
