import asyncio

import pytest

from resolvers.once import Once


async def test_a_value_is_made_once_for_all_who_ask():
    once: Once[str, int] = Once()
    go = asyncio.Event()
    made: list[str] = []

    async def make() -> int:
        made.append("made")
        await go.wait()
        return 7

    asking = [asyncio.create_task(once.get("key", make)) for _ in range(3)]
    await asyncio.sleep(0)
    go.set()
    assert await asyncio.gather(*asking) == [7, 7, 7]
    assert await once.get("key", make) == 7
    assert made == ["made"]


async def test_who_gives_up_takes_it_from_nobody():
    once: Once[str, int] = Once()
    go = asyncio.Event()

    async def make() -> int:
        await go.wait()
        return 7

    first, second = (asyncio.create_task(once.get("key", make)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    go.set()
    assert await second == 7
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_an_error_is_everyones():
    once: Once[str, int] = Once()

    async def make() -> int:
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            await once.get("key", make)
