"""One embedded server as a child process: start it on a free port, wait until it answers, stop it."""

import asyncio
import json
import os
import re
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from server.embedded.binaries import OWN_SERVERS
from server.errors import UserError

_START_SECONDS = 60.0  # recovery of a large journal on a slow disk
_STOP_SECONDS = 30.0
_PORT_TRIES = 3
_MISSING_LIBRARY = re.compile(r"error while loading shared libraries: ([^:]+):")


@dataclass(frozen=True, slots=True)
class Program:
    """What to run: its command line for a port, and what to await before it counts as started."""

    name: str
    folder: Path
    command: Callable[[int], Sequence[str]]
    ready: Callable[[int], Awaitable[None]]

    @property
    def log(self) -> Path:
        """Everything it prints, from its last start on."""
        return self.folder.with_suffix(".log")


@dataclass(frozen=True, slots=True)
class Child:
    """A program that runs and answers on 127.0.0.1:`port`."""

    program: Program
    process: asyncio.subprocess.Process
    port: int

    async def ended(self) -> UserError:
        """Waits until it has ended by itself; the error that tells so."""
        code = await self.process.wait()
        return UserError(f"{self.program.name} stopped by itself ({_why(self.program.log, code)})")


@asynccontextmanager
async def running(program: Program) -> AsyncIterator[Child]:
    """Run `program` for the time of the block. Raises UserError when it does not come up."""
    child = await _start(program)
    try:
        yield child
    finally:
        await _stop(child.process)


async def _start(program: Program) -> Child:
    program.folder.mkdir(exist_ok=True)
    for _ in range(_PORT_TRIES):
        child = await _spawn(program)
        try:
            if await _comes_up(child):
                return child
        except BaseException:
            await _stop(child.process)
            raise
        code = child.process.returncode
        await _stop(child.process)
        if "already in use" not in program.log.read_text(errors="replace"):
            break
        # Somebody took the port between our finding it free and the server's binding it.
    raise _not_started(program, code)


async def _spawn(program: Program) -> Child:
    port = _free_port()
    with program.log.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *program.command(port),
            cwd=program.folder,  # also how a later start tells an orphan of this folder
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, "LC_ALL": "C"},  # mongod aborts on a locale that is not installed
            start_new_session=True,  # Ctrl-C is for us: we stop it after the last request is answered
        )
    return Child(program, process, port)


async def _comes_up(child: Child) -> bool:
    """Whether it answered in time; False too as soon as it ends."""
    answers = asyncio.ensure_future(_answers(child))
    ends = asyncio.ensure_future(child.process.wait())
    try:
        await asyncio.wait({answers, ends}, timeout=_START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if ends.done() or not answers.done():
            return False
        answers.result()
        return True
    finally:
        answers.cancel()
        ends.cancel()
        await asyncio.gather(answers, ends, return_exceptions=True)


async def _answers(child: Child) -> None:
    while not await _accepts(child.port):  # noqa: ASYNC110 (another process: nothing to await)
        await asyncio.sleep(0.02)
    await child.program.ready(child.port)


async def _accepts(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


async def _stop(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):  # it has ended already
        process.terminate()
    try:
        async with asyncio.timeout(_STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _not_started(program: Program, code: int | None) -> UserError:
    missing = _MISSING_LIBRARY.search(program.log.read_text(errors="replace"))
    if missing:
        return UserError(
            f"{program.name} needs {missing[1]}, which this system lacks: install OpenSSL 3 and libcurl "
            f"(Debian 12, Ubuntu 22.04: apt install libssl3 libcurl4), or {OWN_SERVERS}"
        )
    return UserError(
        f"{program.name} did not come up ({_why(program.log, code)}): mend that, or {OWN_SERVERS}"
    )


def _why(log: Path, code: int | None) -> str:
    """How it ended and what its log says of that: mongod's last fatal or error entry, or the last line."""
    if code is None:
        return f"no answer within {_START_SECONDS:.0f} s; see {log}"
    if code < 0:
        return f"ended by {signal.Signals(-code).name}; see {log}"
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    fatal = [line for line in lines if '"s":"F"' in line] or [line for line in lines if '"s":"E"' in line]
    said = (fatal or lines or ["nothing"])[-1]
    with suppress(ValueError):  # mongod logs JSON, redis-server and the loader plain text
        entry = json.loads(said)
        said = f"{entry['msg']} {json.dumps(entry.get('attr', {}))}"
    return f"exit code {code}; {log} says: {said[:300]}"
