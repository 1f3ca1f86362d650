"""Measure answers over HTTP: kept and made anew, beside graphql-yoga; and what limits cost."""

from bench.http import answers, limits
from bench.live.machine import settle
from bench.running import named, run

SUBJECTS = named(answers, limits)

if __name__ == "__main__":
    settle()
    run("bench.http", __doc__, SUBJECTS)
