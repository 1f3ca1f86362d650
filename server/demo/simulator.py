"""The simulated people, sent to the server as they come.

It keeps no state of its own: contact keys, journeys and event ids follow from the contact's number, so
after a restart it asks which contact came last and sends the journeys under way again; ids make that safe.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from server.client import Client, Rejection
from server.demo.journey import contact_key
from server.demo.people import person
from server.demo.schedule import Due, Schedule, arrival, first_to_replay
from server.demo.walk import Event

TICK = 0.5
"""Seconds between two batches."""
LATE = 5.0
"""Seconds; what is missed beyond them (a server away, a closed laptop) is not caught up but put off."""
BATCH = 500

EXISTS = "query Exists($key: String!) { contactByKey(key: $key) { id } }"
UPSERT = """mutation Upsert($contacts: [ContactInput!]!) {
  upsertContacts(contacts: $contacts) { created rejected { index code message } }
}"""


class Contact(msgspec.Struct, frozen=True):
    id: str


class Exists(msgspec.Struct, frozen=True, rename="camel"):
    contact_by_key: Contact | None


class Upsert(msgspec.Struct, frozen=True):
    created: int
    rejected: list[Rejection]


class Upserted(msgspec.Struct, frozen=True, rename="camel"):
    upsert_contacts: Upsert


@dataclass(slots=True)
class Progress:
    """Since this start: events accepted, rejected and why last; `contacts` counts earlier starts too."""

    contacts: int
    events: int = 0
    rejected: int = 0
    complaint: str = ""

    def add_rejected(self, rejected: list[Rejection]) -> None:
        self.rejected += len(rejected)
        if rejected:
            self.complaint = rejected[-1].message


async def simulate(client: Client, contacts: int, on_progress: Callable[[Progress], None]) -> None:
    """Lets contacts come until there are that many and their journeys have ended.

    Raises:
        UserError: the server refused, or was away for longer than the client's patience.
    """
    arrived = await last_arrived(client, contacts)
    schedule = Schedule(first_to_replay(arrived), contacts)
    progress = Progress(arrived)
    seen = time.time()
    origin = seen - arrival(arrived + 1)
    while not schedule.finished:
        now = time.time()
        # A jump of the clock either way moves the schedule, so that nothing comes in one heap or not at all.
        if abs(now - seen) > LATE:
            origin += now - seen
        seen = now
        for batch in in_batches(schedule.due(now - origin)):
            await _send(client, batch, origin, progress)
        on_progress(progress)
        await asyncio.sleep(TICK)


async def last_arrived(client: Client, contacts: int) -> int:
    """The number of the last contact the account knows, 0 for none, found by halving: they come in order."""
    known, unknown = 0, contacts + 1
    while unknown - known > 1:
        number = (known + unknown) // 2
        found = (await client.query(EXISTS, Exists, key=contact_key(number))).contact_by_key
        known, unknown = (known, number) if found is None else (number, unknown)
    return known


def in_batches(happened: list[tuple[Due, Event]]) -> Iterator[list[tuple[Due, Event]]]:
    """Pieces small enough for one request each."""
    for start in range(0, len(happened), BATCH):
        yield happened[start : start + BATCH]


def ndjson(batch: list[tuple[Due, Event]], origin: float) -> bytes:
    """The batch as `POST /events` takes it; `origin` is the Unix time of the schedule's 0."""
    lines = []
    for due, event in batch:
        moment = datetime.fromtimestamp(origin + due.at, UTC)
        stamp = f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
        lines.append(msgspec.json.encode({"id": due.event_id(), "at": stamp, **event}))
    return b"\n".join(lines)


async def _send(client: Client, batch: list[tuple[Due, Event]], origin: float, progress: Progress) -> None:
    """New contacts with their names first, then what happened."""
    new = [due.number for due, _ in batch if due.position == 0]
    if new:
        people = [person(number) for number in new]
        progress.add_rejected(
            (await client.query(UPSERT, Upserted, contacts=people)).upsert_contacts.rejected
        )
        progress.contacts = max(progress.contacts, *new)
    receipt = await client.record(ndjson(batch, origin))
    progress.events += receipt.accepted
    progress.add_rejected(receipt.rejected)
