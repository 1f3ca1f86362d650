"""`footfall` that writes to a file, when it ends, how many streams it tried to load, and how many it refused.

The file is its first argument; all others are `footfall`'s.
"""

import sys
from pathlib import Path

from server import cli
from store.stream import AnyStream
from store.streams import Streams

_load = Streams._load
_loads: dict[Streams, int] = {}


async def _counted(streams: Streams, stream: AnyStream) -> AnyStream:
    _loads[streams] = _loads.get(streams, 0) + 1
    return await _load(streams, stream)


if __name__ == "__main__":
    file = Path(sys.argv.pop(1))
    setattr(Streams, "_load", _counted)  # noqa: B010  # the class knows nothing of being counted
    try:
        cli.main()
    finally:
        refused = sum(streams.usage.refused for streams in _loads)
        file.write_text(f"{sum(_loads.values())} {refused}")
