"""A client with a normalised cache holds each number once: a page with six reports never shows two of one."""

from pathlib import Path

import pytest

from tests.conformance.programs import lay_out, running_program
from tests.processes.campaign import KEY, batch, publish
from tests.serving import Server

pytestmark = pytest.mark.conformance


@pytest.mark.parametrize("client", ["apollo", "urql"])
async def test_what_subscriptions_bring_is_what_a_page_of_queries_shows(
    client: str, server: Server, tmp_path: Path
):
    """Without the page asking again, and with nothing of it missing at any time."""
    await publish(server)
    await server.record(batch([0, 1]))
    lay_out(tmp_path, server, KEY)
    env = {"URL": f"{server.url}/graphql", "FOOTFALL_KEY": server.key}
    async with running_program(tmp_path, f"{client}-page.js", **env) as page:
        await page.says("agrees at 2")
        await server.record(batch([2, 4]))  # one of them to the goal, as was 0
        await page.says("agrees at 4")
        await server.record(batch(range(5, 20)))
        await page.says("agrees at 19")
        assert [line for line in page.lines if not line.startswith("agrees at")] == []  # no warnings either
