"""What was delivered within some seconds, and what it took of both cores."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.live.crowd import Crowd
from bench.live.machine import busy_seconds, cores, cpu_seconds

WARM_UP_SECONDS = 1.0
_SATURATED = 0.92
"A core that works so much of the time has no time left."


@dataclass(frozen=True, slots=True)
class Window:
    """Figures of `seconds`; CPU in seconds, of a core's all processes and of single ones."""

    seconds: float
    messages: int
    bytes: int
    server_cpu: float
    generator_cpu: float
    server_core: float
    other_core: float

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
        if self.server_share >= _SATURATED:
            return "core"
        if self.server_core >= _SATURATED * self.seconds:
            return "other programs"
        return "other core" if self.other_core >= _SATURATED * self.seconds else "pace"


async def window(crowd: Crowd, server: int, seconds: float) -> Window:
    """What a crowd gets within some seconds, after a warm-up; `server` is the process that sends.

    Raises RuntimeError when clients were lost or nothing came.
    """
    await asyncio.sleep(WARM_UP_SECONDS)
    server_core, other_core = cores()
    tally = crowd.tally
    meters: tuple[Callable[[], float], ...] = (
        time.perf_counter,
        lambda: tally.messages,
        lambda: tally.bytes,
        lambda: cpu_seconds(server),
        time.process_time,
        lambda: busy_seconds(server_core),
        lambda: busy_seconds(other_core),
    )
    before = [read() for read in meters]
    await asyncio.sleep(seconds)
    elapsed, messages, size, *cpu = (read() - start for read, start in zip(meters, before, strict=True))
    crowd.check()
    if not messages:
        raise RuntimeError("nothing was delivered")
    return Window(elapsed, int(messages), int(size), *cpu)
