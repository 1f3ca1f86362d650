"""What paths of contacts cost: ingest with and without their writer beside it, and reading one.

One server process takes batches of 1,000 events over HTTP, round after round, while the writer in it rests,
works at most a fifth of the time, or works without rest. Each round leaves a backlog, so that a writer that
works has work. No snapshots are written meanwhile.
"""

import asyncio
import secrets
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from statistics import median

import httpx
import msgspec
import uvloop
from bson import ObjectId

from bench import events
from bench.ground import Ground
from bench.results import Record, Result
from bench.serving import Server
from bench.timing import Times, timed
from server.cli.serve import run_server
from server.settings import Settings
from store import background, path_keeper
from store.checkpoints import Checkpoints
from store.database import BY_KEY, BY_STREAM, Database
from store.path_documents import CONTENT
from store.path_writer import PathWriter

BATCH = 1_000
BATCHES = 20
"Sent one after another between two looks at the clock."
READS = 20
MODES = {"off": None, "paced": float(path_keeper.REST), "flat out": 0.0}
"What the writer does beside ingest → seconds of rest after a second of work."
PATH = """
query ($contact: ID!) {
  automationByKey(key: "bench") { contactPath(contact: $contact) {
    steps { totalCount edges { node { at event element { key } connector { key } } } }
  } }
}
"""


class Told(msgspec.Struct):
    """Commits: how many the writer has written since it was last told, and how many wait for it."""

    written: int
    tail: int


async def measured(ground: Ground) -> list[Result]:
    rounds_in_all, duration = ground.scale.path_rounds, ground.scale.path_seconds
    async with _watched(ground.settings()) as watched:
        await watched.server.publish(events.MAP, events.contacts())
        await watched.take()
        await watched.tell("to the end")
        readings = [await _reading(watched)]
        rounds = []
        for number in range(rounds_in_all):
            ground.say(f"paths: round {number + 1} of {rounds_in_all}")
            rounds.append({mode: await _round(watched, mode, duration) for mode in MODES})
        readings.append(await _reading(watched))
    costs: list[Record] = [
        {
            "writer": mode,
            "ingest, events/s": median(each[mode][0] for each in rounds),
            "written, events/s": median(each[mode][1] for each in rounds),
            # Of each round by itself: the machine's weather changes from one to the next.
            "cost": f"{1 - median(each[mode][0] / each['off'][0] for each in rounds):.0%}",
        }
        for mode in MODES
    ]
    return [Result("Ingest beside the writer of paths", costs), Result("contactPath over HTTP", readings)]


async def _round(watched: "_Watched", mode: str, duration: float) -> tuple[float, float]:
    """Events per second, taken and written, while the writer is in this mode."""
    started, seconds, batches = time.perf_counter(), 0.0, 0
    await watched.tell(mode)
    while seconds < duration:
        seconds += await watched.take()
        batches += BATCHES
    told = await watched.tell("off")
    return batches * BATCH / seconds, told.written * BATCH / (time.perf_counter() - started)


async def _reading(watched: "_Watched") -> Record:
    """Milliseconds of a contact's path with its first page of steps."""
    server, tried = watched.server, list[float]()
    for contact in events.contacts()[:READS]:
        found = await server.graphql(
            "query ($key: String!) { contactByKey(key: $key) { id } }", {"key": contact}
        )
        asked = {"contact": found["contactByKey"]["id"]}
        tried.append(await timed(server.graphql(PATH, asked)))
    path = (await server.graphql(PATH, asked))["automationByKey"]["contactPath"]
    tail, times = (await watched.tell("off")).tail * BATCH, Times.of(tried)
    return {
        "events not yet in paths": tail,
        "steps": path["steps"]["totalCount"],
        "p50, ms": times.p50,
        "worst, ms": times.worst,
    }


