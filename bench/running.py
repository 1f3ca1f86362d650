"""The command line of benches: which subjects, how much of each, and as what they are printed."""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

import uvloop
from rich.console import Console

from bench.ground import Ground, ground
from bench.results import Result
from bench.scale import FULL, QUICK, Scale

Measured = Callable[[Ground], Awaitable[list[Result]]]
Subjects = Mapping[str, Measured]


class Subject(Protocol):
    """A module that measures something."""

    __name__: str

    @property
    def measured(self) -> Measured: ...


def named(*modules: Subject) -> Subjects:
    return {module.__name__.rpartition(".")[2]: module.measured for module in modules}


def run(program: str, description: str | None, subjects: Subjects) -> None:
    """Measure the subjects that the command line names, or all, and print what they found."""
    parser = argparse.ArgumentParser(prog=program, description=description)
    parser.add_argument("subject", nargs="*", help=f"any of {', '.join(subjects)}; all by default")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--quick", action="store_true", help="small sizes, to try it out")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.subject if name not in subjects]
    if unknown:
        parser.error(f"there is no {unknown[0]}; choose from {', '.join(subjects)}")
    # Wide, so that tables are whole lines of Markdown wherever they are printed to.
    console = Console(width=200)

    def show(result: Result) -> None:
        if not arguments.json:
            console.print(f"**{result.title}**", result.table())

    chosen = {name: subjects[name] for name in arguments.subject or subjects}
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        results = runner.run(_measured(chosen, QUICK if arguments.quick else FULL, show))
    if arguments.json:
        json.dump(results, sys.stdout, indent=2, ensure_ascii=False, default=asdict)


async def _measured(
    subjects: Subjects, scale: Scale, show: Callable[[Result], None]
) -> Mapping[str, Sequence[Result]]:
    """The results by subject; each is shown as soon as it is there."""
    results = {}
    with tempfile.TemporaryDirectory(prefix="footfall-bench-") as folder:
        async with ground(Path(folder), scale) as shared:
            for name, measured in subjects.items():
                started = time.perf_counter()
                results[name] = await measured(shared)
                shared.say(f"{name}: done in {time.perf_counter() - started:.0f} s")
                for result in results[name]:
                    show(result)
    return results
