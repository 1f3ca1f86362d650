"""The two cores, and what a process takes of one.

The server that is measured has a core to itself; the load generator, MongoDB and Redis share the other.
"""

import os
import resource
from functools import cache
from pathlib import Path

PINNED = "bench.live.pinned"
_TICKS = os.sysconf("SC_CLK_TCK")


@cache
def cores() -> tuple[int, int]:
    """The server's core, and that of all others, as they were when this was first asked."""
    mine = sorted(os.sched_getaffinity(0))
    if len(mine) < 2:
        raise RuntimeError(f"the live bench needs two cores, this process may use {len(mine)}")
    return mine[0], mine[1]


def settle() -> tuple[int, int]:
    """Leave the server's core, with all that is started later, and allow for many sockets; both cores."""
    server, other = cores()
    os.sched_setaffinity(0, {other})
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return server, other


def cpu_seconds(process: int | str = "self") -> float:
    """What a process has taken, itself and the kernel for it, in all its threads.

    https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    """
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def busy_seconds(core: int) -> float:
    """How long a core has worked, for whomever.

    https://man7.org/linux/man-pages/man5/proc_stat.5.html
    """
    for line in Path("/proc/stat").read_text().splitlines():
        name, *ticks = line.split()
        if name == f"cpu{core}":
            user, nice, system, _idle, _waiting, hard, soft = map(int, ticks[:7])
            return (user + nice + system + hard + soft) / _TICKS
    raise RuntimeError(f"/proc/stat has no core {core}")
