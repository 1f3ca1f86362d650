"""`footfall demo`: a server with a sample campaign and simulated people."""

import asyncio
import math
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import uvloop
from cyclopts.types import PositiveInt

from server.cli.serve import run_server
from server.client import Client
from server.demo.key import demo_key
from server.demo.link import link_to_map
from server.demo.simulator import Progress, simulate
from server.demo.welcome import KEY, welcome
from server.importing.maps import ensure_published
from server.settings import DEFAULTS, CommandLineSettings


def demo(settings: CommandLineSettings = DEFAULTS, *, contacts: PositiveInt = 20_000) -> None:
    """A server, a key kept beside its data, the sample map, and the people on it.

    Parameters
    ----------
    contacts
        How many contacts come in all.
    """
    key = settings.bootstrap_key or demo_key(settings.data)
    embedded = settings.embedded or not (settings.mongodb_url or settings.redis_url)
    served = replace(settings, embedded=embedded, bootstrap_key=key)

    async def play(url: str) -> None:
        async with Client(url, key, patience=math.inf) as client:
            await ensure_published(client, welcome())
            print(greeting(url, key, await link_to_map(client)), flush=True)
            await simulate(client, contacts, show if sys.stdout.isatty() else lambda _: None)

    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run_server(served, play))
    finally:
        if sys.stdout.isatty():
            print()  # what comes next does not belong on the line that is written over


def greeting(url: str, key: str, link: str) -> str:
    """What to try, ready to be pasted."""
    return f"""
Footfall is ready on {url}

Watch the map in a browser; the address signs you in for a day:

  {link}

And there is

  GraphQL        {url}/graphql
  Live updates   {url.replace("http", "ws", 1)}/graphql
  Events         {url}/events
  API key        {key}

Watch the map in a terminal:

  {_program()} watch {KEY} --url {url} --key {key}

Ask for its numbers:

  curl -s {url}/graphql -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\
    -d '{{"query": "{{ automationByKey(key: \\"{KEY}\\") {{ report {{ cohort {{ count }} }} }} }}"}}'

Ctrl-C stops it.
"""


def _program() -> str:
    """How to call this command here: by its name, or by its path where a shell would not find it."""
    called = Path(sys.argv[0])
    return str(called) if called.name == "footfall" and not shutil.which("footfall") else "footfall"


def show(progress: Progress) -> None:
    """One line that is written over and over."""
    rejected = f", {progress.rejected:,} rejected ({progress.complaint})" if progress.rejected else ""
    line = f"{progress.contacts:,} contacts have come; {progress.events:,} events sent{rejected}"
    print(f"\r\x1b[2K{line}", end="", flush=True)
