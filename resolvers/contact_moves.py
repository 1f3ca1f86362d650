"""Contacts as they move: from the log, no more of them than asked."""

from collections import deque
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from live.moves import Lookout
from measure.errors import bad_input
from measure.moves import Move, Wanted
from resolvers import automations
from resolvers.contacts import SeenContact, see
from resolvers.context import Context
from resolvers.pins import PinnedMap

FASTEST = 100


@dataclass(frozen=True, slots=True)
class OpenMoves:
    """A checked subscription to what happens after the commit `rev` of the stream `map`."""

    automation: str
    map: str
    rev: int
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class ContactMove:
    """One message: a move, its contact, and the map it happened on."""

    map: PinnedMap
    contact: SeenContact
    move: Move


async def open_moves(
    context: Context, identifier: str, elements: Sequence[str], per_second: int
) -> OpenMoves:
    """Check what is asked; no `elements` (keys) are all.

    Raises:
        Refused: BAD_USER_INPUT for an automation or an element that does not exist, or a rate out of bounds.
    """
    if not 1 <= per_second <= FASTEST:
        raise bad_input("perSecond", f"must be 1 to {FASTEST}, not {per_second}")
    pinned = await automations.existing(context, identifier)
    automations.check_elements(pinned, elements)
    wanted = Wanted(frozenset(elements), per_second)
    return OpenMoves(identifier, pinned.id, pinned.stream.rev, wanted)


class FollowedMoves:
    """The moves on one map, as they are sent: evenly spread, at most so many in any second.

    The contacts of all that is to be sent within a second are looked up at once, in pins made then.
    """

    def __init__(
        self, context: Context, asked: OpenMoves, lookout: Lookout, watching: AsyncExitStack
    ) -> None:
        self.interval = 1 / asked.wanted.per_second
        self._context = context
        self._open = asked
        self._lookout = lookout
        self._watching = watching
        self._messages: deque[ContactMove] = deque()

    @property
    def is_over(self) -> bool:
        return False

    @property
    def has_news(self) -> bool:
        return bool(self._messages)

    def wake(self) -> None:
        """Nothing: who missed a move is not told of it later."""

    async def changed(self) -> None:
        """Return once there is a move to be sent; raises Refused (TEMPORARILY_UNAVAILABLE)."""
        if not self._messages:
            self._context.renew()  # what was pinned for the last ones is not kept meanwhile
        while not self._messages:
            self._messages.extend(await _seen(self._context, self._open, await self._lookout.next()))

    async def update(self) -> ContactMove | None:
        """The next move."""
        return self._messages.popleft() if self._messages else None

    async def snapshot(self) -> None:
        """Nothing: moves are sent as they happen."""

    async def close(self) -> None:
        """Follow the map no more."""
        await self._watching.aclose()


async def follow(context: Context, asked: OpenMoves) -> FollowedMoves:
    """The moves from now on, until it is closed."""
    moves, account = context.services.moves, context.account.id
    async with AsyncExitStack() as stack:
        watching = moves.watch(account, asked.map, asked.wanted, asked.rev)
        lookout = await stack.enter_async_context(watching)
        return FollowedMoves(context, asked, lookout, stack.pop_all())


async def _seen(context: Context, asked: OpenMoves, moves: Sequence[Move]) -> list[ContactMove]:
    context.renew()
    pinned = await automations.existing(context, asked.automation)
    contacts = await see(context, [move.contact for move in moves])
    return [ContactMove(pinned, contact, move) for contact, move in zip(contacts, moves, strict=True)]
