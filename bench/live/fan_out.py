"""One map that everybody watches: deliveries per second, and what each costs the server.

Sockets of all servers are of the same kind, ask the same and get the same rows. Rows change every 50 ms,
the shortest interval that Footfall allows, so it is only a busy core that keeps a rate lower. CPU of a
delivery is all that the server's process took in the time, with what it did to record the changes. A server
that keeps pace with the fewest sockets is asked for more by several subscriptions on each of them.
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bench.ground import Ground
from bench.live.contenders import FOOTFALL, NAMES, NODE, STOCK, Contender, contender
from bench.live.crowd import crowd
from bench.live.machine import cores
from bench.live.operation import MIN_INTERVAL_MS, operation
from bench.live.seen import Seen
from bench.live.walks import ROWS
from bench.live.window import Window, window
from bench.results import Record, Result
from bench.scale import Scale

_PATIENCE_SECONDS = 300
"A server that executes each subscription by itself may take minutes to go round all."

_KEEPS_PACE = 0.8
"Of the messages that could be sent."


@dataclass(frozen=True, slots=True)
class Case:
    rows: int
    sockets: int
    operations: int


Found = Mapping[tuple[str, Case], Window]


async def measured(ground: Ground) -> list[Result]:
    found: dict[tuple[str, Case], Window] = {}
    sizes: dict[tuple[str, Case], int] = {}
    for rows in ROWS:
        for name in NAMES:
            async with contender(name, ground, rows) as server:
                for case in _cases(ground.scale, rows):
                    paced = replace(case, operations=1)
                    if case != paced and not _keeps_pace(found[name, paced], paced):
                        continue
                    ground.say(f"fan_out: {name}, {case.sockets} × {case.operations}, {rows} rows")
                    found[name, case], sizes[name, case] = await _watched(server, case, ground.scale)
    server_core, other = cores()
    records = [_record(name, case, each, sizes[name, case]) for (name, case), each in found.items()]
    place = f"server on core {server_core}, generator, MongoDB and Redis on core {other}"
    return [
        Result(f"One map watched by all, {place}", records),
        Result("Deliveries a core could make, Footfall's as a multiple of", list(_ratios(found))),
    ]


def _cases(scale: Scale, rows: int) -> Iterator[Case]:
    for sockets in scale.live_sockets:
        yield Case(rows, sockets, 1)
    yield Case(rows, scale.live_sockets[0], scale.live_operations)


def _keeps_pace(found: Window, case: Case) -> bool:
    return found.rate >= _KEEPS_PACE * case.sockets * 1_000 / MIN_INTERVAL_MS


async def _watched(server: Contender, case: Case, scale: Scale) -> tuple[Window, int]:
    """What was delivered, and the bytes of a message."""
    seen = Seen(case.rows)
    async with crowd(server.address) as watchers:
        await watchers.connect(case.sockets)
        asked = [operation(server.automation)] * case.operations
        await watchers.subscribe([asked] * case.sockets)
        watchers.watchers[-1].listener = seen.listen
        async with server.changing(seen):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await seen.begun.wait()
            found = await window(watchers, server.pid, scale.live_seconds)
        seen.check()
    return found, seen.bytes


def _record(name: str, case: Case, found: Window, size: int) -> Record:
    return {
        "server": name,
        "rows": case.rows,
        "sockets": case.sockets,
        "subscriptions each": case.operations,
        "bytes": size,
        "deliveries/s": found.rate,
        "server, % of its core": 100 * found.server_share,
        "CPU µs a delivery": 1e6 * found.each,
        "core could make/s": 1 / found.each,
        "limited by": found.limit,
        "generator, % of its core": 100 * found.generator_share,
    }


def _ratios(found: Found) -> Iterator[Record]:
    for name, case in found:
        if name == FOOTFALL:
            ours = found[name, case].each
            yield {
                "rows": case.rows,
                "sockets": case.sockets,
                "subscriptions each": case.operations,
                **{
                    rival: found[rival, case].each / ours if (rival, case) in found else "–"
                    for rival in (STOCK, NODE)
                },
            }
