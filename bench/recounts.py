"""One look of an open map at what a commit changed, beside one that keeps nothing from the look before.

A commit moves one contact or brings a new one, who comes by a source. Then the map is read under the filter
("read"), counted and compared ("count"), and the usual selection is executed for the rows that changed
("execute"). The rival asks the log, scans columns, and counts every row; it executes the same. No network.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, islice, product

from graphql import ExecutionResult, execute, parse

from bench.ground import Ground
from bench.planting import Planted, contact_key, plant
from bench.results import Record, Result
from bench.timing import Times
from bench.touching import spelling
from gql.map_updates import MapUpdate
from gql.schema import schema
from measure import map_updates
from measure.accounts import Access, Caller, Role
from measure.days import Preset
from measure.decoding import convert
from measure.events import SentEvent
from measure.group_ids import group_id
from measure.groups import StatGroup
from measure.map_updates import Asked, Board, Update
from measure.rescans import Scans
from measure.scope import Row
from measure.sets import Set
from measure.stats import Stat, set_name
from measure.touches import Model
from resolvers import map_updates as messages
from resolvers.context import Context
from resolvers.reading import AskedDays, AskedTracking, Conditions, Reading
from resolvers.readings import read
from resolvers.reports import Report
from server.bootstrap import DEMO
from server.wiring import wired
from store.database import Document

SELECTION = parse(
    """subscription { mapUpdates(automation: "") {
      snapshot version revision asOf cohort { id count }
      changed { ... on ContactFlowReport {
        elements { id element { key } reached { id count } wereHere { id count } hereNow { id count }
          achieved { id count } conversionRate message { sent { id count } opened { id count } openRate } }
        connectors { id connector { key } passed { id count } share } } }
      increments { element connector stat delta value }
    } }"""
)
SOURCE, STEP = spelling("source", 0), ("webhook-6", "bought")
ON_MAP = {"automation": "map-0"}
FEW = 20
"Elements, where not all are asked for."

Commits = Iterator[list[SentEvent]]


@dataclass(frozen=True, slots=True)
class Look:
    """Seconds of one look, and the rows that it found changed."""

    read: float
    count: float
    execute: float
    rows: int

    @property
    def seconds(self) -> float:
        return self.read + self.count + self.execute


class Follower:
    """An open map, looked at in either way."""

    def __init__(self, context: Context, planted: Planted, conditions: Conditions, asked: Asked) -> None:
        self._context, self._other = context, context.fresh()
        self._conditions, self._asked = conditions, asked
        self._automation = planted.automation
        self._streams = frozenset({planted.automation, planted.account})
        self._board: Board | None = None

    def waiting(self) -> Set:
        """Who did not get so far, of those who passed at the last look."""
        assert self._board is not None  # there was one
        scope = self._board.made.scope
        return scope.counted(Stat.COHORT).members - scope.state.set(set_name(Stat.REACHED, STEP[1]))

    async def look(self) -> Look:
        """What changed since the last one."""
        self._context.follow(self._streams)
        look, self._board = await self._look(self._context, self._board)
        return look

    async def look_anew(self) -> Look:
        """What changed since the last `look`, found by the rival's way."""
        self._other.renew()
        self._other.scans = Scans()
        look, _ = await self._look(self._other, None)
        return look

    async def _look(self, context: Context, known: Board | None) -> tuple[Look, Board]:
        started = time.perf_counter()
        pinned = await context.pins.map(self._automation)
        assert pinned is not None  # it was planted
        reading = await read(context, pinned, self._conditions)
        was_read = time.perf_counter()
        now = map_updates.board(reading.scope, self._asked, reading.days, known)
        before = self._board
        update = map_updates.snapshot(now) if before is None else map_updates.update(before, now)
        counted = time.perf_counter()
        if update is not None:
            self._execute(reading, update, map_updates.sent_rows(now, update))
        executed = time.perf_counter()
        rows = 0 if update is None else len(update.rows)
        return Look(was_read - started, counted - was_read, executed - counted, rows), now

    def _execute(self, reading: Reading, update: Update, rows: Sequence[Row]) -> None:
        report = Report(reading, self._asked.report, self._asked.goal, rows)
        root = MapUpdate.of(messages.MapUpdate(update, report))
        answer = execute(schema._schema, SELECTION, root_value=root, context_value=self._context)
        assert isinstance(answer, ExecutionResult)  # nothing in it waits
        if answer.errors:
            raise RuntimeError(f"the selection fails: {answer.errors}")


