"""Contacts as they move: from the log, no more of them than asked."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

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


async def follow(context: Context, asked: OpenMoves) -> AsyncGenerator[ContactMove, None]:
    """The moves, until the caller stops; evenly spread, and at most so many in any second.

    The contacts of all that is to be sent within a second are looked up at once, in pins made then.
    """
    loop, interval = asyncio.get_running_loop(), 1 / asked.wanted.per_second
    due = loop.time()
    moves, account = context.services.moves, context.account.id
    async with moves.watch(account, asked.map, asked.wanted, asked.rev) as lookout:
        while True:
            for message in await _seen(context, asked, await lookout.next()):
                await asyncio.sleep(due - loop.time())
                yield message
                due = loop.time() + interval  # from when it was taken: a slow client gets no bursts


async def _seen(context: Context, asked: OpenMoves, moves: Sequence[Move]) -> list[ContactMove]:
    context.renew()
    pinned = await automations.existing(context, asked.automation)
    contacts = await see(context, [move.contact for move in moves])
    return [ContactMove(pinned, contact, move) for contact, move in zip(contacts, moves, strict=True)]
