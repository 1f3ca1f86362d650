"""Each of the six reports on a small map: cards, connectors and steps say what the API answers."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.acceptance.all_reports import Reports, ask_reports
from tests.acceptance.flows import OUTCOMES
from tests.acceptance.tenant import Tenant
from tests.browser.shown import Figures, cards, connectors, count, duration, figure, money, rate, table
from tests.browser.windows import Window, token_of, windows
from tests.browser.worked import GOAL, publish_worked
from tests.serving import Json, Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

Rows = dict[str, Figures]
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
        window: Window = await open_window(worked.server.url)
        yield await window.tab(f"/?map=worked#token={await token_of(worked)}")


async def show(page: Page, report: str, *first: str) -> None:
    """Until the number is there that `figure` finds for `first`."""
    await page.goto(f"{page.url.partition('?')[0]}?map=worked&report={report}")
    await expect(figure(page, *first)).to_be_visible()


async def agree(page: Page, expected: Rows, *on_cards: str) -> None:
    """Every card says what is expected, these numbers at least; the table says all of it.

    Elements of the map are named by their keys.
    """
    shown = await cards(page)
    assert shown.keys() == expected.keys()
    for key, card in shown.items():
        assert card | expected[key] == expected[key]
        assert card.keys() >= set(on_cards)
    await page.get_by_role("button", name="Table").click()
    await expect(page.get_by_role("table").first).to_be_visible()
    assert await table(page, "Elements") == expected


async def test_the_contact_flow(page: Page, answered: Reports):
    await show(page, "contact-flow", "Reached", "3", "E1")

    flow = answered.contact_flow()
    expected = {key: flow_figures(row) for key, row in flow["elements"].items()}
    assert expected["W2"] == {"Here now": "1", "Were here": "1", "Reached": "2"}
    assert expected["E1"].items() >= {"Sent": "3", "Open rate": "66.7 %", "Click rate": "50.0 %"}.items()
    assert await connectors(page) == {
        key: {"Passed": count(way["passed"]), "Share": rate(way["share"])}
        for key, way in flow["connectors"].items()
    }
    await agree(page, expected, "Here now", "Reached")


async def test_the_funnel(page: Page, answered: Reports):
    await show(page, "funnel", "Of all", "75.0 %", "T")

    funnel = answered.funnel()
    for (source, target), step in funnel["steps"].items():
        between = f"{source} to {target}"
        await expect(figure(page, "Converted", count(step["converted"]), between)).to_be_visible()
        await expect(figure(page, "Rate", rate(step["rate"]), between)).to_be_visible()
    assert len(funnel["steps"]) == 1
    stages = {
        key: {"Contacts": count(stage["contacts"]), "Of all": rate(stage["overallRate"])}
        for key, stage in funnel["stages"].items()
    }
    await agree(page, stages, "Contacts", "Of all")


async def test_lifetime_values(page: Page, answered: Reports):
    await show(page, "lifetime-value", "Average", "$33.33", "E1")

    expected = {
        key: {
            "Total": money(row["total"]),
            "Average": money(row["average"]),
            "Contacts": count(row["contacts"]),
            "Buyers": count(row["buyers"]),
            "Per buyer": money(row["averagePerBuyer"]),
        }
        for key, row in answered.lifetime_values().items()
    }
    await agree(page, expected, "Total", "Average")


async def test_conversion_rates_to_a_goal(page: Page, answered: Reports):
    await show(page, "goal-rate", "Rate", "50.0 %", "E2")

    expected = {
        key: {
            "Rate": rate(row["rate"]),
            "Converted": count(row["converted"]),
            "Reached": count(row["reached"]),
        }
        for key, row in answered.rates(GOAL).items()
    }
    assert list(expected) == ["T", "E1", "W1", "E2", "W2"]
    await agree(page, expected, "Rate", "Converted", "Reached")


async def test_conversion_points_and_those_off_the_map(page: Page, answered: Reports):
    await show(page, "goal-point", "Converted", "1", "W1")

    points = answered.points(GOAL)
    where = share_figures("Converted here", "Share", points["points"])
    mailed = share_figures("Last email before", "Share of last emails", points["emails"])
    shown = await cards(page)
    assert {key: shown[key] for key in ("W1", "W2")} == {key: where[key] for key in ("W1", "W2")}
    assert {key: shown[key] for key in ("E1", "E2")} == {key: mailed[key] for key in ("E1", "E2")}
    assert shown[GOAL] == {"Achieved": count(points["achieved"])}
    beside = page.get_by_role("list", name="Beside the map").get_by_role("listitem")
    for row, (name, told) in enumerate((("Nowhere on the map", where[None]), ("No email", mailed[None]))):
        await expect(beside.nth(row)).to_have_text(name + "".join(told.values()))
    assert len(where) == len(mailed) == 3


async def test_conversion_times(page: Page, answered: Reports):
    await show(page, "goal-time", "Median", "3 d", "E2")

    expected = {
        key: {
            "Median": duration(row["medianSeconds"]),
            "Mean": duration(row["meanSeconds"]),
            "Converted": count(row["converted"]),
            "Fastest": duration(row["fastestSeconds"]),
            "Slowest": duration(row["slowestSeconds"]),
        }
        for key, row in answered.times(GOAL).items()
    }
    await agree(page, expected, "Median", "Mean")


def share_figures(name: str, share: str, rows: Json) -> dict[str | None, Figures]:
    return {key: {name: count(row["contacts"]), share: rate(row["share"])} for key, row in rows.items()}


def flow_figures(row: Json) -> Figures:
    """Everything that the contact flow says of an element."""
    message = row["message"] or {}
    counts = {**row, **message}
    told = {name: count(counts[field]) for name, field in COUNTS.items() if counts.get(field) is not None}
    told |= {name: rate(message[field]) for name, field in RATES.items() if message}
    if row["achieved"] is not None:
        told["Conversion rate"] = rate(row["conversionRate"])
    if row["totalVisitors"] is not None:
        told["Visits"] = f"{row['totalVisitors']:,}"
    return told


COUNTS = {
    "Here now": "hereNow",
    "Were here": "wereHere",
    **{name.title(): name for name in ("reached", "achieved", "waiting", "failed", "skipped", *OUTCOMES)},
}
RATES = {
    "Open rate": "openRate",
    "Click rate": "clickRate",
    "Unsubscribe rate": "unsubscribeRate",
    "Complaint rate": "complaintRate",
}
