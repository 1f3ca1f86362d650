"""A planted history once more, as a log to replay: the rival of loading a snapshot.

Commits hold the changes of about 1,000 events each and, unlike real ones, not the events, which a replay
does not ask for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from bson import ObjectId
from numpy.typing import NDArray
from pymongo import MongoClient
from pymongo.write_concern import WriteConcern

from bench.arrays import Ordinals, as_set
from bench.planting import Planted, publish
from measure.changes import SetChanges
from measure.map_state import MapChanges, MapState
from server.bootstrap import DEMO
from server.wiring import wired
from store.codecs import MAP
from store.commits import Commit, CommitKind, commit_document
from store.database import Document

EVENTS_A_CONTACT = 45
"About: 22 elements reached, by one event each, and as many outcomes."
CONTACTS_A_COMMIT = 1_000 // EVENTS_A_CONTACT
DOCUMENTS_AT_ONCE = 100


async def write_log(planted: Planted, contacts: int) -> str:
    """The id of another map of the same database, whose log replays to the planted state."""
    async with wired(planted.settings) as services:
        account = await services.store.accounts.by_key(DEMO)
        assert account is not None  # it was planted
        automation = await publish(services.store, account, "log")
        stream = await services.store.streams.map(account.id, automation)
        rev, head = stream.now.rev, stream.head
    with MongoClient[Document](planted.settings.mongodb_url) as client:
        commits = client[planted.settings.database]["commits"].with_options(write_concern=WriteConcern(1))
        batch: list[Document] = []
        for changes in _commits(planted.state, contacts):
            rev += 1
            commit = Commit(ObjectId(), rev, head, CONTACTS_A_COMMIT * EVENTS_A_CONTACT, changes)
            head = commit.id
            batch.append(
                commit_document(
                    planted.account,
                    automation,
                    commit,
                    MAP.write(changes),
                    kind=CommitKind.EVENTS,
                    at=datetime.now(UTC),
                )
            )
            if len(batch) == DOCUMENTS_AT_ONCE:
                commits.insert_many(batch)
                batch = []
        # The last one, with the counters, waits for the majority, and so for all before it.
        commits.with_options(write_concern=WriteConcern("majority")).insert_many(batch)
    return automation


@dataclass(frozen=True, slots=True)
class _Cut:
    """Sorted ordinals, and where each commit's share of them begins."""

    ordinals: Ordinals
    starts: NDArray[np.intp]

    @classmethod
    def of(cls, ordinals: Ordinals, contacts: int) -> "_Cut":
        bounds = range(0, contacts + CONTACTS_A_COMMIT, CONTACTS_A_COMMIT)
        return cls(ordinals, np.searchsorted(ordinals, list(bounds)))

    def share(self, number: int) -> slice:
        return slice(int(self.starts[number]), int(self.starts[number + 1]))


def _commits(state: MapState, contacts: int) -> Iterator[MapChanges]:
    """Changes of a few contacts each; the counters come last."""
    sets = {
        name: _Cut.of(np.frombuffer(members.to_array(), np.uint32), contacts)
        for name, members in state.sets.items()
    }
    columns = {}
    for name, column in state.columns.items():
        pairs = np.array(list(column.items()), np.int64).reshape(-1, 2)
        columns[name] = (_Cut.of(pairs[:, 0].astype(np.uint32), contacts), pairs[:, 1])
    for number in range(-(-contacts // CONTACTS_A_COMMIT)):
        shares = ((name, cut.ordinals[cut.share(number)]) for name, cut in sets.items())
        yield MapChanges(
            sets=SetChanges(add={name: as_set(share) for name, share in shares if len(share)}),
            columns={
                name: dict(
                    zip(
                        cut.ordinals[cut.share(number)].tolist(),
                        values[cut.share(number)].tolist(),
                        strict=True,
                    )
                )
                for name, (cut, values) in columns.items()
            },
        )
    yield MapChanges(counts=state.counts)
