"""What the machine, or the container on it, has."""

import os
from pathlib import Path

_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
"Of control groups, https://docs.kernel.org/admin-guide/cgroup-v2.html and the first version's."


def memory() -> int:
    """Bytes of memory that this process may use: the machine's, or less where its container has a limit."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limits = (Path(limit).read_text().strip() for limit in _LIMITS if Path(limit).is_file())
    return min([machine, *(int(limit) for limit in limits if limit.isdecimal())])