async def measured(ground: Ground) -> list[Result]:
    return [await _result(ground, contacts) for contacts in ground.scale.recounted]


async def _result(ground: Ground, contacts: int) -> Result:
    ground.say(f"recounts: making the history of {contacts:,} contacts")
    planted = await plant(ground.settings(), contacts)
    ground.say("recounts: looking")
    numbers, records = count(contacts), list[Record]()
    async with wired(planted.settings) as services:
        account = await services.store.accounts.by_key(DEMO)
        assert account is not None  # planted
        context = Context(Access(Caller(account, Role.ADMIN), "a key"), services)
        for elements, (filtered, conditions) in product((None, FEW), _filters(planted).items()):
            asked = Asked(elements=None if elements is None else _last(planted, elements))
            for kind in ("moved", "new"):
                follower = Follower(context.fresh(), planted, conditions, asked)
                await follower.look()
                commits = _moves(numbers, follower.waiting()) if kind == "moved" else _arrivals(numbers)
                looks = []
                for commit in islice(commits, ground.scale.reports):
                    recorded = await services.store.recorder.record(account, commit)
                    assert recorded.accepted == len(commit)
                    looks.append((await follower.look_anew(), await follower.look()))
                about: Record = {"elements": elements or 50, "filter": filtered, "contact": kind}
                records.append({**about, **_figures(looks)})
    ground.drop(planted.settings)
    return Result(f"One look at a map of {contacts:,} contacts, milliseconds, medians", records)


def _filters(planted: Planted) -> Mapping[str, Conditions]:
    group = StatGroup(planted.automation, Stat.REACHED, "webhook-2")
    recent = AskedDays(preset=Preset.LAST_30_DAYS)
    return {
        "none": Conditions(),
        "30 days, a source": Conditions(
            added=recent, tracking=(AskedTracking(Model.FIRST, "source", (SOURCE,), includes_none=False),)
        ),
        "a group": Conditions(group=group_id(group)),
    }


def _last(planted: Planted, count: int) -> frozenset[str]:
    """The trigger and the last elements: where contacts come and are moved."""
    elements = planted.state.history.definition.elements
    return frozenset(element.key for element in (elements[0], *elements[1 - count :]))


def _moves(numbers: "count[int]", who: Set) -> Commits:
    source, target = STEP
    for ordinal in who:
        yield [_event(next(numbers), "MOVED", ordinal, {"from": source, "to": target, **ON_MAP})]


def _arrivals(numbers: "count[int]") -> Commits:
    for number in numbers:
        moved = _event(number, "MOVED", number, {"to": "form", **ON_MAP})
        yield [moved, _event(next(numbers), "TOUCHED", number, {"source": SOURCE})]


def _event(number: int, type: str, ordinal: int, rest: Document) -> SentEvent:
    at = datetime.now(UTC).isoformat()
    return convert({"id": f"event-{number}", "type": type, "at": at, "contact": contact_key(ordinal), **rest})


def _figures(looks: list[tuple[Look, Look]]) -> Record:
    anew, again = zip(*looks, strict=True)
    if [look.rows for look in anew] != [look.rows for look in again]:
        raise RuntimeError("the rival finds other rows changed")
    return {
        "rows": max(look.rows for look in again),
        "read": Times.of([look.read for look in again]).p50,
        "count": Times.of([look.count for look in again]).p50,
        "execute": Times.of([look.execute for look in again]).p50,
        "together": Times.of([look.seconds for look in again]).p50,
        "anew: read": Times.of([look.read for look in anew]).p50,
        "anew: count": Times.of([look.count for look in anew]).p50,
        "anew: together": Times.of([look.seconds for look in anew]).p50,
    }
