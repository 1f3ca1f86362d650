"""A room: looked at once for everybody, and nobody waits for anybody."""

import asyncio
from collections.abc import AsyncIterator, Callable
from itertools import pairwise

import pytest

from live.rooms import Rooms, Usage
from measure.errors import ErrorCode, Refused
from tests.waiting import eventually

UNAVAILABLE = Refused(ErrorCode.TEMPORARILY_UNAVAILABLE, "try again")


class Tally:
    """A show of one number: `+n` is what it grew by, `=n` what it is."""

    def __init__(self, interval: float = 0.0) -> None:
        self.interval = interval
        self.looks = 0
        self.is_closed = self.is_over = False
        self.failures: list[Exception] = []
        self._now = self._seen = 0
        self._news = asyncio.Event()

    def add(self, number: int = 1) -> None:
        self._now += number
        self._news.set()

    @property
    def has_news(self) -> bool:
        return self._news.is_set()

    def wake(self) -> None:
        self._news.set()

    async def changed(self) -> None:
        await self._news.wait()

    async def update(self) -> bytes | None:
        self._news.clear()
        self.looks += 1
        if self.failures:
            raise self.failures.pop()
        before, self._seen = self._seen, self._now
        return b"+%d" % (self._now - before) if self._now != before else None

    async def snapshot(self) -> bytes | None:
        return b"=%d" % self._seen

    async def close(self) -> None:
        self.is_closed = True


class Moments(Tally):
    """A show that has nothing to see first."""

    async def snapshot(self) -> None:
        return None


