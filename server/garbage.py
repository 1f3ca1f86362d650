"""When Python's collector of cycles looks at all objects.

By itself it does so whenever a quarter more of them have lived for a while. With 2,000 open maps under load
that was every nine seconds; it stopped everything for half a second, and found next to nothing: what open
sockets and loaded maps are made of is alive. Closed sockets are such garbage, and so is what was made of the
documents of clients that send another one each time: that fills memory by megabytes a second. So how long to
rest is decided by what is alive, and not by what there was to find.
"""

import asyncio
import gc
import time
from typing import Final

YOUNG: Final = 5_000
"Objects that are looked at while they are young: seven times as many as by itself, a few milliseconds."
SHORTEST_REST_SECONDS: Final = 20.0
REST: Final = 200
"Times what it took to look at what is alive: half a percent of the time is spent so, however much that is."

_NEVER: Final = 2**31 - 1


async def collect_now_and_then() -> None:
    """For ever; what was made until now, modules above all, is never looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, _NEVER)
    rest = SHORTEST_REST_SECONDS
    while True:
        await asyncio.sleep(rest)
        started = time.perf_counter()
        found = gc.collect()
        took = time.perf_counter() - started
        rest = rest_after(took, found, len(gc.get_objects(2)))


def rest_after(took: float, found: int, alive: int) -> float:
    """Seconds until the next look, after one that took so many, for so many objects gone and alive."""
    return max(SHORTEST_REST_SECONDS, REST * took * alive / max(found + alive, 1))
