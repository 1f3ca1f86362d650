"""Turns: a committer that lost a race goes first, and nobody waits long for it."""

import asyncio
import time

import pytest
from redis.asyncio import Redis

from live import channels
from live.turns import Turns
from tests.waiting import eventually


@pytest.fixture
async def here(redis_url, prefix):
    async with Turns(redis_url, prefix) as turns:
        yield turns


@pytest.fixture
async def there(redis_url, prefix):
    async with Turns(redis_url, prefix) as turns:
        yield turns


@pytest.fixture
async def client(redis_url):
    async with Redis.from_url(redis_url) as redis:
        yield redis


@pytest.fixture
def key(prefix):
    return channels.turn(prefix, "welcome")


async def test_only_one_holds_the_turn(here, there):
    holders = 0

    async def commit(turns):
        nonlocal holders
        async with turns.take("welcome") as mine:
            holders += 1
            together = holders
            await turns.wait("another stream")
            holders -= 1
            return mine, together

    assert await asyncio.gather(*(commit(turns) for turns in (here, there) * 4)) == [(True, 1)] * 8


async def test_others_wait_until_the_turn_is_over(here, there):
    order = []

    async def commit():
        await there.wait("welcome")
        order.append("winner")

    async with here.take("welcome"):
        winner = asyncio.create_task(commit())
        await there.wait("another stream")
        order.append("loser")
    await winner
    assert order == ["loser", "winner"]


async def test_streams_have_turns_of_their_own(here, there):
    async with here.take("welcome") as first, there.take("winback") as second:
        assert (first, second) == (True, True)


async def test_nobody_waits_for_a_turn_longer_than_half_a_second(here, there):
    async with here.take("welcome"):
        began = time.monotonic()
        await there.wait("welcome")
        waited = time.monotonic() - began
        async with there.take("welcome") as mine:
            assert not mine
    assert 0.5 <= waited < 1


async def test_the_turn_of_a_committer_that_died_ends_by_itself(here, client, key):
    holding = here.take("welcome")
    await holding.__aenter__()
    assert 0 < await client.pttl(key) <= 2_000
    await eventually(lambda: gone(client, key), timeout=5)
    await holding.__aexit__(None, None, None)


async def gone(client, key):
    return not await client.exists(key)


async def test_a_turn_is_released_also_when_the_commit_fails(here, client, key):
    with pytest.raises(ValueError, match="lost again"):
        async with here.take("welcome"):
            raise ValueError("lost again")
    assert await gone(client, key)


async def test_who_outlived_its_turn_leaves_the_next_holder_alone(here, client, key):
    async with here.take("welcome"):
        await client.set(key, "the next holder")
    assert await client.get(key) == b"the next holder"


async def test_without_redis_nobody_waits(redis_server, prefix):
    async with Turns(redis_server.url, prefix) as turns:
        began = time.monotonic()
        await turns.wait("welcome")
        async with turns.take("welcome") as mine:
            assert not mine
        assert time.monotonic() - began < 0.2
