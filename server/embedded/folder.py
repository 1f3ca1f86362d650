"""The data folder of the embedded servers: one owner at a time, and no orphans of a killed one."""

import asyncio
import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from server.errors import UserError

PROGRAMS = ("mongod", "redis-server")
_PATIENCE = (
    (signal.SIGTERM, 30.0),
    (signal.SIGKILL, 5.0),
)  # the journal makes a kill safe, only slower to load


@contextmanager
def owned(folder: Path) -> Iterator[Path]:
    """Own `folder`, made if absent, until the block ends or this process dies however it dies.

    Yields it resolved. Raises UserError when it cannot be used or a living process owns it.
    """
    folder = folder.resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / "lock").open("a+")
    except OSError as error:
        raise UserError(
            f"cannot use the data folder {folder}: {error.strerror}; choose another with --data"
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise UserError(
                f"the data folder {folder} is in use by another Footfall (process {lock.read().strip()}): "
                "stop it, or choose another folder with --data"
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield folder


async def stop_orphans(folder: Path) -> None:
    """Stop the servers that an owner killed by SIGKILL has left running in the owned `folder`."""
    for how, seconds in _PATIENCE:
        for pid in find_orphans(folder):
            with suppress(ProcessLookupError):  # it ended meanwhile: just what is wanted
                os.kill(pid, how)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while find_orphans(folder):  # noqa: ASYNC110 (no child of ours: nothing to await)
                    await asyncio.sleep(0.05)
                return
    raise UserError(
        f"processes {find_orphans(folder)} in {folder} do not end: end them, or choose another --data"
    )


def find_orphans(folder: Path) -> list[int]:
    """Process ids of every mongod and redis-server whose working directory is inside `folder`.

    Program and directory are read from the kernel (proc(5)), not from a file of ours: a process that
    was given an old process id, or a server of somebody else, is never taken for an orphan.
    """
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _works_in(folder, entry)
    ]


def _works_in(folder: Path, entry: Path) -> bool:
    try:
        program = (entry / "exe").readlink().name.removesuffix(" (deleted)")
        directory = (entry / "cwd").readlink()
    except OSError:
        return False  # it ended, or is another user's: not ours either way
    return program in PROGRAMS and directory.parent == folder
