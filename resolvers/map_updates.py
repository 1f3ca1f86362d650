"""An open map: a snapshot, then what changes, no more often than asked."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from typing import Any

from live.feed import Watch
from measure import map_updates
from measure.days import next_day
from measure.errors import bad_input
from measure.instants import from_seconds
from measure.map_updates import DEFAULT_STATS, Asked, Board, Parts, Update
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
from store.stream import Pinned

SHORTEST_INTERVAL = 50
LONGEST_INTERVAL = 60_000
SAVED_SECONDS = 5.0
"How long, at most, a map is shown under a saved group that has been deleted, while nothing happens on it."
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
    parts: Parts,
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
    some, numbers = frozenset(elements) or None, tuple(dict.fromkeys(stats)) or DEFAULT_STATS
    asked = Asked(report, about, some, numbers, parts)
    depends_on = (await read(context, pinned, conditions)).depends_on
    if report is ReportType.LIFETIME_VALUE or not _OF_MONEY.isdisjoint(stats):
        depends_on |= {context.account.id}
    return OpenMap(pinned.id, depends_on, conditions, asked, interval / 1000)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The map under its filter at one revision, and what is asked of it, counted.

    `revisions` are those of the streams that are followed, or earlier ones.
    """

    reading: Reading
    board: Board
    revisions: Mapping[str, int]


class FollowedMap:
    """An open map as it was when it was last looked at; the context's pins are those of that look."""

    def __init__(
        self, context: Context, asked: OpenMap, seen: _Seen, watch: Watch, watching: AsyncExitStack
    ) -> None:
        self.interval = asked.interval
        self._context = context
        self._open = asked
        self._seen = seen
        self._watch = watch
        self._watching = watching
        self._is_told = False
        "Whether `changed` has returned since the last look."

    @property
    def is_over(self) -> bool:
        return False

    @property
    def has_news(self) -> bool:
        return self._is_told or self._watch.has_news

    def wake(self) -> None:
        self._watch.wake()

    async def changed(self) -> None:
        """Return once a number may have changed, or presets mean other days."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._seconds_left()):
                await self._watch.changed()
        self._is_told = True

    async def update(self) -> MapUpdate | None:
        """Look again: what changed; None when nothing did.

        Raises:
            Refused: as `open_map` does.
        """
        self._is_told = False
        before = self._seen.board
        self._seen = await _look(self._context, self._open, before)
        update = map_updates.update(before, self._seen.board)
        return None if update is None else self._message(update)

    async def snapshot(self) -> MapUpdate:
        """All that is asked of the map, as it was at the last look; when nothing came since, as it is now."""
        seen, pinned = self._seen, _pinned(self._context, self._open)
        if {stream: pin.rev for stream, pin in pinned.items()} == seen.revisions:
            as_of = min(pin.as_of for pin in pinned.values())
            self._seen = replace(seen, reading=replace(seen.reading, as_of=as_of))
        return self._message(map_updates.snapshot(seen.board))

    async def close(self) -> None:
        """Follow the map no more."""
        await self._watching.aclose()

    def _message(self, update: Update) -> MapUpdate:
        seen, asked = self._seen, self._open.asked
        rows = map_updates.sent_rows(seen.board, update)
        # A snapshot has the rows that the whole report shows.
        shown = [row for row in rows if not (update.is_snapshot and is_empty(row))]
        return MapUpdate(update, Report(seen.reading, asked.report, asked.goal, shown))

    def _seconds_left(self) -> float | None:
        """How long until presets mean other days, or a saved group may be gone; None: for ever."""
        reading, now = self._seen.reading, self._context.services.now()
        ends = (from_seconds(next_day(day, zone(name))) for name, day in reading.days.items())
        seconds = [(end - now).total_seconds() for end in ends]
        return min([*seconds, SAVED_SECONDS] if reading.names_saved else seconds, default=None)


async def follow(context: Context, asked: OpenMap) -> FollowedMap:
    """The map as it is now, followed until it is closed; raises as `open_map` does."""
    feed = context.services.feed
    async with AsyncExitStack() as stack:
        account = context.account.id
        watch = await stack.enter_async_context(feed.watch(account, sorted(asked.depends_on)))
        # Every reading is of the account, too; where it decides no number its changes wake nobody.
        await stack.enter_async_context(feed.watch(account, [account]))
        seen = await _look(context, asked)
        return FollowedMap(context, asked, seen, watch, stack.pop_all())


async def _look(context: Context, asked: OpenMap, before: Board | None = None) -> _Seen:
    context.follow(asked.depends_on | {context.account.id})
    revisions = {stream: pin.rev for stream, pin in _pinned(context, asked).items()}
    pinned = await context.pins.map(asked.automation)
    if pinned is None:
        raise bad_input("automation", "is not the id of an automation of this account")
    reading = await read(context, pinned, asked.conditions)
    board = map_updates.board(reading.scope, asked.asked, reading.days, before)
    return _Seen(reading, board, revisions)


def _pinned(context: Context, asked: OpenMap) -> Mapping[str, Pinned[Any]]:
    """The followed streams as they are in memory, by their ids."""
    streams = context.store.streams
    followed = map(streams.peek, asked.depends_on | {context.account.id})
    return {stream.id: stream.now for stream in followed if stream is not None}


def _goal_of_stats(pinned: PinnedMap, stats: Sequence[Stat], goal: str | None) -> str:
    if Stat.CONVERTED not in stats:
        return ""
    if goal is None:
        raise bad_input("goal", "is required by the stat CONVERTED")
    return check_goal(pinned, goal)