class Reader:
    """A subscriber: what it was sent, and whether it reads."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.at: list[float] = []
        self.ended: Exception | None = None
        self.has_ended = False
        self.is_ready = True
        self._when_ready: set[Callable[[], None]] = set()

    def when_ready(self, call: Callable[[], None]) -> None:
        self._when_ready.add(call)

    def read_on(self) -> None:
        self.is_ready = True
        for call in self._when_ready:
            call()

    def send(self, message: bytes) -> None:
        assert self.is_ready
        self.got.append(message)
        self.at.append(asyncio.get_running_loop().time())

    def end(self, error: Exception | None) -> None:
        self.ended, self.has_ended = error, True

    async def gets(self, *messages: bytes) -> None:
        await eventually(lambda: len(self.got) >= len(messages))
        assert self.got == list(messages)


@pytest.fixture
async def rooms() -> AsyncIterator[Rooms]:
    rooms = Rooms()
    yield rooms
    await rooms.close()


def opens(show: Tally):
    async def opened() -> Tally:
        return show

    return opened


async def join(rooms: Rooms, show: Tally, key: str = "room") -> Reader:
    reader = Reader()
    await rooms.join(key, opens(show), reader)
    return reader


async def test_one_look_serves_all_members(rooms: Rooms):
    show = Tally()
    readers = [await join(rooms, show) for _ in range(1000)]
    show.add()
    for reader in readers:
        await reader.gets(b"=0", b"+1")
    assert (show.looks, rooms.usage) == (1, Usage(rooms=1, members=1000))


async def test_a_joiner_gets_what_the_room_shows(rooms: Rooms):
    show = Tally()
    first = await join(rooms, show)
    show.add(5)
    await first.gets(b"=0", b"+5")
    second = await join(rooms, show)
    show.add(2)
    await second.gets(b"=5", b"+2")
    await first.gets(b"=0", b"+5", b"+2")


async def test_nothing_is_sent_when_nothing_changed(rooms: Rooms):
    show = Tally()
    reader = await join(rooms, show)
    show.wake()
    await eventually(lambda: show.looks == 1)
    show.add()
    await reader.gets(b"=0", b"+1")


async def test_messages_keep_their_distance_for_who_joins_late_too(rooms: Rooms):
    show = Tally(interval=0.05)
    readers = []
    for looks in range(12):
        await eventually(lambda looks=looks: show.looks >= looks)
        readers.append(await join(rooms, show))
        show.add()
    for reader in readers:
        await eventually(lambda reader=reader: sum_of(reader) == 12)
        assert min((late - soon for soon, late in pairwise(reader.at)), default=1) >= 0.045


def sum_of(reader: Reader) -> int:
    """What the messages add up to."""
    total = 0
    for message in reader.got:
        total = int(message[1:]) + (total if message.startswith(b"+") else 0)
    return total


async def test_who_joins_a_quiet_room_is_in_step_with_the_others(rooms: Rooms):
    show = Tally(interval=0.05)
    first = await join(rooms, show)
    show.add()
    await first.gets(b"=0", b"+1")
    second = await join(rooms, show)
    show.add()  # at once, but not for the second, nor for the first without it
    await second.gets(b"=1", b"+1")
    await first.gets(b"=0", b"+1", b"+1")
    assert second.at[1] - second.at[0] >= 0.045


async def test_a_member_that_does_not_read_gets_one_snapshot_and_no_backlog(rooms: Rooms):
    show = Tally()
    slow, quick = await join(rooms, show), await join(rooms, show)
    slow.is_ready = False
    for count in range(1, 101):
        show.add()
        await eventually(lambda count=count: len(quick.got) == 1 + count)  # nobody waits for the slow one
    assert slow.got == [b"=0"]
    slow.read_on()
    await slow.gets(b"=0", b"=100")
    show.add()
    await slow.gets(b"=0", b"=100", b"+1")


async def test_a_moment_that_a_member_does_not_read_has_passed(rooms: Rooms):
    show = Moments()
    slow, quick = await join(rooms, show), await join(rooms, show)
    slow.is_ready = False
    show.add(1)
    await quick.gets(b"+1")
    slow.read_on()
    show.add(2)
    await quick.gets(b"+1", b"+2")
    show.add(3)
    await quick.gets(b"+1", b"+2", b"+3")
    await slow.gets(b"+2", b"+3")


async def test_a_room_with_a_long_interval_is_looked_at_for_who_joins(rooms: Rooms):
    show = Tally(interval=60)
    first = await join(rooms, show)
    show.add(7)
    second = await join(rooms, show)
    assert second.got == [b"=7"]
    assert first.got == [b"=0"]  # it may have its next message in a minute


async def test_what_cannot_be_made_now_is_made_later_for_everybody(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("live.room.RETRY_SECONDS", 0.01)
    show = Tally()
    reader = await join(rooms, show)
    show.failures = [UNAVAILABLE, UNAVAILABLE]
    show.add(3)
    await reader.gets(b"=0", b"=3")
    show.add()
    await reader.gets(b"=0", b"=3", b"+1")


@pytest.mark.parametrize("failure", [Refused(ErrorCode.FORBIDDEN, "no more"), ZeroDivisionError()])
async def test_a_show_that_fails_ends_for_everybody(rooms: Rooms, failure: Exception):
    show = Tally()
    readers = [await join(rooms, show) for _ in range(3)]
    show.failures = [failure]
    show.add()
    await eventually(lambda: all(reader.ended is failure for reader in readers))


async def test_all_are_refused_what_cannot_be_opened_and_the_next_one_tries_again(rooms: Rooms):
    async def refuse() -> Tally:
        raise Refused(ErrorCode.PLAN_REQUIRED, "not on this plan")

    joining = [rooms.join("room", refuse, Reader()) for _ in range(3)]
    refused = await asyncio.gather(*joining, return_exceptions=True)
    assert [type(each) for each in refused] == [Refused] * 3
    assert (await join(rooms, Tally())).got == [b"=0"]


async def test_who_gives_up_takes_nothing_from_the_others(rooms: Rooms):
    show, may_open, reader = Tally(), asyncio.Event(), Reader()

    async def opened() -> Tally:
        await may_open.wait()
        return show

    impatient = asyncio.create_task(rooms.join("room", opened, Reader()))
    patient = asyncio.create_task(rooms.join("room", opened, reader))
    await eventually(lambda: rooms.usage.members == 2)
    impatient.cancel()
    await asyncio.wait([impatient])
    may_open.set()
    (await patient)()
    assert reader.got == [b"=0"]
    await eventually(lambda: show.is_closed)


async def test_a_room_ends_with_its_last_member(rooms: Rooms):
    shows = [Tally(), Tally()]
    leaves = [await rooms.join("room", opens(shows[0]), Reader()) for _ in range(2)]
    leaves[0]()
    assert rooms.usage == Usage(rooms=1, members=1)
    leaves[1]()
    assert rooms.usage == Usage(rooms=0, members=0)
    await join(rooms, shows[1])
    await eventually(lambda: shows[0].is_closed)
    assert not shows[1].is_closed


class Slow(Tally):
    """A show whose messages take a while, during which it has seen already what they say."""

    def __init__(self, interval: float = 0.0) -> None:
        super().__init__(interval)
        self.made = asyncio.Event()
        self.broken = False

    async def update(self) -> bytes | None:
        self._news.clear()
        before, self._seen = self._seen, self._now
        await self._make()
        return b"+%d" % (self._now - before) if self._now != before else None

    async def snapshot(self) -> bytes | None:
        seen = self._seen
        await self._make()
        return b"=%d" % seen

    async def _make(self) -> None:
        try:
            await self.made.wait()
        except asyncio.CancelledError:
            self.broken = True
            raise
        if self.failures:
            raise self.failures.pop()


@pytest.mark.parametrize("interval", [0.0, 60.0])
async def test_who_gives_up_breaks_nothing_off_that_is_the_others_too(rooms: Rooms, interval: float):
    show, impatient = Slow(interval), Reader()
    show.made.set()
    first = await join(rooms, show)
    show.add()  # so that the room is looked at for who joins, or has no snapshot
    if not interval:
        await first.gets(b"=0", b"+1")
    show.made.clear()
    joining = asyncio.create_task(rooms.join("room", opens(show), impatient))
    await asyncio.sleep(0.01)
    joining.cancel()
    await asyncio.wait([joining])
    assert (show.broken, rooms.usage) == (False, Usage(rooms=1, members=1))
    show.made.set()
    assert (await join(rooms, show)).got == [b"=1"]
    assert impatient.got == []


async def test_after_a_message_that_could_not_be_made_nobody_is_sent_an_older_snapshot(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("live.room.RETRY_SECONDS", 0.01)
    show = Slow()
    show.made.set()
    reader = await join(rooms, show)
    show.failures = [UNAVAILABLE]
    show.add(3)
    await reader.gets(b"=0", b"=3")


async def test_who_was_in_step_gets_what_a_failed_early_look_has_seen(rooms: Rooms):
    show = Slow(interval=1.2)
    show.made.set()
    first = await join(rooms, show)
    show.failures = [UNAVAILABLE]
    show.add(3)
    with pytest.raises(Refused):
        await join(rooms, show)
    show.add(1)
    await first.gets(b"=0", b"=4")


async def test_who_is_not_ready_when_it_joins_gets_its_first_message_when_it_is(rooms: Rooms):
    show, reader = Tally(), Reader()
    reader.is_ready = False
    await rooms.join("room", opens(show), reader)
    assert reader.got == []
    show.add(2)
    await eventually(lambda: show.looks == 1)
    reader.read_on()
    await reader.gets(b"=2")


async def test_a_room_that_has_failed_is_opened_anew_while_somebody_has_not_left_it(rooms: Rooms):
    failed, show, reader = Tally(), Tally(), Reader()
    leave = await rooms.join("room", opens(failed), reader)
    failed.failures = [ZeroDivisionError()]
    failed.add()
    await eventually(lambda: reader.ended is not None)
    assert (await join(rooms, show)).got == [b"=0"]
    leave()
    await eventually(lambda: failed.is_closed)
    assert not show.is_closed
    assert rooms.usage == Usage(rooms=1, members=1)


async def test_a_snapshot_that_took_long_to_make_is_not_followed_too_soon(rooms: Rooms):
    class Heavy(Tally):
        async def snapshot(self) -> bytes | None:
            await asyncio.sleep(0.15)
            return await super().snapshot()

    show = Heavy(interval=0.2)
    slow, quick = await join(rooms, show), await join(rooms, show)
    slow.is_ready = False
    show.add()
    await eventually(lambda: len(quick.got) == 2)
    slow.read_on()
    await eventually(lambda: len(slow.got) == 2)
    show.add()
    await slow.gets(b"=0", b"=1", b"+1")
    assert slow.at[2] - slow.at[1] >= 0.19


async def test_a_show_that_is_over_ends_for_all_who_have_seen_its_end(rooms: Rooms):
    show = Tally()
    quick, slow = await join(rooms, show), await join(rooms, show)
    slow.is_ready = False
    show.is_over = True
    show.add()
    await quick.gets(b"=0", b"+1")
    await eventually(lambda: quick.has_ended)
    assert (quick.ended, slow.has_ended) == (None, False)
    slow.read_on()
    await slow.gets(b"=0", b"=1")
    await eventually(lambda: slow.has_ended)


async def test_who_joins_a_show_that_is_over_sees_its_end(rooms: Rooms):
    show = Tally()
    show.is_over = True
    reader = await join(rooms, show)
    assert (reader.got, reader.has_ended, reader.ended) == ([b"=0"], True, None)
