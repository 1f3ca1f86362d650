"""How the page writes what the API answers, said once more; and what it shows, read off the document."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from playwright.async_api import Page

NOTHING = "–"
UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))

Figures = dict[str, str]
"By name: `Open rate` → `66.7 %`."

READ = """rows => Object.fromEntries(rows.map(row => [
  row.dataset.element ?? row.dataset.connector ?? row.querySelector("th").textContent,
  Object.fromEntries([...row.querySelectorAll("[data-figure]")].map(figure => [
    figure.dataset.figure, figure.querySelector("b").textContent,
  ])),
]))"""


def count(people: set[str]) -> str:
    return f"{len(people):,}"


def rate(fraction: float | None) -> str:
    return NOTHING if fraction is None else f"{fraction * 100:,.1f} %"


def money(amount: Decimal | None) -> str:
    """In dollars."""
    return NOTHING if amount is None else f"${amount.quantize(Decimal('0.01'), ROUND_HALF_EVEN):,}"


def duration(seconds: float | None) -> str:
    """In its two largest units."""
    if seconds is None:
        return NOTHING
    left, parts = int(seconds), []
    for size, unit in UNITS:
        whole, left = divmod(left, size)
        parts.append(f"{whole} {unit}" if whole else "")
    largest = next((at for at, part in enumerate(parts) if part), 3)
    return " ".join(part for part in parts[largest : largest + 2] if part) or "0 s"


async def cards(page: Page) -> dict[str, Figures]:
    """What stands on each element's card that has numbers, by the element's key."""
    shown = await page.locator("[data-element]").evaluate_all(READ)
    return {key: card for key, card in shown.items() if card}


async def connectors(page: Page) -> dict[str, Figures]:
    """What stands at each connector, by its key."""
    return await page.locator("[data-connector]").evaluate_all(READ)


async def table(page: Page, caption: str) -> dict[str, Figures]:
    """What stands in a table of the report, by the name of its row."""
    rows = page.get_by_role("table", name=caption).get_by_role("row")
    return await rows.filter(has=page.get_by_role("rowheader")).evaluate_all(READ)


def figure(page: Page, name: str, text: str, of: str) -> Any:
    """A number that lists its people, as who does not see it finds it."""
    return page.get_by_role("button", name=f"{text} {name}, {of}", exact=True)
