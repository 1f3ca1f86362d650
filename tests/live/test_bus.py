"""The bus between processes: what arrives, what an outage costs, and who says so."""

import asyncio
import socket
import time

import pytest
from redis.asyncio import Redis

from live import channels
from live.backend import Resync
from live.bus import Bus
from tests.waiting import eventually


@pytest.fixture
async def here(redis_url, prefix):
    async with Bus(redis_url, prefix) as bus:
        yield bus


@pytest.fixture
async def there(redis_url, prefix):
    async with Bus(redis_url, prefix) as bus:
        yield bus


@pytest.fixture
def channel(prefix):
    return channels.stream(prefix, "acme", "welcome")


@pytest.fixture
async def client(redis_url):
    async with Redis.from_url(redis_url) as redis:
        yield redis


async def listen(bus, channel):
    """All that `channel` brings, as it comes in."""
    heard = []
    await bus.subscribe(channel, heard.append)
    return heard


async def subscribers(client, channel):
    return dict(await client.pubsub_numsub(channel))[channel.encode()]


async def kill_subscribers(client, prefix):
    """Close the reading connections of every bus of this test, and of no other test."""
    for connection in await client.client_list():
        if connection["name"] == f"{prefix}:bus:subscriber":
            await client.client_kill_filter(_id=connection["id"])


async def test_what_one_process_publishes_another_hears_in_order(here, there, channel):
    heard = await listen(there, channel)
    for payload in (b"one", b"two", b"three"):
        await here.publish(channel, payload)
    await eventually(lambda: heard == [b"one", b"two", b"three"])


async def test_a_process_hears_itself(here, channel):
    heard = await listen(here, channel)
    await here.publish(channel, b"one")
    await eventually(lambda: heard == [b"one"])


async def test_every_byte_arrives_as_it_was(here, there, channel):
    heard = await listen(there, channel)
    await here.publish(channel, bytes(range(256)))
    await eventually(lambda: heard == [bytes(range(256))])


def test_no_two_accounts_share_a_channel():
    assert channels.stream("footfall", "acme:mail", "welcome") == "footfall:stream:acme%3Amail:welcome"
    assert channels.stream("footfall", "acme", "mail:welcome") == "footfall:stream:acme:mail:welcome"


async def test_a_channel_hears_nothing_of_another(here, there, prefix, channel):
    heard, others = await listen(there, channel), await listen(there, f"{channel}-2")
    await here.publish(f"{channel}-2", b"other")
    await here.publish(channel, b"own")
    await eventually(lambda: (heard, others) == ([b"own"], [b"other"]))


async def test_two_first_subscribers_at_once_both_hear(here, there, client, channel):
    first, second = await asyncio.gather(listen(there, channel), listen(there, channel))
    assert await subscribers(client, channel) == 1
    await here.publish(channel, b"one")
    await eventually(lambda: first == second == [b"one"])


async def test_the_last_to_leave_ends_the_subscription(here, there, client, channel):
    heard = []
    leaving = await there.subscribe(channel, [].append)
    staying = await there.subscribe(channel, heard.append)
    await there.unsubscribe(leaving)
    await here.publish(channel, b"one")
    await eventually(lambda: heard == [b"one"])

    await there.unsubscribe(staying)
    await there.unsubscribe(staying)
    await eventually(lambda: nobody(client, channel))


async def nobody(client, channel):
    return await subscribers(client, channel) == 0


async def test_a_channel_that_was_left_can_be_entered_again(here, there, channel):
    await there.unsubscribe(await there.subscribe(channel, [].append))
    heard = await listen(there, channel)
    await here.publish(channel, b"one")
    await eventually(lambda: heard == [b"one"])


async def test_a_subscriber_that_gives_up_on_its_way_in_harms_nobody(here, there, client, channel):
    giving_up = asyncio.create_task(there.subscribe(channel, [].append))
    await asyncio.sleep(0)
    giving_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await giving_up
    await eventually(lambda: nobody(client, channel))

    heard = await listen(there, channel)
    await here.publish(channel, b"one")
    await eventually(lambda: heard == [b"one"])


