"""Puts made-up histories into a database, written by the store's own snapshot writer.

The log has what made the map and the first contact; the snapshots, at the log's head, have all the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId
from pymongo import MongoClient
from pymongo.write_concern import WriteConcern

from bench.drawing import drawing
from bench.histories import account_history, map_history
from bench.touching import VALUES
from measure import ids
from measure.account_state import AccountState
from measure.accounts import Account
from measure.columns import BitSliced, Column
from measure.contacts import ContactUpsert
from measure.map_state import MapState
from measure.sets import Set, union
from measure.terms import Terms
from server.bootstrap import DEMO, bootstrap
from server.settings import Settings
from server.wiring import wired
from store.contacts import new_document
from store.database import Document
from store.shapes import Part, set_chunks, term_chunks
from store.store import Store
from store.stream import Stream

ROOMY = 1 << 40
"Bytes: a budget under which nothing is let go."
DOCUMENTS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Planted:
    """Maps on which the same contacts did the same."""

    settings: Settings
    account: str
    automations: tuple[str, ...]
    state: MapState
    weight: int
    """Bytes of one map's state in memory, as the server weighs it."""

    account_weight: int
    account_state: AccountState

    @property
    def automation(self) -> str:
        return self.automations[0]

    @property
    def nodes(self) -> list[str]:
        """The maps' ids as GraphQL has them."""
        return [ids.encode("Automation", automation) for automation in self.automations]


def contact_key(ordinal: int) -> str:
    return f"contact-{ordinal:07}@example.org"


async def plant(settings: Settings, contacts: int, maps: int = 1, different_terms: int = VALUES) -> Planted:
    """A new account with `contacts`, who all walked each of `maps` maps and came by so many terms."""
    async with wired(settings) as services:
        store = services.store
        await bootstrap(store, settings.bootstrap_key or "")
        account = await store.accounts.by_key(DEMO)
        assert account is not None  # bootstrap made it
        await store.recorder.upsert(account, [ContactUpsert(contact_key(0))])
        _insert_contacts(settings, account.id, range(1, contacts))
        stream = await store.streams.account(account.id)
        account_state = account_history(contacts, different_terms)
        await _snapshot(store, stream, account_state)
        automations = [await publish(store, account, f"map-{number}") for number in range(maps)]
        first = await store.streams.map(account.id, automations[0])
        state = map_history(contacts, first.state.history)
        for automation in automations:
            map_stream = await store.streams.map(account.id, automation)
            await _snapshot(store, map_stream, state)
        return Planted(
            settings, account.id, tuple(automations), state, first.weight, stream.weight, account_state
        )


async def publish(store: Store, account: Account, key: str) -> str:
    """The id of a new map, published."""
    now = datetime.now(UTC)
    automation = await store.automations.save(account.id, key, drawing(), now)
    found = await store.publisher.publish(automation, now)
    if found:
        raise RuntimeError(f"the map cannot be published: {found}")
    return automation.id


async def _snapshot(store: Store, stream: Stream[Any, Any], state: object) -> None:  # of either kind
    """Put `state` in the place of the stream's own and have it snapshotted whole."""
    loaded = stream.loaded
    loaded.state = state
    loaded.dirty = dict.fromkeys(_parts(loaded.codec.layout.values(state)), loaded.rev)
    await store.snapshotter.snapshot(stream)


def _parts(values: Document) -> Iterable[Part]:
    for name, value in values.items():
        yield from (Part(name, chunk) for chunk in _chunks(value))


def _chunks(value: object) -> Iterable[int]:
    match value:
        case Set():
            return set_chunks(value)
        case BitSliced():
            return set_chunks(union(value.slices))
        case Column():
            return tuple(value.chunks)
        case Terms():
            return term_chunks(value, len(value))
        case _:
            return (0,)


def _insert_contacts(settings: Settings, account: str, ordinals: range) -> None:
    owner = ObjectId(account)
    with MongoClient[Document](settings.mongodb_url) as client:
        database = client[settings.database]
        documents = database["contacts"].with_options(write_concern=WriteConcern(1))
        for start in range(ordinals.start, ordinals.stop, DOCUMENTS_AT_ONCE):
            some = ordinals[start - ordinals.start :][:DOCUMENTS_AT_ONCE]
            documents.insert_many([new_document(owner, n, contact_key(n)) for n in some], ordered=False)
        counters = database["counters"].with_options(write_concern=WriteConcern("majority"))
        counters.update_one({"_id": owner}, {"$set": {"contacts": ordinals.stop}})
