"""`footfall demo` as somebody meets it who has just cloned it."""

import asyncio
import re
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.client import Client
from server.demo.simulator import last_arrived
from server.embedded.folder import stop_orphans
from tests.commands import footfall
from tests.waiting import eventually

CONTACTS = 30
GREETING = re.compile(
    r"""
Footfall is ready on (?P<url>http://127\.0\.0\.1:\d+)

Watch the map in a browser; the address signs you in for a day:

  (?P=url)/\?map=welcome#token=(?P<token>\S+)

And there is

  GraphQL        (?P=url)/graphql
  Live updates   ws://127\.0\.0\.1:\d+/graphql
  Events         (?P=url)/events
  API key        (?P<key>demo_\S+)

Watch the map in a terminal:

  footfall (?P<watch>watch welcome --url (?P=url) --key (?P=key))

"""
)


@dataclass(frozen=True)
class Demo:
    """One that has greeted; `watch` are the words of the command it proposes."""

    url: str
    key: str
    token: str
    watch: list[str]
    process: Process

    async def contacts(self) -> int:
        """How many have come."""
        async with Client(self.url, self.key) as client:
            return await last_arrived(client, CONTACTS)

    async def interrupted(self) -> tuple[int | None, bytes]:
        """The exit code after Ctrl-C, and what it said on stderr."""
        self.process.send_signal(signal.SIGINT)
        _, said = await self.process.communicate()
        return self.process.returncode, said


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[Demo]:
    async with footfall("demo", "--port", "0", "--data", str(folder), "--contacts", str(CONTACTS)) as process:
        assert process.stdout is not None
        greeting = (await process.stdout.readuntil(b"Ask for its numbers:\n")).decode()
        told = GREETING.match(greeting)
        assert told, greeting
        yield Demo(told["url"], told["key"], told["token"], told["watch"].split(), process)


@pytest.fixture
async def folder(tmp_path: Path) -> AsyncIterator[Path]:
    yield tmp_path
    await stop_orphans(tmp_path)


def processes_in(folder: Path) -> list[str]:
    """The command line of everything that works in the folder or was started from it."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            places = [(entry / link).readlink() for link in ("exe", "cwd")]
            if any(place.is_relative_to(folder) for place in places):
                found.append((entry / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue  # it has ended, or is another user's
    return found


async def test_the_demo_goes_on_where_it_was_also_after_kill_9(folder: Path):
    async with demo(folder) as first:
        await updates_of(first, 3)
        assert await role_of(first.url, first.token) == "EDITOR"
        await eventually(lambda: came(first, 10))
        assert await first.interrupted() == (0, b"")
    assert processes_in(folder) == []

    async with demo(folder) as second:
        assert second.key == first.key
        assert await second.contacts() >= 10
        await eventually(lambda: came(second, 20), timeout=20)
        second.process.kill()
        await second.process.wait()
    assert len(processes_in(folder)) == 2  # its mongod and redis-server

    async with demo(folder) as third:
        assert third.key == first.key
        assert await third.contacts() >= 20
        assert len(processes_in(folder)) == 2
        assert await third.interrupted() == (0, b"")
    assert processes_in(folder) == []


async def role_of(url: str, token: str) -> str:
    async with Client(url, token) as client:
        answer = await client.query("{ viewer { role } }", dict[str, dict[str, str]])
    return answer["viewer"]["role"]


async def came(running: Demo, contacts: int) -> bool:
    return await running.contacts() >= contacts


async def updates_of(running: Demo, count: int) -> None:
    """What the command it proposes prints into a pipe: a line per update, the snapshot first."""
    async with footfall(*running.watch) as watching:
        assert watching.stdout is not None
        async with asyncio.timeout(20):
            lines = [(await watching.stdout.readline()).decode() for _ in range(count)]
        watching.send_signal(signal.SIGINT)
        assert (await watching.communicate())[1] == b""
    assert re.match(r"\S+Z snapshot contacts=\d+ \| signup-form reached=\d+ here=\d+ were=\d+ \| ", lines[0])
    for line in lines[1:]:
        assert re.match(r"\S+Z update contacts=\d+ \| ", line)
    assert watching.returncode == 0
