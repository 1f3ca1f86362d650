"""A map query over HTTP: kept and made anew, beside graphql-yoga with the same values in memory.

Each server has a core to itself and gets the same requests of 50 connections; every answer is compared with
the first one. Yoga serves the data that Footfall answered under Footfall's schema, with graphql-js's default
resolvers: nothing is looked up, counted, limited or checked there.
"""

import json
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from bench.ground import Ground
from bench.http.footfall import Answering, footfall
from bench.http.load import CONNECTIONS, Load, load
from bench.http.query import QUERIES, Query
from bench.javascript import script
from bench.live.children import HOST, child
from bench.live.crowd import Address
from bench.results import Record, Result
from gql.schema import schema

KEPT, ANEW, YOGA, KEPT_BY_YOGA = "Footfall, kept", "Footfall, anew", "yoga", "yoga, kept"
_ANY_RATE = {"--requests-per-minute": "6000000"}


Found = Mapping[tuple[str, Query], Load]


async def measured(ground: Ground) -> list[Result]:
    found: dict[tuple[str, Query], Load] = {}
    sizes: dict[Query, int] = {}
    data: dict[Query, str] = {}
    for name, megabytes in ((KEPT, "64"), (ANEW, "0")):
        async with footfall(ground, more=_ANY_RATE | {"--answers-megabytes": megabytes}) as server:
            for query in QUERIES:
                found[name, query], answer = await _loaded(ground, name, server, query)
                sizes[query], data[query] = len(answer), json.dumps(json.loads(answer)["data"])
    for name in (YOGA, KEPT_BY_YOGA):
        for query in QUERIES:
            async with _yoga(data[query], name) as server:
                found[name, query], _ = await _loaded(ground, name, server, query)
    return [
        Result(
            f"Answers over HTTP to {CONNECTIONS} connections, the server on one core",
            [_record(name, query, each, sizes[query]) for (name, query), each in found.items()],
        ),
        Result("Answers per second, as a multiple of yoga's", list(_ratios(found))),
    ]


async def _loaded(ground: Ground, name: str, server: Answering, query: Query) -> tuple[Load, str]:
    ground.say(f"answers: {name}, {query.name}")
    answer = await server.answer(query)
    body = query.body(server.automation)
    return await load(server.address, server.pid, body, answer, ground.scale.http_seconds), answer


@asynccontextmanager
async def _yoga(data: str, name: str) -> AsyncIterator[Answering]:
    with tempfile.TemporaryDirectory(prefix="footfall-bench-") as folder:
        files = _written(Path(folder), {"schema.graphql": schema.as_str(), "data.json": data})
        mode = "cached" if name == KEPT_BY_YOGA else ""
        async with child(*script("yoga.js"), *files, mode) as started:
            yield Answering(started.pid, Address(HOST, started.port), "1")


def _written(folder: Path, texts: Mapping[str, str]) -> list[str]:
    for name, text in texts.items():
        (folder / name).write_text(text)
    return [str(folder / name) for name in texts]


def _record(name: str, query: Query, found: Load, size: int) -> Record:
    return {
        "server": name,
        "query": query.name,
        "bytes": size,
        "answers/s": found.rate,
        "p50 ms": found.p50,
        "p99 ms": found.p99,
        "server, % of its core": 100 * found.cpu / found.seconds,
        "CPU µs an answer": 1e6 * found.each,
    }


def _ratios(found: Found) -> Iterator[Record]:
    for query in QUERIES:
        yoga = found[YOGA, query].rate
        yield {"query": query.name} | {
            name: found[name, query].rate / yoga for name in (KEPT, ANEW, KEPT_BY_YOGA)
        }
