"""How late the event loop is: everything that this process answers waits as long."""

import asyncio
from typing import Final, NoReturn

from store.timings import Timings

LOOK_SECONDS: Final = 0.5


async def measure_lag(lag: Timings) -> NoReturn:
    """Note, twice a second, how much later than due this task is woken."""
    clock = asyncio.get_running_loop().time
    while True:
        due = clock() + LOOK_SECONDS
        await asyncio.sleep(LOOK_SECONDS)
        lag.add(max(0.0, clock() - due))
