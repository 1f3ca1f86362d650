"""Rates: counted over all processes, and nobody waits for it."""

import logging
from dataclasses import dataclass
from itertools import count, product

import pytest
from redis.asyncio import Redis

from live import channels
from live.rates import Rates
from measure.errors import ErrorCode, Refused
from measure.traffic import Limit
from tests.live.conftest import RedisServer
from tests.waiting import eventually

SIX = Limit("requests of one key in a minute", 6, "FOOTFALL_REQUESTS_PER_MINUTE")
"One in ten seconds."
SECOND = 1_000_000_000


@dataclass
class Clock:
    """Goes on when it is told to."""

    now: int = 1_000 * SECOND

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def here(redis_url, prefix, clock):
    rates = Rates(redis_url, prefix, SIX, clock)
    yield rates
    await rates.close()


@pytest.fixture
async def there(redis_url, prefix, clock):
    rates = Rates(redis_url, prefix, SIX, clock)
    yield rates
    await rates.close()


def admitted(rates: Rates, key: str = "a", most: int = 100) -> int:
    """How many more requests get in, of so many."""
    for number in range(most):
        try:
            rates.admit(key)
        except Refused:
            return number
    return most


def refusal(rates: Rates) -> Refused:
    with pytest.raises(Refused) as raised:
        rates.admit("a")
    return raised.value


async def test_a_minutes_requests_get_in_at_once_and_the_next_one_as_the_bucket_fills_up(here, clock):
    assert admitted(here) == 6
    clock.now += 10 * SECOND - 1
    refused = refusal(here)
    assert (refused.code, refused.message) == (
        ErrorCode.RATE_LIMITED,
        "requests of one key in a minute: 7 is more than the 6 allowed (FOOTFALL_REQUESTS_PER_MINUTE); "
        "try again in 1 s",
    )
    assert refused.extensions == {
        "limit": "requests of one key in a minute",
        "value": 7,
        "most": 6,
        "setting": "FOOTFALL_REQUESTS_PER_MINUTE",
        "retryAfter": 1,
    }
    clock.now += 1
    assert (admitted(here), here.refused) == (1, 3)
    assert refusal(here).extensions["retryAfter"] == 10
    clock.now += 3_600 * SECOND
    assert admitted(here) == 6


async def test_keys_have_rates_of_their_own(here):
    assert (admitted(here, "a"), admitted(here, "b")) == (6, 6)


async def test_what_was_let_in_at_one_process_counts_at_the_others(here, there):
    assert admitted(here, most=4) == 4
    await here.settle()
    assert admitted(there, most=1) == 1  # of a key it has not heard of yet
    await there.settle()
    assert admitted(there) == 1


async def test_what_got_in_too_much_at_several_processes_is_owed(here, there, clock):
    assert (admitted(here), admitted(there)) == (6, 6)
    await here.settle()
    await there.settle()
    refused = refusal(there)
    assert (refused.extensions["value"], refused.extensions["retryAfter"]) == (13, 70)
    clock.now += 60 * SECOND
    assert refusal(there).extensions["retryAfter"] == 10


async def test_a_key_that_keeps_to_its_rate_is_refused_nowhere(here, there):
    """Whatever processes its requests come to."""
    for number, ways in enumerate(product((here, there), repeat=6)):
        for rates in ways:
            rates.admit(str(number))
            await rates.settle()


async def test_redis_holds_a_bucket_only_until_it_is_full(here, redis_url, prefix):
    admitted(here, most=2)
    await here.settle()
    async with Redis.from_url(redis_url) as client:
        assert 19_000 < await client.pttl(channels.rate(prefix, "a")) <= 20_000


async def test_a_process_forgets_full_buckets(here, clock):
    for number in range(1_000):
        here.admit(str(number))
    await here.settle()
    clock.now += 3_600 * SECOND
    here.admit("a")
    await here.settle()
    assert list(here._full_at) == ["a"]


async def test_requests_settle_by_themselves(redis_url, prefix):
    async with (
        Rates(redis_url, prefix, SIX) as here,
        Rates(redis_url, prefix, SIX) as there,
        Redis.from_url(redis_url) as client,
    ):

        async def used(seconds: int) -> bool:
            return await client.pttl(channels.rate(prefix, "a")) > 1_000 * seconds - 5_000

        assert admitted(here, most=4) == 4
        await eventually(lambda: used(40))
        assert admitted(there, most=1) == 1
        await eventually(lambda: used(50))
        await there.settle()  # after the answer to what it settled by itself
        assert admitted(there) == 1


async def test_without_redis_each_process_counts_alone_and_says_so_once(
    redis_server: RedisServer, prefix, clock, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO, "live")
    here = Rates(redis_server.url, prefix, SIX, clock)
    there = Rates(redis_server.url, prefix, SIX, clock)
    for _ in range(3):
        assert (admitted(here, most=1), admitted(there, most=2)) == (1, 2)
        await here.settle()
        await there.settle()
    assert (admitted(here), admitted(there)) == (3, 0)
    said = [record.message for record in caplog.records]
    assert [message.partition(" without Redis: ")[0] for message in said] == ["rates: going on"] * 2

    await redis_server.start()
    async with Redis.from_url(redis_server.url) as client:
        keys = map(str, count())

        async def shares() -> bool:
            here.admit(key := next(keys))
            await here.settle()
            return await client.exists(channels.rate(prefix, key)) == 1

        await eventually(shares)
    assert caplog.records[-1].message.startswith("rates: Redis is back, ")
    clock.now += 10 * SECOND
    assert admitted(here) == 1
    await here.settle()  # Redis takes the bucket for full, since it knows of nothing
    assert admitted(here) == 0
    await here.close()
    await there.close()


async def test_without_a_limit_nothing_is_counted(redis_url, prefix):
    rates = Rates(redis_url, prefix, Limit("requests", 0, "FOOTFALL_REQUESTS_PER_MINUTE"))
    for _ in range(10):
        rates.admit("a")
    assert rates._full_at == {}
    await rates.close()
