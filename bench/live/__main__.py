"""Measure live maps, each figure beside those of a stock Strawberry subscription and of Node."""

from bench.live import ceiling, fan_out, idle, many_maps
from bench.live.machine import settle
from bench.running import named, run

SUBJECTS = named(ceiling, fan_out, many_maps, idle)

if __name__ == "__main__":
    settle()
    run("bench.live", __doc__, SUBJECTS)
