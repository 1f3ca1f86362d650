"""The command `footfall`, run as a user does: a process of its own."""

import asyncio
import os
import re
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

READY = re.compile(r"Footfall is ready on (http://127\.0\.0\.1:\d+)\n")
NOTHING: Mapping[str, str] = {}
CLI = ("-m", "server.cli")


@asynccontextmanager
async def footfall(
    *words: str, env: Mapping[str, str] = NOTHING, program: tuple[str, ...] = CLI, stderr: int = PIPE
) -> AsyncIterator[Process]:
    """`footfall` with these words and only these settings from the environment; ended with the block."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FOOTFALL_")}
    running = await asyncio.create_subprocess_exec(
        sys.executable, *program, *words, env={**clean, **env}, stdin=DEVNULL, stdout=PIPE, stderr=stderr
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.terminate()
            await running.communicate()  # not wait(): a full pipe would keep it from ending


class NeverReadyError(AssertionError):
    """It ended before it could answer; the text is what it said on stderr."""


async def ready_url(running: Process) -> str:
    """Where it answers, once it says so; what it printed before is passed over. Raises NeverReadyError."""
    assert running.stdout is not None
    async for line in running.stdout:
        if ready := READY.fullmatch(line.decode()):
            return ready[1]
    raise NeverReadyError(((await running.communicate())[1] or b"").decode())
