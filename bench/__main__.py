"""Measure Footfall, each subject beside a rival in the same run."""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import uvloop
from rich.console import Console

from bench import (
    ids,
    ingest,
    loads,
    maps,
    pages,
    paths,
    reads,
    recounts,
    reports,
    single,
    snapshots,
    tracking,
    writers,
)
from bench.ground import Ground, ground
from bench.results import Result
from bench.scale import FULL, QUICK, Scale

SUBJECTS: dict[str, Callable[[Ground], Awaitable[list[Result]]]] = {
    subject.__name__.rpartition(".")[2]: subject.measured
    for subject in (
        ingest,
        snapshots,
        single,
        reads,
        recounts,
        reports,
        tracking,
        pages,
        loads,
        ids,
        maps,
        writers,
        paths,
    )
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("subject", nargs="*", help=f"any of {', '.join(SUBJECTS)}; all by default")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--quick", action="store_true", help="small sizes, to try it out")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.subject if name not in SUBJECTS]
    if unknown:
        parser.error(f"there is no {unknown[0]}; choose from {', '.join(SUBJECTS)}")
    # Wide, so that tables are whole lines of Markdown wherever they are printed to.
    console = Console(width=200)

    def show(result: Result) -> None:
        if not arguments.json:
            console.print(f"**{result.title}**", result.table())

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        scale = QUICK if arguments.quick else FULL
        results = runner.run(_measured(arguments.subject or list(SUBJECTS), scale, show))
    if arguments.json:
        json.dump(results, sys.stdout, indent=2, ensure_ascii=False, default=asdict)


async def _measured(
    names: Sequence[str], scale: Scale, show: Callable[[Result], None]
) -> dict[str, list[Result]]:
    """The results by subject; each is shown as soon as it is there."""
    results = {}
    with tempfile.TemporaryDirectory(prefix="footfall-bench-") as folder:
        async with ground(Path(folder), scale) as shared:
            for name in names:
                started = time.perf_counter()
                results[name] = await SUBJECTS[name](shared)
                shared.say(f"{name}: done in {time.perf_counter() - started:.0f} s")
                for result in results[name]:
                    show(result)
    return results


if __name__ == "__main__":
    main()
