"""`footfall serve` on the server's core, with one map, and what any server of this bench answers."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import MappingProxyType

import httpx

from bench.ground import Ground
from bench.http.query import Query
from bench.live.crowd import Address
from bench.live.footfall import pinned_server
from bench.live.walks import Walkers, batches, drawing
from bench.serving import CLI, Program

_KEY = "walks"
_BATCH = 2_000
_WALKS = 100


@dataclass(frozen=True, slots=True)
class Answering:
    """A running server with one map."""

    pid: int
    address: Address
    automation: str

    async def answer(self, query: Query) -> str:
        """The body of one answer without errors."""
        headers = {"content-type": "application/json", "authorization": self.address.authorization}
        url = f"http://{self.address.host}:{self.address.port}/graphql"
        async with httpx.AsyncClient(headers=headers, trust_env=False, timeout=60) as client:
            answered = await client.post(url, content=query.body(self.automation))
        if answered.status_code != 200 or "errors" in answered.json():
            raise RuntimeError(f"the server answered {answered.text}")
        return answered.text


@asynccontextmanager
async def footfall(
    ground: Ground, program: Program = CLI, more: Mapping[str, str] = MappingProxyType({})
) -> AsyncIterator[Answering]:
    """A server with these options, and a map that contacts have walked on."""
    async with pinned_server(ground, program, more) as (server, address):
        walkers = Walkers(_KEY, ground.scale.live_walkers)
        automation = await server.publish(drawing(_KEY), walkers.keys)
        events = walkers.arrivals() + [event for _ in range(_WALKS) for event in walkers.walk(50)]
        for body, count in batches(events, _BATCH):
            await server.post(body, count)
        yield Answering(server.pid, address, automation)