async def test_a_listener_that_raises_deafens_no_other(here, there, channel, caplog):
    def broken(message):
        raise ValueError(message)

    await there.subscribe(channel, broken)
    heard = await listen(there, channel)
    await here.publish(channel, b"one")
    await here.publish(channel, b"two")
    await eventually(lambda: heard == [b"one", b"two"])
    assert caplog.messages == [f"a listener on {channel} raised"] * 2


async def test_garbage_on_a_channel_is_handed_on_and_kills_nothing(here, there, client, channel):
    heard = await listen(there, channel)
    await client.publish(channel, b"\xff\xfe\x00\r\n*3\r\n$-1\x80")
    await client.publish(channel, b"")
    await here.publish(channel, b"one")
    await eventually(lambda: heard == [b"\xff\xfe\x00\r\n*3\r\n$-1\x80", b"", b"one"])


async def test_killed_connections_come_back_with_a_resync_on_every_channel(
    here, there, client, prefix, channel
):
    heard, others = await listen(there, channel), await listen(there, f"{channel}-2")
    for _ in range(3):
        heard.clear(), others.clear()
        await kill_subscribers(client, prefix)
        await eventually(lambda: heard == [Resync(channel)] and others == [Resync(f"{channel}-2")])
        await here.publish(channel, b"after")
        await eventually(lambda: heard == [Resync(channel), b"after"])


async def test_a_restarted_redis_is_found_again(redis_server, prefix, channel):
    await redis_server.start()
    async with Bus(redis_server.url, prefix) as here, Bus(redis_server.url, prefix) as there:
        heard = await listen(there, channel)
        redis_server.stop()
        await eventually(lambda: not here.connected and not there.connected)
        await redis_server.start()
        await eventually(lambda: heard == [Resync(channel)] and here.connected)
        await here.publish(channel, b"after")
        await eventually(lambda: heard == [Resync(channel), b"after"])


async def test_what_a_frozen_redis_did_not_acknowledge_is_resynced(redis_server, prefix, channel):
    await redis_server.start()
    async with Bus(redis_server.url, prefix) as bus:
        redis_server.freeze()
        heard = await listen(bus, channel)
        redis_server.thaw()
        await eventually(lambda: heard == [Resync(channel)])
        await bus.publish(channel, b"after")
        await eventually(lambda: heard == [Resync(channel), b"after"])


async def test_who_subscribes_while_redis_is_away_is_told_when_it_is_back(redis_server, prefix, channel):
    async with Bus(redis_server.url, prefix) as bus:
        assert not bus.connected
        heard = await listen(bus, channel)
        left = await bus.subscribe(f"{channel}-2", heard.append)
        await bus.unsubscribe(left)
        await redis_server.start()
        await bus.wait_connected()
        await eventually(lambda: heard == [Resync(channel)])
        await bus.publish(channel, b"after")
        await eventually(lambda: heard == [Resync(channel), b"after"])


async def test_publishing_while_redis_is_away_is_quick_counted_and_logged_once(
    redis_server, prefix, channel, caplog
):
    await redis_server.start()
    async with Bus(redis_server.url, prefix) as bus:
        redis_server.stop()
        began = time.monotonic()
        for _ in range(100):
            await bus.publish(channel, b"lost")
        assert time.monotonic() - began < 1
        assert bus.lost == 100
    told = [message for message in caplog.messages if message.startswith("publishing")]
    assert len(told) == 1
    assert told[0].startswith("publishing: going on without Redis: ")


async def test_a_redis_that_never_answers_delays_a_publisher_by_a_second_at_most(prefix, channel):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        async with Bus(url, prefix) as bus:
            began = time.monotonic()
            await bus.publish(channel, b"lost")
            await listen(bus, channel)
            assert time.monotonic() - began < 1
            assert bus.lost == 1
