"""One batch's walk into the log: contact documents → account stream → automation streams.

Each event stands in exactly one commit, so that whatever a crash leaves is a correct part, and a resend
finds the rest.
"""

import asyncio
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum, auto
from typing import TypeVar

from msgspec.structs import replace

from measure import account_fold, map_fold
from measure.account_state import AccountChanges, AccountState, Arrival
from measure.accounts import Account
from measure.events import MOST_EVENTS, Event, SentEvent
from measure.map_state import MapChanges, MapState
from measure.rejections import Rejection
from measure.sets import Set
from store.automations import Automations
from store.closing import closed
from store.commits import CommitKind
from store.contacts import Contacts
from store.event_documents import arrival_document, event_document
from store.judgement import Judgement, Sent, Verdict, automation_keys
from store.log import Log, LostRace, SeenIds
from store.stream import AnyStream, MapStream, Stream
from store.streams import Streams
from store.writer import Entry, Writer

S = TypeVar("S")
C = TypeVar("C")
T = TypeVar("T", Event, Arrival | Event)

MOST_AGAIN = 1_000
"Events in a commit that lost a race before."


class Taken(Enum):
    """What becomes of an event that is not rejected."""

    ACCEPTED = auto()  # new, and in every number
    DUPLICATE = auto()  # its id was accepted before


Fate = Taken | Rejection


class BatchWriter:
    """Takes batches of one account at a time."""

    def __init__(
        self, log: Log, contacts: Contacts, automations: Automations, streams: Streams, writer: Writer
    ) -> None:
        self._log = log
        self._contacts = contacts
        self._automations = automations
        self._streams = streams
        self._writer = writer

    async def load(self, account: Account, batch: Sequence[Sent]) -> list[AnyStream]:
        """The streams that a batch will be written to, loaded; they stay so while somebody holds them."""
        await self._log.primary.wait()
        keys = automation_keys(batch)
        ids = await self._automations.ids_of(account.id, keys)
        loaded: list[AnyStream] = [await self._streams.account(account.id)]
        for automation in ids.values():
            loaded.append(await self._streams.map(account.id, automation))
        return loaded

    async def write(self, account: Account, batch: Sequence[Sent], now: datetime) -> list[Fate]:
        """What became of every item; returns once all that is accepted is durable."""
        await self._log.primary.wait()
        judgement = Judgement(account, self._automations, self._streams)
        ordinals = await self._contacts.ordinals(account.id, _contact_keys(batch))
        arrived = await self._arrived(account, ordinals)
        verdicts = await judgement.judge(batch, ordinals, now)
        seen = await self._log.seen(account.id, _ids_to_look_up(batch, verdicts, arrived))
        fates = _fates(batch, verdicts, seen)
        taken = [
            (sent, verdict)
            for sent, verdict, fate in zip(batch, verdicts, fates, strict=True)
            if isinstance(sent, SentEvent) and isinstance(verdict, Event) and fate is Taken.ACCEPTED
        ]
        new = dict.fromkeys(sent.contact for sent, _ in taken if _makes_contact(sent, ordinals))
        ordinals |= await self._contacts.create(account.id, [key for key in new if key is not None])
        placed = [(judgement.map_of(sent), _placed(sent, event, ordinals)) for sent, event in taken]
        known = await self._commit(account, placed)
        return [_late_fate(sent, fate, known) for sent, fate in zip(batch, fates, strict=True)]

    async def _arrived(self, account: Account, ordinals: Mapping[str, int]) -> set[str]:
        """The keys of the contacts that the account has heard of; a crash may leave documents of others."""
        stream = await self._streams.account(account.id)
        if any(ordinal not in stream.state.contacts for ordinal in ordinals.values()):
            await stream.catch_up()
        return {key for key, ordinal in ordinals.items() if ordinal in stream.state.contacts}

    async def _commit(
        self, account: Account, placed: Sequence[tuple[MapStream | None, Event]]
    ) -> frozenset[str]:
        """Write the events to their streams; the ids that turned out to be in the log already."""
        stream = await self._streams.account(account.id)
        own: list[Event] = []
        by_map: dict[str, tuple[MapStream, list[Event]]] = {}
        for target, event in placed:
            its = own if target is None else by_map.setdefault(target.id, (target, []))[1]
            its.append(event)
        arrivals = _arrivals((event for _, event in placed), stream.now.state.contacts)
        entries: list[Arrival | Event] = [*arrivals, *own]
        known = await self._append(stream, entries, _account_entry)
        written = await asyncio.gather(
            *(self._append(target, its, _map_entry) for target, its in by_map.values()),
            return_exceptions=True,
        )
        for outcome in written:
            if isinstance(outcome, BaseException):
                raise outcome
            known |= outcome
        return known

    async def _append(
        self, stream: Stream[S, C], items: Sequence[T], entry_of: Callable[[Sequence[T]], Entry[S, C]]
    ) -> frozenset[str]:
        """Append `items` in as few commits as fit; the ids that were in the log already."""
        known: frozenset[str] = frozenset()
        append, most = self._writer.append, MOST_EVENTS
        while items:
            chunk = closed(items, most)
            outcome = await append(stream, entry_of(chunk))
            if isinstance(outcome, LostRace):
                append, most = self._writer.append_in_turn, MOST_AGAIN
            elif isinstance(outcome, SeenIds):
                known |= outcome.ids
                items = [item for item in items if isinstance(item, Arrival) or item.id not in known]
            else:
                items = items[len(chunk) :]
        return known


