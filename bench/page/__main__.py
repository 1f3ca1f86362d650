"""Measure how smoothly the page shows a large map in Chromium, and what it keeps of it."""

from bench.page import smoothness
from bench.running import named, run

SUBJECTS = named(smoothness)

if __name__ == "__main__":
    run("bench.page", __doc__, SUBJECTS)
