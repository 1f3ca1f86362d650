"""Frames while updates come, at rest and while the map is dragged and zoomed; what is kept over minutes."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import cycle

from playwright.async_api import Page

from bench.ground import Ground
from bench.page.browser import HEIGHT, WIDTH, Kept, Tab
from bench.page.frames import Frames, Smoothness
from bench.page.large_map import LargeMap, large_map
from bench.page.plain import dots
from bench.results import Record, Result

WARM_UP_SECONDS = 3.0
_ROUND = 120
"Moves of the mouse on its way around."
_WHEEL = ((-120, -120, -120), (120, 120, 120))
"By turns, pixels."

Doing = Callable[[Page, float], Awaitable[None]]
"Something that is done on a page until a moment of the clock."


@dataclass(slots=True)
class Stretches:
    """What was measured of one page, in several stretches of time."""

    seconds: float = 0
    busy: float = 0
    frames: list[Frames] = field(default_factory=list)

    async def add(self, tab: Tab, seconds: float, doing: Doing) -> None:
        busy, started = await tab.main_thread_seconds(), time.monotonic()
        async with tab.traced() as events:
            await doing(tab.page, started + seconds)
        self.seconds += time.monotonic() - started
        self.busy += await tab.main_thread_seconds() - busy
        self.frames.append(Frames.of(events))

    def record(self) -> Record:
        found = Smoothness.of(self.frames)
        return {
            "seconds": round(self.seconds),
            "frames/s": found.median,
            "worst second": found.worst,
            "frame p99 ms": found.p99,
            "longest ms": found.longest,
            "dropped, %": 100 * found.dropped,
            "main thread, ms/s": 1_000 * self.busy / self.seconds,
        }


async def measured(ground: Ground) -> list[Result]:
    scale = ground.scale
    ground.say("page: dots alone")
    alone = Stretches()
    async with dots() as tab:
        await asyncio.sleep(WARM_UP_SECONDS)
        await alone.add(tab, scale.page_stretch_seconds, _rest)
    ground.say(f"page: the history of {scale.page_contacts:,} contacts")
    resting, moved = Stretches(), Stretches()
    async with large_map(ground, scale.page_contacts) as shown:
        await asyncio.sleep(WARM_UP_SECONDS)
        ground.say(f"page: looking at the map for {scale.page_seconds:.0f} s")
        kept, rate = await _watch(shown, resting, scale.page_seconds, scale.page_stretch_seconds)
        await moved.add(shown.tab, scale.page_stretch_seconds, _move_about)
    characters = shown.updates.characters // shown.updates.count
    pages = {"dots alone": alone, "the map, at rest": resting, "the map, dragged and zoomed": moved}
    return [
        Result(
            f"200 elements, {rate:.1f} updates a second of {characters:,} characters, 1440 × 900",
            [{"page": name, **stretches.record()} for name, stretches in pages.items()],
        ),
        Result("What the page keeps, after garbage was collected", _quarters(kept)),
    ]


async def _watch(
    shown: LargeMap, frames: Stretches, seconds: float, stretch: float
) -> tuple[list[Kept], float]:
    """What is kept between stretches that are traced; updates a second in those."""
    updates, ends = 0, time.monotonic() + seconds
    kept = [await shown.tab.kept()]
    while time.monotonic() < ends:
        before = shown.updates.count
        await frames.add(shown.tab, stretch, _rest)
        updates += shown.updates.count - before
        kept.append(await shown.tab.kept())
    return kept, updates / frames.seconds


def _quarters(kept: list[Kept]) -> list[Record]:
    """The first and the last quarter of what was kept, on average."""
    size = math.ceil(len(kept) / 4)
    first, last = _mean(kept[:size]), _mean(kept[-size:])
    return [
        {"": "first quarter", **first},
        {"": "last quarter", **last},
        {"": "ratio", **{name: last[name] / first[name] for name in first}},
    ]


def _mean(kept: list[Kept]) -> dict[str, float]:
    return {
        "heap, MB": sum(each.heap_megabytes for each in kept) / len(kept),
        "nodes": sum(each.nodes for each in kept) / len(kept),
        "listeners": sum(each.listeners for each in kept) / len(kept),
    }


async def _rest(_page: Page, until: float) -> None:
    await asyncio.sleep(until - time.monotonic())


async def _move_about(page: Page, until: float) -> None:
    """Dragged around in circles, nearer and farther after each."""
    x, y = WIDTH / 2, HEIGHT / 2
    for deltas in cycle(_WHEEL):
        await page.mouse.move(x, y)
        await page.mouse.down()
        for step in range(_ROUND):
            turn = 2 * math.pi * step / _ROUND
            await page.mouse.move(x + 200 * math.sin(turn), y + 200 * (1 - math.cos(turn)))
            if time.monotonic() > until:
                await page.mouse.up()
                return
        await page.mouse.up()
        for delta in deltas:
            await page.mouse.wheel(0, delta)
