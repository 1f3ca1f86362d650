"""Events packed into requests, made ahead of the sending."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, field

from server.importing.content import Content
from server.importing.events import Line, Recipe, Refused
from server.importing.rows import BadRow, Row

MOST_EVENTS = 5_000
MOST_BYTES = 8 * 1024 * 1024
"""What `POST /events` takes in one request."""


@dataclass(slots=True)
class Batch:
    """One request's events in file order, and what was refused on the way to them.

    `rows` were read for it; `position` is how many bytes of the file had been read when it was full.
    """

    lines: list[Line] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    rows: int = 0
    size: int = 0
    position: int = 0

    def has_room(self, line: Line) -> bool:
        return len(self.lines) < MOST_EVENTS and self.size + len(line.json) < MOST_BYTES

    def add(self, line: Line) -> None:
        self.lines.append(line)
        self.size += len(line.json) + 1

    def body(self) -> bytes:
        """The request's NDJSON."""
        return b"\n".join(line.json for line in self.lines)


def batches(rows: Iterator[Row | BadRow], recipe: Recipe, content: Content) -> Iterator[Batch]:
    """All rows' events in order, never more than one batch in memory."""
    batch = Batch()
    for row in rows:
        batch.rows += 1
        for event in recipe.events(row):
            if isinstance(event, Refused):
                batch.refused.append(event)
                continue
            if not batch.has_room(event):
                batch.position = content.position()
                yield batch
                batch = Batch()
            batch.add(event)
    batch.position = content.position()
    yield batch


async def made_ahead(source: Iterator[Batch]) -> AsyncGenerator[Batch]:
    """The same batches, each next one made in a thread while the one before it is being sent."""
    upcoming = asyncio.create_task(asyncio.to_thread(next, source, None))
    try:
        while (batch := await upcoming) is not None:
            upcoming = asyncio.create_task(asyncio.to_thread(next, source, None))
            yield batch
    finally:
        # The thread still reads the file: nobody may close it before it has stopped.
        await asyncio.wait([upcoming])
