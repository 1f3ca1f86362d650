"""What an open map adds up to is what the query says, whatever happens, and wherever."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.settings import Settings
from tests.acceptance.flows import counted_report
from tests.acceptance.stories import WORKED, achieved, moved
from tests.acceptance.tenant import ID_OF, Tenant
from tests.acceptance.test_histories import on_one_server
from tests.acceptance.watching import STATS, Asked, Watcher, watching
from tests.serving import Server, serving
from tests.strategies import histories


@pytest.fixture
def only_the_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks at the log's head without a reason: what is shown came by the bus."""
    monkeypatch.setattr("live.feed.HEAD_SECONDS", 600)


@pytest.fixture
async def other(server: Server, settings: Settings) -> AsyncIterator[Server]:
    """Another server on the same database. What should be shown is asked here: to answer a query, a
    server reads the log, and with it what its subscribers have not been told yet.
    """
    async with serving(settings) as running:
        yield running


@pytest.fixture
async def silent(server: Server, settings: Settings) -> AsyncIterator[Server]:
    """A server whose announcements are lost."""
    async with serving(replace(settings, channel_prefix=f"{settings.channel_prefix}-unheard")) as running:
        yield running


@pytest.mark.usefixtures("only_the_bus")
@hypothesis.settings(on_one_server, max_examples=8)
@given(steps=histories(), data=st.data())
async def test_accumulated_values_equal_the_query_after_any_traffic(
    server: Server, other: Server, steps, data
):
    here = await Tenant.new(server)
    there = here.at(other)
    first, *rest = steps
    await here.take([first])
    automation = (await here.ask(ID_OF, key="welcome"))["automationByKey"]["id"]
    rows = (await counted_report(here, "welcome"))["elements"]
    some = data.draw(st.lists(st.sampled_from([row["element"]["key"] for row in rows]), min_size=1))
    everything = [
        Asked(stats=STATS),
        Asked(group=data.draw(st.sampled_from(rows))["reached"]["id"]),
        Asked(elements=some, stats=data.draw(st.lists(st.sampled_from(STATS), min_size=1))),
    ]
    async with AsyncExitStack() as stack:
        watchers = [
            await stack.enter_async_context(watching(here, automation, asked)) for asked in everything
        ]
        for step in rest:
            await data.draw(st.sampled_from((here, there))).take([step])
            for asked, watcher in zip(everything, watchers, strict=True):
                await watcher.shows(await asked.query(there, "welcome"))
    versions = sum(name == "publish" and step[0]["key"] == "welcome" for name, *step in steps)
    assert [watcher.snapshots for watcher in watchers] == [versions] * 3


async def caught_up(watcher: Watcher, at: Server) -> None:
    await watcher.shows(await Asked().query(Tenant(at, at.key), "worked"))


@pytest.mark.usefixtures("only_the_bus")
async def test_a_burst_adds_up_however_it_is_cut_into_messages(server: Server, other: Server):
    here = Tenant(server, server.key)
    async with watching(here, await here.publish(WORKED)) as watcher:
        for number in range(40):
            await here.record(*moved(f"c-{number}", "T E1 W1"), achieved(f"c-{number}", "G"))
        await caught_up(watcher, other)
    assert watcher.board.cohort["count"] == 40
    assert watcher.snapshots == 1


@pytest.mark.usefixtures("only_the_bus")
async def test_a_commit_through_another_server_reaches_the_subscriber(server: Server, other: Server):
    here, there = Tenant(server, server.key), Tenant(other, other.key)
    async with watching(here, await here.publish(WORKED)) as watcher:
        for number in range(5):
            await there.record(*moved(f"there-{number}", "T E1 W1"))
            await caught_up(watcher, other)
            await here.record(*moved(f"here-{number}", "T E1"))
            await caught_up(watcher, other)
    assert watcher.board.cohort["count"] == 10
    assert watcher.snapshots == 1


@pytest.mark.usefixtures("only_the_bus")
async def test_a_publish_through_another_server_is_a_snapshot(server: Server, other: Server):
    here, there = Tenant(server, server.key), Tenant(other, other.key)
    shorter = {**WORKED, "elements": WORKED["elements"][:-1], "connectors": WORKED["connectors"][:-1]}
    async with watching(here, await here.publish(WORKED)) as watcher:
        await there.publish(shorter)
        await caught_up(watcher, other)
    assert (watcher.board.version, watcher.snapshots) == (2, 2)
    assert "X" not in watcher.board.elements


@pytest.mark.usefixtures("only_the_bus")
async def test_a_commit_after_one_that_was_not_announced_fills_the_gap(
    server: Server, other: Server, silent: Server
):
    here, there = Tenant(server, server.key), Tenant(other, other.key)
    async with watching(here, await here.publish(WORKED)) as watcher:
        await Tenant(silent, silent.key).record(*moved("A", "T E1 W1"))
        await there.record(*moved("B", "T E1"))
        await caught_up(watcher, other)
    assert watcher.board.cohort["count"] == 2


async def test_a_last_commit_that_was_not_announced_is_found_in_the_log(
    server: Server, other: Server, silent: Server
):
    here = Tenant(server, server.key)
    async with watching(here, await here.publish(WORKED)) as watcher:
        await Tenant(silent, silent.key).record(*moved("A", "T E1 W1"))
        await caught_up(watcher, other)
    assert watcher.board.cohort["count"] == 1
