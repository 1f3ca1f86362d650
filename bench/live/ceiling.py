"""What the load generator itself can take, so that no other figure is silently its own."""

import sys

from bench.ground import Ground
from bench.live.children import HOST, child
from bench.live.crowd import Address, crowd
from bench.live.window import window
from bench.results import Record, Result

SIZES = (1_000, 8_000)
"Bytes of a frame: about those of messages of 5 and of 50 rows."


async def measured(ground: Ground) -> list[Result]:
    records = [await _record(ground, size) for size in SIZES]
    return [Result("What the load generator takes of a sender that only sends", records)]


async def _record(ground: Ground, size: int) -> Record:
    clients = ground.scale.live_sockets[0]
    ground.say(f"ceiling: frames of {size:,} bytes")
    async with (
        child(sys.executable, "-m", "bench.live.sender", str(clients), str(size)) as sender,
        crowd(Address(HOST, sender.port)) as watchers,
    ):
        await watchers.connect(clients)
        await watchers.subscribe([[{}]] * clients)
        taken = await window(watchers, sender.pid, ground.scale.live_seconds)
    return {
        "sockets": clients,
        "bytes a frame": size,
        "frames/s": taken.rate,
        "MB/s": taken.bytes / taken.seconds / 1e6,
        "generator, % of a core": 100 * taken.generator_share,
        "sender, % of a core": 100 * taken.server_share,
        "generator could take, frames/s": taken.rate / taken.generator_share,
    }
