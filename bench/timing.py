"""Times of many tries, and their percentiles."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Times:
    """Durations in milliseconds."""

    p50: float
    p99: float
    worst: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Times":
        milliseconds = np.asarray(seconds) * 1_000
        p50, p99 = np.percentile(milliseconds, [50, 99])
        return cls(float(p50), float(p99), float(milliseconds.max()))


async def timed(work: Awaitable[object]) -> float:
    """The seconds that one try takes."""
    started = time.perf_counter()
    await work
    return time.perf_counter() - started


async def in_turn(count: int, *works: Callable[[], Awaitable[object]]) -> list[Times]:
    """The times of each of `works`, tried `count` times by turns, so that all have the same weather."""
    seconds: list[list[float]] = [[] for _ in works]
    for work in works:
        await work()  # the first time finds nothing warm
    for _ in range(count):
        for each, work in zip(seconds, works, strict=True):
            each.append(await timed(work()))
    return [Times.of(each) for each in seconds]
