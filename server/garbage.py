"""When Python's collector of cycles looks at all objects.

By itself it does so whenever a quarter more of them have lived for a while. With 2,000 open maps under load
that was every nine seconds; it stopped everything for half a second, and found next to nothing: what open
sockets and loaded maps are made of is alive. Closed sockets are such garbage, and wait a minute or two.
"""

import asyncio
import gc
import time
from typing import Final

YOUNG: Final = 5_000
"Objects that are looked at while they are young: seven times as many as by itself, a few milliseconds."
SHORTEST_REST_SECONDS: Final = 60.0
REST: Final = 200
"Times what it took: half a percent of the time is spent so, however many objects there are."

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
        gc.collect()
        rest = max(SHORTEST_REST_SECONDS, REST * (time.perf_counter() - started))
