"""Sockets that only wait: how fast they subscribe, and the memory each takes in the server.

Nothing changes meanwhile; each first message has the rows of the whole map. A first, smaller crowd has come
and gone, so that what a server keeps of its first clients is not put down to the others.
"""

import asyncio
import time

from bench.ground import Ground
from bench.live.contenders import NAMES, Contender, contender
from bench.live.crowd import Crowd, crowd
from bench.live.operation import operation
from bench.live.walks import ALL_ROWS
from bench.memory import resident
from bench.results import Record, Result

_WARM_UP = 10
"The first crowd is that many times smaller."
_SETTLED_SECONDS = 1.0


async def measured(ground: Ground) -> list[Result]:
    records = []
    for name in NAMES:
        ground.say(f"idle: {name}")
        async with contender(name, ground, ALL_ROWS) as server:
            records.append(await _record(name, server, ground.scale.live_idle))
    return [Result("Sockets that wait, with one subscription each", records)]


async def _record(name: str, server: Contender, sockets: int) -> Record:
    async with crowd(server.address) as first:
        await first.connect(sockets // _WARM_UP)
        await _subscribe(first, server)
    await asyncio.sleep(_SETTLED_SECONDS)
    before = resident(server.pid)
    async with crowd(server.address) as waiting:
        started = time.perf_counter()
        await waiting.connect(sockets)
        connected = time.perf_counter()
        await _subscribe(waiting, server)
        subscribed = time.perf_counter()
        await asyncio.sleep(_SETTLED_SECONDS)
        waiting.check()
        grown = resident(server.pid) - before
    return {
        "server": name,
        "sockets": sockets,
        "kB a socket": grown / sockets / 1e3,
        "connects/s": sockets / (connected - started),
        "subscribes/s of connected sockets": sockets / (subscribed - connected),
        "sockets/s from connect to first message": sockets / (subscribed - started),
    }


async def _subscribe(waiting: Crowd, server: Contender) -> None:
    await waiting.subscribe([[operation(server.automation)]] * len(waiting.watchers))