def _contact_keys(batch: Sequence[Sent]) -> set[str]:
    """The contacts that events name."""
    named = (sent.contact for sent in batch if isinstance(sent, SentEvent))
    return {key for key in named if key is not None}


def _ids_to_look_up(batch: Sequence[Sent], verdicts: Sequence[Verdict], arrived: Container[str]) -> set[str]:
    """Ids that decide whether an event is refused, or a contact made, for something seen before.

    All others the log's unique index refuses when they are written.
    """
    return {
        sent.id
        for sent, verdict in zip(batch, verdicts, strict=True)
        if sent.id is not None and (isinstance(verdict, Rejection) or _makes_contact(sent, arrived))
    }


def _makes_contact(sent: Sent, known: Container[str]) -> bool:
    return isinstance(sent, SentEvent) and sent.contact is not None and sent.contact not in known


def _fates(batch: Sequence[Sent], verdicts: Sequence[Verdict], seen: frozenset[str]) -> list[Fate]:
    """Duplicates are told before all else, and only what was accepted counts as seen."""
    fates: list[Fate] = []
    taken = set(seen)
    for sent, verdict in zip(batch, verdicts, strict=True):
        if sent.id is not None and sent.id in taken:
            fates.append(Taken.DUPLICATE)
        elif isinstance(verdict, Rejection):
            fates.append(verdict)
        else:
            taken.add(verdict.id)
            fates.append(Taken.ACCEPTED)
    return fates


def _late_fate(sent: Sent, fate: Fate, known: frozenset[str]) -> Fate:
    return Taken.DUPLICATE if fate is Taken.ACCEPTED and sent.id in known else fate


def _placed(sent: SentEvent, event: Event, ordinals: dict[str, int]) -> Event:
    """The event with its contact, also one that was only made after it was judged."""
    if event.contact is not None or sent.contact is None:
        return event
    return replace(event, contact=ordinals[sent.contact])


def _arrivals(events: Iterable[Event], known: Set) -> list[Arrival]:
    """The first event of every contact that the account has not heard of, as far as this process knows."""
    first: dict[int, Arrival] = {}
    for event in events:
        if event.contact is not None and event.contact not in first and event.contact not in known:
            first[event.contact] = Arrival(event.contact, event.at)
    return list(first.values())


def _account_entry(chunk: Sequence[Arrival | Event]) -> Entry[AccountState, AccountChanges]:
    return Entry(
        kind=CommitKind.EVENTS,
        fold=lambda state: account_fold.fold(state, chunk),
        events=[event_document(item) for item in chunk if isinstance(item, Event)],
        contacts=[arrival_document(item) for item in chunk if isinstance(item, Arrival)],
    )


def _map_entry(chunk: Sequence[Event]) -> Entry[MapState, MapChanges]:
    return Entry(
        kind=CommitKind.EVENTS,
        fold=lambda state: map_fold.fold(state, chunk),
        events=[event_document(event) for event in chunk],
    )
