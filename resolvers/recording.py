"""Events and contacts in, by GraphQL: judged one by one, durable and counted when this returns."""

from collections.abc import Mapping, Sequence

from measure.contacts import ContactUpsert
from measure.decoding import convert
from measure.errors import limit_exceeded
from measure.events import SentEvent
from measure.recorded import Recorded, Upserted
from measure.rejections import Rejected
from measure.upserts import rejection
from resolvers.access import Right, require
from resolvers.contacts import SeenContact, see
from resolvers.context import Context
from store.judgement import Undecoded

MOST_EVENTS = 500
MOST_CONTACTS = 1_000
LONGEST_ID = 128


async def record_events(context: Context, events: Sequence[Mapping[str, object]]) -> Recorded:
    """Take `events`, given as what their JSON objects would hold.

    Raises:
        Refused: FORBIDDEN, LIMIT_EXCEEDED above 500, TEMPORARILY_UNAVAILABLE.
    """
    require(context.caller.role, Right.RECORD)
    if len(events) > MOST_EVENTS:
        raise limit_exceeded("events", len(events), MOST_EVENTS)
    recorded = await context.store.recorder.record(context.account, [_decoded(event) for event in events])
    context.renew()
    return recorded


async def upsert_contacts(context: Context, upserts: Sequence[ContactUpsert]) -> Upserted:
    """Create or change contacts; raises as `record_events` does, LIMIT_EXCEEDED above 1,000."""
    require(context.caller.role, Right.RECORD)
    if len(upserts) > MOST_CONTACTS:
        raise limit_exceeded("contacts", len(upserts), MOST_CONTACTS)
    judged = [_judged(upsert) for upsert in upserts]
    upserted = await context.store.recorder.upsert(context.account, judged)
    context.renew()
    return upserted


async def upserted_contacts(context: Context, upserted: Upserted) -> list[SeenContact]:
    """The contacts taken, as they are now; raises Refused (FORBIDDEN) when the caller may not read."""
    return await see(context, [contact.ordinal for contact in upserted.contacts])


def _decoded(event: Mapping[str, object]) -> SentEvent | Undecoded:
    try:
        return convert(dict(event))
    except Rejected as rejected:
        identifier = event.get("id")
        is_readable = isinstance(identifier, str) and 1 <= len(identifier) <= LONGEST_ID
        return Undecoded(str(identifier) if is_readable else None, rejected.rejection)


def _judged(upsert: ContactUpsert) -> ContactUpsert | Undecoded:
    broken = rejection(upsert)
    if broken is None:
        return upsert
    return Undecoded(upsert.key if 1 <= len(upsert.key) <= LONGEST_ID else None, broken)
