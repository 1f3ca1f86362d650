"""A subscriber of `mapUpdates` that keeps what it is told, and what the query would have told it."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field

from tests.acceptance.flows import COUNTED, ROW, ROWS, counted_report, filter_of
from tests.acceptance.tenant import Tenant
from tests.serving import Json
from tests.waiting import eventually

WATCH = """
subscription ($id: ID!, $filter: ReportFilter, $elements: [String!], $stats: [Stat!]) {
  mapUpdates(automation: $id, filter: $filter, elements: $elements, stats: $stats, minIntervalMs: 50) {
    snapshot version revision cohort { ...Group } changed { ...Rows }
    increments { element connector stat delta value }
  }
}
"""
ROW_STATS = {
    "REACHED": "reached",
    "WERE_HERE": "wereHere",
    "HERE_NOW": "hereNow",
    "WAITING": "waiting",
    "ACHIEVED": "achieved",
    "FAILED": "failed",
    "SKIPPED": "skipped",
}
MESSAGE_STATS = {
    stat: stat.lower()
    for stat in ("SENT", "DELIVERED", "OPENED", "CLICKED", "BOUNCED", "UNSUBSCRIBED", "COMPLAINED")
}
STATS = (*ROW_STATS, *MESSAGE_STATS, "PASSED", "TOTAL_VISITORS")
USUAL_STATS = ("REACHED", "WERE_HERE", "HERE_NOW", "ACHIEVED", "PASSED")

Place = tuple[str | None, str | None, str]


@dataclass
class Board:
    """Everything a map shows: its version and cohort, whole rows by key, and the bare numbers."""

    version: int = -1
    cohort: Json = field(default_factory=dict)
    elements: dict[str, Json] = field(default_factory=dict)
    connectors: dict[str, Json] = field(default_factory=dict)
    numbers: dict[Place, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """The arguments of a subscription; empty ones are left out."""

    group: str | None = None
    elements: Sequence[str] = ()
    stats: Sequence[str] = ()

    async def query(self, tenant: Tenant, automation: str) -> Board:
        """What a subscriber should show now, by the report alone."""
        found = await counted_report(tenant, automation, self.group)
        elements = by_key("element", found["elements"])
        elements = {key: row for key, row in elements.items() if not self.elements or key in self.elements}
        ways = by_key("connector", found["connectors"])
        if self.elements:
            ways = {key: ways[key] for key in await connectors_between(tenant, automation, self.elements)}
        numbers = bare_numbers(elements, ways, self.stats or USUAL_STATS)
        return Board(found["version"], found["cohort"], elements, ways, numbers)


class Watcher:
    """One subscription, and what adding up its messages gives."""

    def __init__(self) -> None:
        self.board = Board()
        self.snapshots = 0
        self.messages = 0
        self.listening: asyncio.Task[None] | None = None

    def hear(self, update: Json) -> None:
        self.messages += 1
        self.snapshots += update["snapshot"]
        if update["snapshot"]:
            self.board = Board()
        assert self.messages > 1 or update["snapshot"]
        self._add_increments(update)
        board, changed = self.board, update["changed"]
        board.version, board.cohort = update["version"], update["cohort"]
        assert changed["cohort"] == update["cohort"]
        assert changed["revision"] == update["revision"]
        board.elements |= by_key("element", changed["elements"])
        board.connectors |= by_key("connector", changed["connectors"])

    def _add_increments(self, update: Json) -> None:
        numbers = self.board.numbers
        for each in update["increments"]:
            place = (each["element"], each["connector"], each["stat"])
            if update["snapshot"]:
                assert place not in numbers
                assert each["delta"] == 0
            else:
                assert each["delta"] != 0
                assert numbers[place] + each["delta"] == each["value"]
            numbers[place] = each["value"]

    async def listen(self, tenant: Tenant, **arguments: object) -> None:
        async with aclosing(tenant.subscribe(WATCH + ROWS + ROW + COUNTED, **arguments)) as answers:
            async for answer in answers:
                assert "errors" not in answer, answer["errors"]
                self.hear(answer["data"]["mapUpdates"])

    async def shows(self, board: Board, within: float = 5) -> None:
        """Wait until the messages add up to `board`."""
        assert self.listening is not None
        try:
            await eventually(lambda: self.board == board or self.listening.done(), within)
        except TimeoutError:
            assert self.board == board
        if self.listening.done():
            await self.listening


@asynccontextmanager
async def watching(tenant: Tenant, automation: str, asked: Asked | None = None) -> AsyncIterator[Watcher]:
    """A subscriber to the automation with this id, as long as the block lasts."""
    asked, watcher = asked or Asked(), Watcher()
    arguments = {"elements": asked.elements, "stats": asked.stats, "filter": filter_of(asked.group)}
    watcher.listening = asyncio.create_task(watcher.listen(tenant, id=automation, **arguments))
    try:
        await eventually(lambda: watcher.messages > 0 or watcher.listening.done())
        yield watcher
    finally:
        watcher.listening.cancel()
        await asyncio.wait([watcher.listening])
    if not watcher.listening.cancelled():
        watcher.listening.result()


def by_key(name: str, rows: Sequence[Json]) -> dict[str, Json]:
    return {row[name]["key"]: row for row in rows}


async def connectors_between(tenant: Tenant, automation: str, elements: Collection[str]) -> list[str]:
    query = """
    query ($automation: String!) {
      automationByKey(key: $automation) { connectors { key source { key } target { key } } }
    }
    """
    found = (await tenant.ask(query, automation=automation))["automationByKey"]["connectors"]
    return [
        way["key"] for way in found if way["source"]["key"] in elements and way["target"]["key"] in elements
    ]


def bare_numbers(
    elements: dict[str, Json], connectors: dict[str, Json], stats: Sequence[str]
) -> dict[Place, float]:
    numbers: dict[Place, float] = {}
    for key, row in elements.items():
        found = {stat: row[name] for stat, name in ROW_STATS.items()}
        found |= {stat: row["message"] and row["message"][name] for stat, name in MESSAGE_STATS.items()}
        counts = {stat: group["count"] for stat, group in found.items() if group is not None}
        counts |= {} if row["totalVisitors"] is None else {"TOTAL_VISITORS": row["totalVisitors"]}
        numbers |= {(key, None, stat): count for stat, count in counts.items() if stat in stats}
    if "PASSED" in stats:
        numbers |= {(None, key, "PASSED"): row["passed"]["count"] for key, row in connectors.items()}
    return numbers
