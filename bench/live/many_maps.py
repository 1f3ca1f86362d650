"""Many maps under filters while events come in: from the request of an event to the frame that shows it.

Every socket reads every message. Batches go to the maps by turns, at a fixed pace over several connections;
each counts once for each socket of its map, from the beginning of its request. What no frame has shown some
seconds after the last batch counts as not shown.
"""

import asyncio
import time

from bench.ground import Ground
from bench.live.crowd import Crowd, crowd
from bench.live.footfall import pinned_server
from bench.live.machine import cpu_seconds
from bench.live.operation import filtered
from bench.live.seen import update_of
from bench.live.tracked_maps import (
    EVENTS_A_BATCH,
    FILTER,
    arrivals,
    batches_shown,
    contacts,
    drawing,
    moves,
    touches,
)
from bench.live.walks import batches
from bench.results import Record, Result
from bench.serving import Server
from bench.timing import Times

MIN_INTERVAL_MS = 100
EVENTS_A_SECOND = 1_000
_CONNECTIONS = 20
_BATCH = 2_000
_PATIENCE_SECONDS = 3.0
_MOST_SECONDS = 60.0
_TITLE = f"Filtered maps, batches of {EVENTS_A_BATCH}, minIntervalMs {MIN_INTERVAL_MS}: from request to frame"


class Marks:
    """When each batch of one map was posted, and how long it took until a socket was shown it, in seconds."""

    def __init__(self) -> None:
        self.started: list[float] = []
        self.seconds: list[float] = []


class Reader:
    """One socket's messages."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._shown = 0

    def listen(self, message: bytes, at: float) -> None:
        shown = batches_shown(update_of(message))
        if shown is not None:
            self._marks.seconds += [at - started for started in self._marks.started[self._shown : shown]]
            self._shown = max(self._shown, shown)


async def measured(ground: Ground) -> list[Result]:
    scale = ground.scale
    people = contacts(scale.live_contacts)
    async with pinned_server(ground) as (server, address), crowd(address) as watchers:
        ground.say(f"many_maps: drawing {scale.live_maps}")
        nodes = await _drawn(server, scale.live_maps, people)
        marks = {key: Marks() for key in nodes}
        ground.say(f"many_maps: {scale.live_sockets_a_map} sockets on each")
        await _watch(watchers, nodes, marks, scale.live_sockets_a_map)
        ground.say("many_maps: posting")
        before, started = (watchers.tally.messages, cpu_seconds(server.pid)), time.perf_counter()
        await _post(server, marks, people, scale.live_rounds)
        elapsed = time.perf_counter() - started
        messages, cpu = watchers.tally.messages - before[0], cpu_seconds(server.pid) - before[1]
        await asyncio.sleep(_PATIENCE_SECONDS)
        watchers.check()
    posted = sum(len(mark.started) for mark in marks.values())
    seconds = [each for mark in marks.values() for each in mark.seconds]
    if not seconds:
        raise RuntimeError("no batch was shown")
    times = Times.of(seconds)
    record: Record = {
        "sockets": len(watchers.watchers),
        "maps": len(nodes),
        "events/s": posted * EVENTS_A_BATCH / elapsed,
        "messages/s": messages / elapsed,
        "p50 ms": times.p50,
        "p99 ms": times.p99,
        "worst ms": times.worst,
        "shown, %": 100 * len(seconds) / (posted * scale.live_sockets_a_map),
        "server, % of its core": 100 * cpu / elapsed,
    }
    return [Result(_TITLE, [record])]


async def _drawn(server: Server, maps: int, people: list[str]) -> dict[str, str]:
    """Ids by key of published maps, at whose beginning all are."""
    nodes = {}
    for number in range(maps):
        key = f"map-{number:03}"
        nodes[key] = await server.publish(drawing(key), people if number == 0 else ())
    events = [*touches(people), *(event for key in nodes for event in arrivals(key, people))]
    for body, count in batches(events, _BATCH):
        await server.post(body, count)
    return nodes


async def _watch(watchers: Crowd, nodes: dict[str, str], marks: dict[str, Marks], each: int) -> None:
    """So many sockets on each map, which read."""
    keys = [key for key in nodes for _ in range(each)]
    await watchers.connect(len(keys))
    await watchers.subscribe([[filtered(nodes[key], FILTER, MIN_INTERVAL_MS)] for key in keys])
    for watcher, key in zip(watchers.watchers, keys, strict=True):
        watcher.listener = Reader(marks[key]).listen


async def _post(server: Server, marks: dict[str, Marks], people: list[str], rounds: int) -> None:
    """So many batches to each map, at the pace; fewer when the server is so slow that it takes a minute.

    Each map belongs to one connection: its batches have an order.
    """
    pace = EVENTS_A_BATCH * _CONNECTIONS / EVENTS_A_SECOND
    started = time.perf_counter()

    async def post(connection: int) -> None:
        due = started + pace * connection / _CONNECTIONS
        for batch in range(rounds):
            for key in list(marks)[connection::_CONNECTIONS]:
                body = moves(key, people, batch)
                await asyncio.sleep(max(0, due - time.perf_counter()))
                if time.perf_counter() > started + _MOST_SECONDS:
                    return
                marks[key].started.append(time.perf_counter())
                await server.post(body, EVENTS_A_BATCH)
                due += pace

    async with asyncio.TaskGroup() as group:
        for connection in range(_CONNECTIONS):
            group.create_task(post(connection))
