"""A room: all who watch the same thing. It is looked at once, and a message is made once, for all of them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from math import inf
from typing import Any, Final

from live.budget import Budget
from live.member import Member, Outlet, Sent
from live.show import Show
from measure.errors import ErrorCode, Refused

log = logging.getLogger(__name__)

RETRY_SECONDS: Final = 1.0
OLDEST_SECONDS: Final = 1.0
"How old the first message may be that somebody gets; a room with a long interval is looked at again for it."
LONGEST_WAIT: Final = 1.0
"How many seconds members wait for one who has just joined, so that it is in step with them."
AT_ONCE: Final = 250
"Members that are sent to before the event loop has its turn."


Open = Callable[[], Awaitable[Show[bytes]]]
"Opens what a room shows, as messages that are ready to be sent."


class Room:
    """One show and its members.

    A member that is not ready when a message is sent, or has had another just before, is out of step: it gets
    a snapshot when the next is due and it is ready. Nothing is kept for it, and nobody waits for it.
    """

    def __init__(self, open: Open, budget: Budget, sent: Sent) -> None:
        """`budget` and `sent` are all rooms': what each takes of the time, and has sent, is added to them."""
        self.guests = 0
        "Members, and those who wait to be."
        self._members: dict[Member, None] = {}
        "In the order of joining, so that each has its turn at the same moment of every message."
        self._joining: set[Member] = set()
        self._admissions: set[asyncio.Task[None]] = set()
        self._budget = budget
        self._sent = sent
        self._snapshot: bytes | None = None
        self._snapshot_at = -inf
        self._failure: Exception | None = None
        self._looked_at = self._joined_at = -inf
        # One look at a time, and nobody joins in the middle of one.
        self._looking = asyncio.Lock()
        self._opening = asyncio.create_task(self._open(open), name="open a room")
        self._opening.add_done_callback(_retrieved)
        self._running: asyncio.Task[None] | None = None

    @property
    def has_failed(self) -> bool:
        """Whether nobody can join any more."""
        return self._failure is not None

    async def join(self, outlet: Outlet) -> Member:
        """A new member, after its first message if it is ready for one.

        Raises what opening the show raises, and Refused (TEMPORARILY_UNAVAILABLE).
        """
        # Shielded: one who gives up must not take the show from the others, nor break off a look or a
        # message that is theirs too.
        show = await asyncio.shield(self._opening)
        member = Member(outlet)
        self._joining.add(member)
        admission = asyncio.create_task(self._admit(show, member), name="join a room")
        self._admissions.add(admission)
        admission.add_done_callback(self._admissions.discard)
        admission.add_done_callback(_retrieved)
        try:
            await asyncio.shield(admission)
        except BaseException:
            self.leave(member)
            raise
        finally:
            self._joining.discard(member)
        return member

    def leave(self, member: Member) -> None:
        self._members.pop(member, None)

    async def close(self) -> None:
        """End the show; nobody is told."""
        tasks = [task for task in (self._opening, self._running, *self._admissions) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        if not self._opening.cancelled() and self._opening.exception() is None:
            await self._opening.result().close()

    async def _open(self, open: Open) -> Show[bytes]:
        show = await open()
        self._looked_at = asyncio.get_running_loop().time()
        self._running = asyncio.create_task(self._run(show), name="run a room")
        return show

    async def _admit(self, show: Show[bytes], member: Member) -> None:
        async with self._looking:
            if self._failure is not None:
                raise self._failure
            clock = asyncio.get_running_loop().time
            if show.has_news and self._looked_at + show.interval - clock() > OLDEST_SECONDS:
                await self._look_early(show)
            snapshot = await self._first_message(show)
            if member not in self._joining:  # it has given up
                return
            self._members[member] = None
            if snapshot is None:
                return
            if not member.outlet.is_ready:
                self._wait_for(member, show)
                return
            self._joined_at = clock()
            member.not_before = self._joined_at + show.interval
            member.outlet.send(snapshot)
            self._sent.first += 1
            self._dismiss(show)

    async def _run(self, show: Show[bytes]) -> None:
        """Look whenever something is new, as often as the interval and the budget allow."""
        while True:
            try:
                await show.changed()
                await self._until_due(show)
                async with self._budget.turn(), self._looking:
                    # Looks are paced, not only messages: changes that show nowhere cost no more than others.
                    self._looked_at = asyncio.get_running_loop().time()
                    await self._look(show)
                    self._dismiss(show)
            except Refused as refused:
                if refused.code is not ErrorCode.TEMPORARILY_UNAVAILABLE:
                    self._end(refused)
                    return
                await self._try_later(show, refused)
            except Exception as error:  # whatever it was: its members would wait for ever
                log.exception("a room failed")
                self._end(error)
                return

    async def _until_due(self, show: Show[bytes]) -> None:
        """Wait until its members, and if that is soon those who joined last, may have another message."""
        clock = asyncio.get_running_loop().time
        patience = clock() + min(show.interval, LONGEST_WAIT)
        while True:
            due = max(self._looked_at + show.interval, min(self._joined_at + show.interval, patience))
            if (wait := due - clock()) <= 0:
                return
            await asyncio.sleep(wait)

    async def _look(self, show: Show[bytes]) -> None:
        update = await self._update(show)
        if late := await self._send(show, update):
            await self._send_first(show, late, update)

    async def _update(self, show: Show[bytes]) -> bytes | None:
        """Look again. Whatever comes of it, a snapshot from before is of what is no more."""
        self._snapshot = None
        return await show.update()

    async def _send(self, show: Show[bytes], update: bytes | None) -> list[Member]:
        """Send `update` to all who are in step; who is not, and could be now."""
        # From here, or one that took long to make would be followed too soon by one that did not.
        self._looked_at = now = asyncio.get_running_loop().time()
        late: list[Member] = []
        for count, member in enumerate(tuple(self._members), 1):
            if count % AT_ONCE == 0:
                await asyncio.sleep(0)
            if member not in self._members:
                continue
            if member.is_in_step and update is None:
                continue
            if not member.outlet.is_ready:
                self._wait_for(member, show)
            elif member.not_before > now:
                member.is_in_step = False
                show.wake()
            elif member.is_in_step:
                assert update is not None  # or the member would have been passed over
                member.outlet.send(update)
                self._sent.updates += 1
            else:
                late.append(member)
        return late

    async def _send_first(self, show: Show[bytes], members: list[Member], update: bytes | None) -> None:
        """Send what they missed, as one message, to members that are out of step.

        Where nothing comes first, what they missed has passed, and they get `update` like the others.
        """
        message = await self._first_message(show) or update
        # From here: what is sent next is not to follow this too soon either.
        self._looked_at = asyncio.get_running_loop().time()
        for member in members:
            if member not in self._members:
                continue
            if not member.outlet.is_ready:
                self._wait_for(member, show)
                continue
            member.is_in_step = True
            if message is not None:
                member.outlet.send(message)
                self._sent.resyncs += 1

    def _wait_for(self, member: Member, show: Show[bytes]) -> None:
        """Have a snapshot made for a member once it reads again."""
        member.is_in_step = False
        member.outlet.when_ready(show.wake)

    async def _first_message(self, show: Show[bytes]) -> bytes | None:
        now = asyncio.get_running_loop().time()
        if self._snapshot is None or now - self._snapshot_at > OLDEST_SECONDS:
            self._snapshot, self._snapshot_at = await show.snapshot(), now
        return self._snapshot

    async def _look_early(self, show: Show[bytes]) -> None:
        """Look for a joiner's sake; it is too early for the others, who are out of step then."""
        missed = True  # also when the message could not be made
        try:
            missed = await self._update(show) is not None
        finally:
            if missed:
                self._all_are_behind(show)

    async def _try_later(self, show: Show[bytes], refused: Refused) -> None:
        """What could not be made now is not lost: everybody gets a snapshot once it can."""
        log.warning("a room is not up to date: %s", refused.message)
        self._all_are_behind(show)
        await asyncio.sleep(RETRY_SECONDS)

    def _dismiss(self, show: Show[bytes]) -> None:
        """When the show is over, end it for all who have seen its end; the others get a snapshot of that."""
        if not show.is_over:
            return
        for member in tuple(self._members):
            if member.is_in_step:
                self.leave(member)
                member.outlet.end(None)

    def _all_are_behind(self, show: Show[bytes]) -> None:
        for member in self._members:
            member.is_in_step = False
        show.wake()

    def _end(self, error: Exception) -> None:
        self._failure = error
        for member in tuple(self._members):
            member.outlet.end(error)


def _retrieved(task: asyncio.Task[Any]) -> None:
    """Its error is everyone's who waits; when all have given up, nobody needs it."""
    if not task.cancelled():
        task.exception()
