"""Servers of our own making, each a process on the server's core that says its port in its first line."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bench.live.machine import PINNED, cores
from bench.serving import START_SECONDS

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Child:
    """A running server, which ends when its input does."""

    pid: int
    port: int
    input: asyncio.StreamWriter


@asynccontextmanager
async def child(*command: str) -> AsyncIterator[Child]:
    """The server that `command` starts, for the time of the block."""
    core, _ = cores()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", PINNED, str(core), *command),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"NODE_ENV": "production"},  # graphql-js checks more without it
    )
    assert process.stdin is not None  # both are pipes
    assert process.stdout is not None
    try:
        async with asyncio.timeout(START_SECONDS):
            line = await process.stdout.readline()
        if not line:
            raise RuntimeError(f"{command[0]} ended before it said its port")
        yield Child(process.pid, int(line), process.stdin)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
