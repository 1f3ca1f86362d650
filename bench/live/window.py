"""What was delivered within some seconds, and what it took of both cores."""

import asyncio
import time
from dataclasses import dataclass

from bench.live.crowd import Crowd
from bench.live.machine import cpu_seconds

WARM_UP_SECONDS = 1.0
_SATURATED = 0.92
"A process that takes so much of its core is what limits the rate."


@dataclass(frozen=True, slots=True)
class Window:
    """Figures of `seconds`; CPU in seconds."""

    seconds: float
    messages: int
    bytes: int
    server_cpu: float
    generator_cpu: float

    @property
    def rate(self) -> float:
        """Deliveries per second."""
        return self.messages / self.seconds

    @property
    def each(self) -> float:
        """CPU seconds of the server for one delivery."""
        return self.server_cpu / self.messages

    @property
    def server_share(self) -> float:
        return self.server_cpu / self.seconds

    @property
    def generator_share(self) -> float:
        return self.generator_cpu / self.seconds

    @property
    def limit(self) -> str:
        """What kept the rate from being higher."""
        if self.generator_share >= _SATURATED:
            return "generator"
        return "core" if self.server_share >= _SATURATED else "pace"


async def window(crowd: Crowd, server: int, seconds: float) -> Window:
    """What a crowd gets within some seconds, after a warm-up; `server` is the process that sends.

    Raises RuntimeError when clients were lost or nothing came.
    """
    await asyncio.sleep(WARM_UP_SECONDS)
    tally = crowd.tally
    messages, size, started = tally.messages, tally.bytes, time.perf_counter()
    server_cpu, own_cpu = cpu_seconds(server), time.process_time()
    await asyncio.sleep(seconds)
    found = Window(
        time.perf_counter() - started,
        tally.messages - messages,
        tally.bytes - size,
        cpu_seconds(server) - server_cpu,
        time.process_time() - own_cpu,
    )
    crowd.check()
    if not found.messages:
        raise RuntimeError("nothing was delivered")
    return found
