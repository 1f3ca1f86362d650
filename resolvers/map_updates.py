"""An open map: a snapshot, then what changes, no more often than asked."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from measure import map_updates
from measure.days import next_day
from measure.errors import bad_input
from measure.instants import from_seconds
from measure.map_updates import DEFAULT_STATS, Asked, Board, Update
from measure.reports import ReportType, is_empty
from measure.stats import Stat
from measure.zones import zone
from resolvers import automations
from resolvers.context import Context
from resolvers.goals import check_goal, goal_of
from resolvers.pins import PinnedMap
from resolvers.reading import Conditions, Reading
from resolvers.readings import read
from resolvers.reports import Report

SHORTEST_INTERVAL = 50
LONGEST_INTERVAL = 60_000
_OF_MONEY = frozenset({Stat.BUYERS, Stat.LIFETIME_VALUE})
"The stats of increments that the account's money decides."


@dataclass(frozen=True, slots=True)
class OpenMap:
    """A checked subscription.

    `depends_on` are the streams whose changes may change a number, `interval` is in seconds.
    """

    automation: str
    depends_on: frozenset[str]
    conditions: Conditions
    asked: Asked
    interval: float


@dataclass(frozen=True, slots=True)
class MapUpdate:
    """One message: what changed, and the rows that did."""

    update: Update
    report: Report


async def open_map(
    context: Context,
    identifier: str,
    conditions: Conditions,
    *,
    report: ReportType,
    goal: str | None,
    elements: Sequence[str],
    stats: Sequence[Stat],
    interval: int,
) -> OpenMap:
    """Check what is asked; `interval` is in milliseconds, no `elements` are all, no `stats` the usual ones.

    Raises:
        Refused: as `read` does, and BAD_USER_INPUT for an automation, an element or a goal that does not
            exist, a goal that is missing, or an interval out of bounds.
    """
    if not SHORTEST_INTERVAL <= interval <= LONGEST_INTERVAL:
        rule = f"must be {SHORTEST_INTERVAL} to {LONGEST_INTERVAL}, not {interval}"
        raise bad_input("minIntervalMs", rule)
    pinned = await automations.existing(context, identifier)
    automations.check_elements(pinned, elements)
    about = goal_of(pinned, report, goal) or _goal_of_stats(pinned, stats, goal)
    asked = Asked(report, about, frozenset(elements) or None, tuple(dict.fromkeys(stats)) or DEFAULT_STATS)
    depends_on = (await read(context, pinned, conditions)).depends_on
    if report is ReportType.LIFETIME_VALUE or not _OF_MONEY.isdisjoint(stats):
        depends_on |= {context.account.id}
    return OpenMap(pinned.id, depends_on, conditions, asked, interval / 1000)


async def follow(context: Context, map: OpenMap) -> AsyncGenerator[MapUpdate, None]:
    """The messages, until the caller stops; before each one the context's pins are renewed.

    The first change after a quiet time goes out at once.
    """
    loop = asyncio.get_running_loop()
    before: Board | None = None
    async with context.services.feed.watch(context.account.id, sorted(map.depends_on)) as watch:
        while True:
            reading = await _read(context, map)
            now = map_updates.board(reading.scope, map.asked, reading.day)
            update = map_updates.update(before, now)
            if update is not None:
                before = now
                yield MapUpdate(update, _report(reading, map.asked, update))
            # Counts are paced, not only messages: changes that show nowhere cost no more than others.
            due = loop.time() + map.interval
            with suppress(TimeoutError):
                async with asyncio.timeout(_seconds_left(context, reading)):
                    await watch.changed()
            await asyncio.sleep(due - loop.time())


def _goal_of_stats(pinned: PinnedMap, stats: Sequence[Stat], goal: str | None) -> str:
    if Stat.CONVERTED not in stats:
        return ""
    if goal is None:
        raise bad_input("goal", "is required by the stat CONVERTED")
    return check_goal(pinned, goal)


def _report(reading: Reading, asked: Asked, update: Update) -> Report:
    """The rows to send; of a snapshot those that the whole report shows."""
    changed = set(update.rows)
    found = map_updates.asked_rows(reading.scope, asked)
    shown = [row for row in found if row.place in changed and not (update.is_snapshot and is_empty(row))]
    return Report(reading, asked.report, asked.goal, shown)


def _seconds_left(context: Context, reading: Reading) -> float | None:
    """How long until presets mean other days; None without one: never."""
    if reading.day is None:
        return None
    ends = from_seconds(next_day(reading.day, zone(reading.map.time_zone)))
    return (ends - context.services.now()).total_seconds()


async def _read(context: Context, map: OpenMap) -> Reading:
    context.renew()
    pinned = await context.pins.map(map.automation)
    if pinned is None:
        raise bad_input("automation", "is not the id of an automation of this account")
    return await read(context, pinned, map.conditions)
