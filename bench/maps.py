"""More maps than fit: events and reports go round all of them, beside a server that has memory for all.

Going round is the worst that can happen to what lets the least recently used go: where not all fit, each
event and each report finds its map let go and loads it. Both servers have gone round once before.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count
from pathlib import Path

import msgspec

from bench.ground import Ground
from bench.memory import resident
from bench.planting import Planted, contact_key, plant
from bench.reads import REPORT
from bench.results import Record, Result
from bench.serving import Server, Unavailable, serving
from bench.timing import Times, timed

EVENTS = 100
MAIL = "mail-1"
PATIENCE_SECONDS = 0.02
SPARE_MAPS = 1
"Room beside the maps that are said to fit: to load one there has to be room for it first."


async def measured(ground: Ground) -> list[Result]:
    scale, settings = ground.scale, ground.settings()
    ground.say(f"maps: {scale.maps} histories of {scale.map_contacts:,} contacts")
    planted = await plant(settings, scale.map_contacts, scale.maps)
    numbers = count()
    records = [
        await _record(ground, planted, fitting, numbers) for fitting in (scale.maps_in_memory, scale.maps)
    ]
    ground.drop(settings)
    title = (
        f"{scale.maps} maps of {scale.map_contacts:,} contacts ({planted.weight / 1e6:.0f} MB each), "
        f"milliseconds: {EVENTS} events, a report of 50 elements"
    )
    return [Result(title, records)]


async def _record(ground: Ground, planted: Planted, fitting: int, numbers: "count[int]") -> Record:
    megabytes = ((fitting + SPARE_MAPS) * planted.weight + planted.account_weight) // 1_000_000 + 1
    settings = ground.settings(planted.settings.database, megabytes)
    with tempfile.TemporaryDirectory(prefix="footfall-bench-") as folder:
        counts = Path(folder) / "loads"
        async with serving(settings, ("-m", "bench.counted", str(counts))) as server:
            ground.say(f"maps: memory for {fitting}, going round")
            nodes = planted.nodes
            await _round(server, nodes, numbers)
            posts, reports = [], []
            for _ in range(ground.scale.map_rounds):
                some_posts, some_reports = await _round(server, nodes, numbers)
                posts += some_posts
                reports += some_reports
            taken = resident(server.pid)
        loads, refused = map(int, counts.read_text().split())
    of_posts, of_reports = Times.of(posts), Times.of(reports)
    return {
        "memory for": fitting,
        "events, p50": of_posts.p50,
        "events, p99": of_posts.p99,
        "report, p50": of_reports.p50,
        "report, p99": of_reports.p99,
        "requests": (ground.scale.map_rounds + 1) * 2 * len(nodes),
        "loads": loads - refused,
        "refused": refused,
        "budget, MB": megabytes,
        "server's memory, MB": taken / 1e6,
    }


async def _round(server: Server, nodes: list[str], numbers: "count[int]") -> tuple[list[float], list[float]]:
    """Seconds of an event and of a report on each map; the map read is half way round from the other."""
    posts, reports = [], []
    for number in range(len(nodes)):
        body = _body(f"map-{number}", numbers)
        posts.append(await timed(_patiently(partial(server.post, body, EVENTS))))
        opposite = nodes[(number + len(nodes) // 2) % len(nodes)]
        reports.append(await timed(_patiently(partial(server.graphql, REPORT, {"id": opposite}))))
    return posts, reports


async def _patiently(ask: Callable[[], Awaitable[object]]) -> None:
    """Ask again for as long as the server has no memory left; the waiting counts."""
    while True:
        try:
            await ask()
        except Unavailable:
            await asyncio.sleep(PATIENCE_SECONDS)
        else:
            return


def _body(automation: str, numbers: "count[int]") -> bytes:
    return b"\n".join(
        msgspec.json.encode(
            {
                "id": f"event-{next(numbers):09}",
                "type": "OPENED",
                "at": "2026-11-01T09:00:00Z",
                "automation": automation,
                "contact": contact_key(number),
                "element": MAIL,
            }
        )
        for number in range(EVENTS)
    )
