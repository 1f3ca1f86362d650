"""The clients of docs/live.md see what is and what changes, after restarts and with other tokens too."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

import pytest

from server.settings import Settings
from tests.conformance.programs import Program, change, lay_out, running_program
from tests.processes.campaign import KEY, batch, publish
from tests.processes.running import running
from tests.serving import Api, Server

pytestmark = pytest.mark.conformance

SECONDS: Final = 2
"For which a token is good."


@asynccontextmanager
async def watching(folder: Path, key: str, *programs: str) -> AsyncIterator[Sequence[Program]]:
    """The campaign, watched by these programs at once."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(running_program(folder, program, FOOTFALL_KEY=key))
            for program in programs
        ]


def all_clients(folder: Path) -> tuple[str, ...]:
    """The programs for graphql-ws, graphql-sse, Apollo Client and urql."""
    over_events = shutil.copy(folder / "watch.js", folder / "watch-events.js")  # as the docs say
    by_socket, by_events = "import { socket } from", "import { events as socket } from"
    change(over_events, f'{by_socket} "./socket.js"', f'{by_events} "./events.js"')
    return "watch.js", "watch-events.js", "apollo.js", "urql.js"


async def all_show(programs: Sequence[Program], contacts: int) -> None:
    """Each prints how many have reached the elements of the campaign."""
    line = f"{contacts} {contacts} {contacts} {len(range(0, contacts, 4))} 0"
    await asyncio.gather(*(program.says(line) for program in programs))


async def assert_show_each_change(programs: Sequence[Program], server: Api, seconds: float) -> None:
    """For so long, one contact after the other."""
    now = asyncio.get_running_loop().time
    end = now() + seconds
    for number in count():
        await server.record(batch([number]))
        await all_show(programs, number + 1)
        if now() > end:
            return


async def test_clients_see_each_change_before_and_after_a_restart(settings: Settings, tmp_path: Path):
    async with AsyncExitStack() as stack:
        async with running(settings) as server:
            await publish(server)
            await server.record(batch([0]))
            lay_out(tmp_path, server, KEY)
            clients = await stack.enter_async_context(watching(tmp_path, server.key, *all_clients(tmp_path)))
            await all_show(clients, 1)
            await server.record(batch([1]))
            await all_show(clients, 2)
            server.stop()
            assert await server.ended() == (0, "")
        async with running(replace(settings, port=int(server.url.rpartition(":")[2]))) as again:
            await again.record(batch([2]))  # while nobody listened, or just about
            await all_show(clients, 3)
            await again.record(batch([3]))
            await all_show(clients, 4)


async def test_clients_go_on_with_another_token_when_one_is_over(server: Server, tmp_path: Path):
    await publish(server)
    lay_out(tmp_path, server, KEY)
    change(tmp_path / "authorization.js", "SECONDS = 3600", f"SECONDS = {SECONDS}")
    async with watching(tmp_path, server.key, *all_clients(tmp_path)) as clients:
        await assert_show_each_change(clients, server, 2.5 * SECONDS)


async def test_who_renews_too_late_is_closed_with_4401_and_goes_on(server: Server, tmp_path: Path):
    await publish(server)
    lay_out(tmp_path, server, KEY)
    change(tmp_path / "authorization.js", "SECONDS = 3600", f"SECONDS = {SECONDS}")
    change(tmp_path / "authorization.js", "0.8 * SECONDS", "2 * SECONDS")
    async with watching(tmp_path, server.key, "watch.js") as client:
        await assert_show_each_change(client, server, 2.5 * SECONDS)
