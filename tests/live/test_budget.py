import asyncio
from time import thread_time

from live.budget import LONGEST_TURN, Budget


def work(seconds: float) -> None:
    """Keep the event loop to oneself."""
    end = thread_time() + seconds
    while thread_time() < end:
        pass


async def test_turns_come_one_at_a_time_and_in_order():
    budget, log = Budget(), []

    async def turn(name: int) -> None:
        async with budget.turn():
            log.append(name)
            await asyncio.sleep(0)
            log.append(name)

    await asyncio.gather(*(turn(name) for name in range(20)))
    assert log == sorted([*range(20), *range(20)])


async def test_others_have_the_loop_for_a_part_of_the_time():
    """Ten turns of 5 ms leave 20 ms or so to whoever else has something to do."""
    budget, clock = Budget(), asyncio.get_running_loop().time
    began = clock()

    async def turn() -> None:
        async with budget.turn():
            work(0.005)

    await asyncio.gather(*(turn() for _ in range(10)))
    assert clock() - began - 10 * 0.005 >= 9 * 0.005 * 0.4


async def test_a_long_turn_is_rested_from_too():
    budget, clock = Budget(), asyncio.get_running_loop().time
    began = clock()

    async def turn() -> None:
        async with budget.turn():
            work(2 * LONGEST_TURN)
            await asyncio.sleep(0.001)  # so that the loop sees to its timers

    await asyncio.gather(*(turn() for _ in range(3)))
    assert clock() - began - 3 * 2 * LONGEST_TURN >= 2 * 2 * LONGEST_TURN * 0.3


async def test_nobody_waits_for_who_waits_for_a_database():
    budget, answered = Budget(), asyncio.Event()

    async def slow() -> None:
        async with budget.turn():
            await answered.wait()

    async def quick() -> None:
        async with budget.turn():
            pass

    waiting = asyncio.create_task(slow())
    async with asyncio.timeout(100 * LONGEST_TURN):
        await asyncio.gather(*(quick() for _ in range(5)))
    assert not waiting.done()
    answered.set()
    await waiting
    await quick()
