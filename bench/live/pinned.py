"""A program in this process's place, on one core: `python -m bench.live.pinned CORE PROGRAM…`."""

import os
import sys

if __name__ == "__main__":
    core, *command = sys.argv[1:]
    os.sched_setaffinity(0, {int(core)})
    os.execvp(command[0], command)
