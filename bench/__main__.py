"""Measure Footfall, each subject beside a rival in the same run."""

from bench import (
    actions,
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
from bench.running import named, run

SUBJECTS = named(
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
    actions,
)

if __name__ == "__main__":
    run("bench", __doc__, SUBJECTS)
