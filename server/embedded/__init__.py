"""A real MongoDB and a real Redis from wheels, for development and trying out: they live and end with us."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NoReturn

from server.embedded.binaries import OWN_SERVERS, find_mongod, find_redis_server
from server.embedded.child import Child, Program, running
from server.embedded.folder import owned, stop_orphans
from server.errors import UserError
from store.replica_set import ReplicaSetError, lead_replica_set

_REPLICA_SET = "footfall"


@dataclass(frozen=True, slots=True)
class EmbeddedServers:
    """A mongod, primary of its replica set, and a redis-server that both answer on 127.0.0.1."""

    mongod: Child
    redis_server: Child

    @property
    def mongodb_url(self) -> str:
        return _mongodb_url(self.mongod.port)

    @property
    def redis_url(self) -> str:
        return f"redis://127.0.0.1:{self.redis_server.port}/0"

    async def watch(self) -> NoReturn:
        """Wait until one of them ends by itself, then raise the UserError that tells so."""
        ends = [asyncio.ensure_future(child.ended()) for child in (self.mongod, self.redis_server)]
        try:
            done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            raise done.pop().result()
        finally:
            for end in ends:
                end.cancel()


@asynccontextmanager
async def embedded_servers(data: Path, cache_gigabytes: float = 0.5) -> AsyncIterator[EmbeddedServers]:
    """Run both servers for the time of the block, everything they write under the folder `data`.

    What a killed owner of `data` has left running is stopped first, so its data is there again.
    `cache_gigabytes` is WiredTiger's (at least 0.25). Raises UserError, one sentence with the way out.
    """
    mongod, redis_server = find_mongod(), find_redis_server()
    with owned(data) as folder:
        await stop_orphans(folder)
        async with AsyncExitStack() as stack:
            yield EmbeddedServers(
                mongod=await stack.enter_async_context(running(_mongod(mongod, folder, cache_gigabytes))),
                redis_server=await stack.enter_async_context(running(_redis_server(redis_server, folder))),
            )


def _mongodb_url(port: int) -> str:
    return f"mongodb://127.0.0.1:{port}/?directConnection=true"


def _mongod(binary: Path, folder: Path, cache_gigabytes: float) -> Program:
    dbpath = folder / "mongodb"

    def command(port: int) -> list[str]:
        options = {
            "--bind_ip": "127.0.0.1",
            "--port": str(port),
            "--dbpath": str(dbpath),
            "--replSet": _REPLICA_SET,
            "--oplogSize": "512",
            "--wiredTigerCacheSizeGB": str(cache_gigabytes),
            "--setParameter": "diagnosticDataCollectionEnabled=false",  # it grows to 200 MB
        }
        return [str(binary), "--quiet", "--nounixsocket", *chain.from_iterable(options.items())]

    async def ready(port: int) -> None:
        try:
            await lead_replica_set(_mongodb_url(port), f"127.0.0.1:{port}", _REPLICA_SET)
        except ReplicaSetError as error:
            raise UserError(f"mongod cannot lead its replica set ({error}): {OWN_SERVERS}") from None

    return Program("mongod", dbpath, command, ready)


def _redis_server(binary: Path, folder: Path) -> Program:
    def command(port: int) -> list[str]:
        # Nothing in Redis outlives the server that wrote it: messages and turns.
        return [str(binary), "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]

    return Program("redis-server", folder / "redis", command, _answers_ping)


async def _answers_ping(port: int) -> None:
    """https://redis.io/docs/latest/develop/reference/protocol-spec/ (inline commands)."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(b"PING\r\n")
        answer = await reader.readline()
    finally:
        writer.close()
        await writer.wait_closed()
    if answer != b"+PONG\r\n":
        raise UserError(f"what listens on port {port} is not our redis-server: start again, or {OWN_SERVERS}")
