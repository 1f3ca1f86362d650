"""What a process takes in memory."""

import re
from pathlib import Path

KILOBYTE = 1_024


def resident(process: int | str = "self") -> int:
    """Bytes of a process in memory now."""
    return _status(process, "VmRSS")


def most_resident(process: int | str = "self") -> int:
    """The most bytes that a process ever had in memory."""
    return _status(process, "VmHWM")


def _status(process: int | str, name: str) -> int:
    """A field of https://man7.org/linux/man-pages/man5/proc_pid_status.5.html"""
    found = re.search(rf"^{name}:\s+(\d+) kB$", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
    if found is None:
        raise RuntimeError(f"/proc/{process}/status has no {name}")
    return int(found[1]) * KILOBYTE