class _Watched:
    """The server process, and the writer in it."""

    def __init__(self, process: Process, server: Server) -> None:
        self.server = server
        self._process = process

    async def take(self) -> float:
        """Send some batches; how many seconds they took."""
        run = secrets.token_hex(4)
        bodies = [events.body(run, number * BATCH, BATCH) for number in range(BATCHES)]
        started = time.perf_counter()
        for body in bodies:
            await self.server.post(body, BATCH)
        return time.perf_counter() - started

    async def tell(self, mode: str) -> Told:
        """Let the writer go on in this mode, once it has finished its slice."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{mode}\n".encode())
        return msgspec.json.decode(await self._process.stdout.readline(), type=Told)


@asynccontextmanager
async def _watched(settings: Settings) -> AsyncIterator[_Watched]:
    words = (settings.mongodb_url, settings.redis_url, settings.database, settings.bootstrap_key)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.paths", *map(str, words), stdin=PIPE, stdout=PIPE
    )
    assert process.stdout is not None
    try:
        url = (await process.stdout.readline()).decode().strip()
        headers = {"Authorization": f"Bearer {settings.bootstrap_key}"}
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60, trust_env=False) as client:
            yield _Watched(process, Server(client, process.pid))
    finally:
        process.terminate()
        await process.wait()


class _Writer:
    """The writer of paths of the map `bench`, as it is told."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._checkpoints = Checkpoints(database)
        self._paths = PathWriter(database, self._checkpoints)
        self._task: asyncio.Task[None] | None = None
        self._told = asyncio.Event()
        self._rev = 0

    async def obey(self, mode: str) -> Told:
        """Go on in `mode`, one of MODES or "to the end"."""
        self._told.set()
        if self._task is not None:
            await self._task
        self._told.clear()
        account, stream = await self._map()
        while mode == "to the end" and await self._paths.advance(account, stream):
            pass
        rest = MODES.get(mode)
        self._task = None if rest is None else asyncio.create_task(self._work(account, stream, rest))
        return await self._progress(account, stream)

    async def _work(self, account: str, stream: str, rest: float) -> None:
        while not self._told.is_set():
            started = time.perf_counter()
            await self._paths.advance(account, stream)
            with suppress(TimeoutError):
                async with asyncio.timeout(rest * (time.perf_counter() - started)):
                    await self._told.wait()

    async def _progress(self, account: str, stream: str) -> Told:
        query = {"account": ObjectId(account), "stream": ObjectId(stream)}
        newest = [(name, -1) for name, _ in BY_STREAM]
        head = await self._database.commits.find_one(query, {"rev": 1}, sort=newest, hint=BY_STREAM)
        checkpoint = await self._checkpoints.start(account, stream, CONTENT)
        assert head is not None
        written, self._rev = checkpoint.rev - self._rev, checkpoint.rev
        return Told(written, head["rev"] - checkpoint.rev)

    async def _map(self) -> tuple[str, str]:
        account = await self._database.accounts.find_one({"key": "demo"})
        assert account is not None
        query = {"account": account["_id"], "key": "bench"}
        found = await self._database.automations.find_one(query, hint=BY_KEY)
        assert found is not None
        return str(account["_id"]), str(found["_id"])


async def _serve(mongodb_url: str, redis_url: str, database: str, key: str) -> None:
    """Serve, and have the writer do what it is told on standard input."""

    async def ready(url: str) -> None:
        print(url, flush=True)
        behind, orders = Database(mongodb_url, database), asyncio.StreamReader()
        writer, protocol = _Writer(behind), asyncio.StreamReaderProtocol(orders)
        await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
        while order := (await orders.readline()).decode().strip():
            print(msgspec.json.encode(await writer.obey(order)).decode(), flush=True)
        behind.close()

    background.TICK_SECONDS = 86_400
    settings = Settings(
        port=0,
        mongodb_url=mongodb_url,
        redis_url=redis_url,
        database=database,
        channel_prefix=database,
        bootstrap_key=key,
    )
    await run_server(settings, ready)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(*sys.argv[1:]))
