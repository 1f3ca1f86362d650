"""Requests as fast as a server answers them, by autocannon on the other core."""

import asyncio
import json
from dataclasses import dataclass

import msgspec

from bench.javascript import script
from bench.live.crowd import Address
from bench.live.machine import cpu_seconds

CONNECTIONS = 50
"Each sends its next request when it has the answer to the one before."

WARM_UP_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Load:
    """Figures of some seconds, without the warm-up."""

    answers: int
    seconds: float
    cpu: float
    "Seconds that the server's process took."
    p50: float
    p99: float
    "Milliseconds."

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.answers / self.seconds

    @property
    def each(self) -> float:
        """CPU seconds of the server for one answer."""
        return self.cpu / self.answers


class _Latency(msgspec.Struct):
    p50: float
    p99: float


class _Found(msgspec.Struct, rename={"ok": "2xx", "refused": "non2xx"}):
    """Of https://github.com/mcollina/autocannon#autocannonopts-cb."""

    ok: int
    refused: int
    errors: int
    mismatches: int
    duration: float
    latency: _Latency


async def load(address: Address, pid: int, body: str, answer: str, seconds: int) -> Load:
    """How the server, whose process is `pid`, answers many who post the same at once.

    Raises RuntimeError when an answer was another than `answer`.
    """
    await _cannon(address, body, answer, WARM_UP_SECONDS)
    before = cpu_seconds(pid)
    found = await _cannon(address, body, answer, seconds)
    cpu = cpu_seconds(pid) - before
    return Load(found.ok, found.duration, cpu, found.latency.p50, found.latency.p99)


async def _cannon(address: Address, body: str, answer: str, seconds: int) -> _Found:
    options = {
        "url": f"http://{address.host}:{address.port}/graphql",
        "method": "POST",
        "headers": {"content-type": "application/json", "authorization": address.authorization},
        "body": body,
        "expectBody": answer,
        "connections": CONNECTIONS,
        "duration": seconds,
    }
    process = await asyncio.create_subprocess_exec(
        *script("load.js"), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate(json.dumps(options).encode())
    found = msgspec.json.decode(printed, type=_Found)
    if found.refused or found.errors or found.mismatches or not found.ok:
        raise RuntimeError(f"not all requests were answered as the first one was: {found}")
    return found
