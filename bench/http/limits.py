"""What limits cost a request that keeps them: the same server beside one without, by turns.

Answers are not kept, or a request that has one would not come to most limits.
"""

from statistics import median

from bench.ground import Ground
from bench.http.footfall import Answering, footfall
from bench.http.load import Load, load
from bench.http.query import QUERIES, Query
from bench.results import Record, Result
from bench.serving import CLI, Program

_ROUNDS = 5
_ANEW = {"--answers-megabytes": "0", "--requests-per-minute": "6000000"}
_SERVERS: dict[str, Program] = {"with limits": CLI, "without": ("-m", "bench.http.unlimited")}


async def measured(ground: Ground) -> list[Result]:
    return [
        Result("CPU of an answer, with limits and without", [await _record(ground, each) for each in QUERIES])
    ]


async def _record(ground: Ground, query: Query) -> Record:
    found: dict[str, list[float]] = {name: [] for name in _SERVERS}
    async with (
        footfall(ground, _SERVERS["with limits"], _ANEW) as limited,
        footfall(ground, _SERVERS["without"], _ANEW) as unlimited,
    ):
        for turn in range(_ROUNDS):
            ground.say(f"limits: {query.name}, round {turn + 1} of {_ROUNDS}")
            for name, server in zip(_SERVERS, (limited, unlimited), strict=True):
                found[name].append((await _load(ground, server, query)).each)
    with_limits, without = (1e6 * median(each) for each in found.values())
    return {
        "query": query.name,
        "with limits, µs": with_limits,
        "without, µs": without,
        "limits, %": 100 * (with_limits / without - 1),
    }


async def _load(ground: Ground, server: Answering, query: Query) -> Load:
    body, answer = query.body(server.automation), await server.answer(query)
    return await load(server.address, server.pid, body, answer, ground.scale.http_seconds)
