"""Each of the six reports on a small map: cards, connectors and steps say what the API answers."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.acceptance.all_reports import Reports, ask_reports
from tests.acceptance.tenant import Tenant
from tests.browser.shown import cards, connectors, count, duration, figure, money, rate
from tests.browser.windows import Window, token_of, windows
from tests.browser.worked import GOAL, publish_worked
from tests.serving import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

TALL = {"width": 1280, "height": 1600}
"The whole map is near enough that its cards say everything."
BY_SOURCE = {"model": "FIRST", "dimension": "SOURCE", "within": None}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def worked(server: Server) -> Tenant:
    """Whose map the tests of this module only read."""
    tenant = await Tenant.new(server)
    await publish_worked(tenant)
    return tenant


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def answered(worked: Tenant) -> Reports:
    return await ask_reports(worked, "worked", [GOAL], filter=None, **BY_SOURCE)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(chromium: Browser, worked: Tenant) -> AsyncIterator[Page]:
    """One tab that goes from report to report."""
    async with windows(chromium) as open_window:
        window: Window = await open_window(worked.server.url, viewport=TALL)
        yield await window.tab(f"/?map=worked#token={await token_of(worked)}")


async def show(page: Page, report: str, *first: str) -> None:
    """Until the number is there that `figure` finds for `first`."""
    await page.goto(f"{page.url.partition('?')[0]}?map=worked&report={report}")
    await expect(figure(page, *first)).to_be_visible()


async def test_the_contact_flow(page: Page, answered: Reports):
    await show(page, "contact-flow", "Reached", "3", "E1")

    flow, shown = answered.contact_flow(), await cards(page)
    assert list(shown) == list(flow["elements"])
    for key, row in flow["elements"].items():
        assert shown[key]["Here now"] == count(row["hereNow"])
        assert shown[key]["Reached"] == count(row["reached"])
    goal = flow["elements"][GOAL]
    assert shown[GOAL] == {
        **{name: count(goal[name.lower()]) for name in ("Achieved", "Reached", "Waiting")},
        "Here now": "3",
        "Conversion rate": rate(goal["conversionRate"]),
        "Visits": "0",
    }
    assert shown["W2"] == {"Here now": "1", "Were here": "1", "Reached": "2"}
    assert shown["E1"] == {
        "Here now": "0",
        "Were here": "3",
        "Reached": "3",
        "Sent": "3",
        "Open rate": "66.7 %",
        "Click rate": "50.0 %",
    }
    assert shown["E2"]["Skipped"] == "1"
    assert shown["T"]["Visits"] == "2"
    assert await connectors(page) == {
        key: {"Passed": count(way["passed"]), "Share": rate(way["share"])}
        for key, way in flow["connectors"].items()
    }


async def test_the_funnel(page: Page, answered: Reports):
    await show(page, "funnel", "Of all", "75.0 %", "T")

    funnel = answered.funnel()
    assert {key: card for key, card in (await cards(page)).items() if card} == {
        key: {"Contacts": count(stage["contacts"]), "Of all": rate(stage["overallRate"])}
        for key, stage in funnel["stages"].items()
    }
    for (source, target), step in funnel["steps"].items():
        between = f"{source} to {target}"
        await expect(figure(page, "Converted", count(step["converted"]), between)).to_be_visible()
        await expect(figure(page, "Rate", rate(step["rate"]), between)).to_be_visible()
    assert len(funnel["steps"]) == 1


async def test_lifetime_values(page: Page, answered: Reports):
    await show(page, "lifetime-value", "Average", "$33.33", "E1")

    assert await cards(page) == {
        key: {
            "Total": money(row["total"]),
            "Average": money(row["average"]),
            "Contacts": count(row["contacts"]),
            "Buyers": count(row["buyers"]),
            "Per buyer": money(row["averagePerBuyer"]),
        }
        for key, row in answered.lifetime_values().items()
    }


async def test_conversion_rates_to_a_goal(page: Page, answered: Reports):
    await show(page, "goal-rate", "Rate", "50.0 %", "E2")

    shown = {key: card for key, card in (await cards(page)).items() if card}
    assert list(shown) == ["T", "E1", "W1", "E2", "W2"]
    assert shown == {
        key: {
            "Rate": rate(row["rate"]),
            "Converted": count(row["converted"]),
            "Reached": count(row["reached"]),
        }
        for key, row in answered.rates(GOAL).items()
    }


async def test_conversion_points_and_those_off_the_map(page: Page, answered: Reports):
    await show(page, "goal-point", "Converted here", "1", "W1")

    points = answered.points(GOAL)
    shown = {key: card for key, card in (await cards(page)).items() if card}
    assert shown == {
        **{
            key: {"Converted here": count(row["contacts"]), "Share": rate(row["share"])}
            for key, row in points["points"].items()
            if key
        },
        **{
            key: {"Last email before": count(row["contacts"]), "Share": rate(row["share"])}
            for key, row in points["emails"].items()
            if key
        },
    }
    assert shown.keys() == {"W1", "W2", "E1", "E2"}
    beside = page.get_by_role("list", name="Beside the map").get_by_role("listitem")
    nowhere, no_email = points["points"][None], points["emails"][None]
    await expect(beside).to_contain_text(
        [f"Nowhere on the map{count(nowhere['contacts'])}", f"No email{count(no_email['contacts'])}"]
    )
    await expect(beside).to_contain_text([rate(nowhere["share"]), rate(no_email["share"])])


async def test_conversion_times(page: Page, answered: Reports):
    await show(page, "goal-time", "Median", "3 d", "E2")

    assert {key: card for key, card in (await cards(page)).items() if card} == {
        key: {
            "Median": duration(row["medianSeconds"]),
            "Mean": duration(row["meanSeconds"]),
            "Converted": count(row["converted"]),
            "Fastest": duration(row["fastestSeconds"]),
            "Slowest": duration(row["slowestSeconds"]),
        }
        for key, row in answered.times(GOAL).items()
    }
