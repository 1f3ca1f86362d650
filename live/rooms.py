"""All rooms of this process."""

import asyncio
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from live.budget import Budget
from live.member import Outlet, Sent
from live.room import Open, Room

Leave = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Usage:
    """How many rooms there are, and how many are in them."""

    rooms: int
    members: int


class Rooms:
    """Finds the room of those who watch the same thing, and closes one that everybody has left."""

    def __init__(self) -> None:
        self._rooms: dict[Hashable, Room] = {}
        self._budget = Budget()
        self.sent = Sent()
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def usage(self) -> Usage:
        return Usage(len(self._rooms), sum(room.guests for room in self._rooms.values()))

    @property
    def worked(self) -> float:
        """Seconds of the event loop that all rooms have taken so far."""
        return self._budget.worked

    async def join(self, key: Hashable, open: Open, outlet: Outlet) -> Leave:
        """Join the room of `key`, which `open` opens if there is none; call what is returned, once, to leave.

        One that has failed counts as none, though not everybody has left it yet.
        The first message, if there is one and the outlet is ready for it, was sent when this returns.

        Raises what `open` raises, and Refused (TEMPORARILY_UNAVAILABLE).
        """
        room = self._rooms.get(key)
        if room is None or room.has_failed:
            room = self._rooms[key] = Room(open, self._budget, self.sent)
        room.guests += 1
        try:
            member = await room.join(outlet)
        except BaseException:
            self._leave(key, room)
            raise

        def leave() -> None:
            room.leave(member)
            self._leave(key, room)

        return leave

    async def close(self) -> None:
        """End every room."""
        for key, room in tuple(self._rooms.items()):
            self._close(key, room)
        while self._closing:
            await asyncio.wait(self._closing)

    def _leave(self, key: Hashable, room: Room) -> None:
        room.guests -= 1
        if room.guests == 0 and (self._rooms.get(key) is room or room.has_failed):
            self._close(key, room)

    def _close(self, key: Hashable, room: Room) -> None:
        if self._rooms.get(key) is room:  # or another has been opened in its place
            del self._rooms[key]
        closing = asyncio.create_task(room.close(), name="close a room")
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
