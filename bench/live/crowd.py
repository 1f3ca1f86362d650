"""The load generator: some thousand watching clients in this process."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bench.live.watcher import Tally, Watcher

Operation = dict[str, object]
"A `subscribe` message's payload."

_PATIENCE_SECONDS = 300
_AT_ONCE = 200
"Connections under way; the others wait."


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens, and what its clients say at connection_init."""

    host: str
    port: int
    authorization: str = ""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Clients of one server."""

    address: Address
    tally: Tally = field(default_factory=Tally)
    watchers: list[Watcher] = field(default_factory=list)

    async def connect(self, clients: int) -> None:
        """Returns when that many more have had the answer to connection_init."""
        free = asyncio.Semaphore(_AT_ONCE)
        loop = asyncio.get_running_loop()
        host, port = self.address.host, self.address.port

        async def one() -> Watcher:
            async with free:
                _, watcher = await loop.create_connection(lambda: Watcher(self.tally, host, port), host, port)
                await watcher.opened()
                await watcher.ready(self.address.authorization)
                return watcher

        async with asyncio.timeout(_PATIENCE_SECONDS), asyncio.TaskGroup() as group:
            tasks = [group.create_task(one()) for _ in range(clients)]
        self.watchers.extend(task.result() for task in tasks)

    async def subscribe(self, operations: Sequence[Sequence[Operation]]) -> None:
        """Each client's operations, all at once; returns when each has had its first message."""
        pairs = zip(self.watchers, operations, strict=True)
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await asyncio.gather(*(watcher.subscribed(mine) for watcher, mine in pairs))

    def check(self) -> None:
        """Raises RuntimeError when clients are missing."""
        if self.tally.lost:
            raise RuntimeError(f"{len(self.tally.lost)} clients were lost: {self.tally.lost[0]}")


@asynccontextmanager
async def crowd(address: Address) -> AsyncIterator[Crowd]:
    """Clients for the time of the block."""
    made = Crowd(address)
    try:
        yield made
    finally:
        for watcher in made.watchers:
            watcher.close()
        await asyncio.sleep(0)
