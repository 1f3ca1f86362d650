"""`footfall serve` on the server's core, and one map whose rows change as fast as it sends."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from types import MappingProxyType

from bench.ground import Ground
from bench.live.crowd import Address
from bench.live.machine import PINNED, cores
from bench.live.seen import Seen
from bench.live.walks import Walkers, batches, drawing
from bench.serving import CLI, Program, Server, serving

KEY = "walks"
_BATCH = 2_000
_PATIENCE_SECONDS = 1.0


@asynccontextmanager
async def pinned_server(
    ground: Ground, program: Program = CLI, more: Mapping[str, str] = MappingProxyType({})
) -> AsyncIterator[tuple[Server, Address]]:
    """A server with an empty database, which is dropped with it; `more` as `serving` has it."""
    core, _ = cores()
    settings = ground.settings()
    async with serving(settings, ("-m", PINNED, str(core), sys.executable, *program), more) as server:
        url = server.client.base_url
        assert url.port is not None  # it is a free one
        yield server, Address(url.host, url.port, f"Bearer {settings.bootstrap_key}")
    ground.drop(settings)


@dataclass(frozen=True, slots=True)
class Footfall:
    """A server with one published map."""

    server: Server
    address: Address
    automation: str
    rows: int
    walkers: Walkers

    @property
    def pid(self) -> int:
        return self.server.pid

    @asynccontextmanager
    async def changing(self, seen: Seen) -> AsyncIterator[None]:
        """Each message that arrives is followed by the next walk."""
        driving = asyncio.create_task(self._drive(seen))
        try:
            yield
            if driving.done():
                driving.result()
        finally:
            driving.cancel()
            with suppress(asyncio.CancelledError):
                await driving

    async def _drive(self, seen: Seen) -> None:
        while True:
            events = self.walkers.walk(self.rows)
            seen.arrived.clear()
            await self.server.post(b"\n".join(events), len(events))
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE_SECONDS):
                    await seen.arrived.wait()


@asynccontextmanager
async def footfall(ground: Ground, rows: int) -> AsyncIterator[Footfall]:
    async with pinned_server(ground) as (server, address):
        walkers = Walkers(KEY, ground.scale.live_walkers)
        automation = await server.publish(drawing(KEY), walkers.keys)
        for body, events in batches(walkers.arrivals(), _BATCH):
            await server.post(body, events)
        yield Footfall(server, address, automation, rows, walkers)
