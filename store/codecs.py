"""The two kinds of stream, an automation's and an account's: how changes are written, read and replayed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from measure import account_fold, account_state, map_fold, map_state
from measure.account_state import AccountChanges, AccountState
from measure.history import Status
from measure.map_state import Lifecycle, MapChanges, MapState
from measure.touches import Model, TouchChanges
from store.commits import Commit, CommitKind, is_current
from store.database import Document
from store.definition_documents import definition_document, read_definition
from store.event_documents import read_arrival, read_event, read_profile
from store.layouts import ACCOUNT_LAYOUT, MAP_LAYOUT, HasSeen, Layout
from store.packing import (
    pack_counts,
    pack_integers,
    pack_set_changes,
    unpack_counts,
    unpack_integers,
    unpack_set_changes,
)

S = TypeVar("S")
C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Codec(Generic[S, C]):
    """What a stream of states S and changes C needs to be stored and replayed.

    `fold` makes the changes of a commit's document anew from what came in, for one that another version
    of the fold has written.
    """

    empty: S
    replay: Callable[[S, C], S]
    write: Callable[[C], Document]
    read: Callable[[Document], C]
    fold: Callable[[S, Document], C]
    layout: Layout[S, C]

    def changes(self, state: S, document: Document) -> C:
        """What the commit of this document, as the log has it, changes in the state before it."""
        return self.read(document["changes"]) if is_current(document) else self.fold(state, document)

    def unseen(self, commit: Commit[C], has_seen: HasSeen) -> Commit[C]:
        """A commit without what may not be replayed over a part that has seen it."""
        return replace(commit, changes=self.layout.unseen(commit.changes, has_seen))


def _write_map(changes: MapChanges) -> Document:
    document: Document = pack_set_changes(changes.sets)
    if changes.counts:
        document["counts"] = pack_counts(changes.counts)
    if changes.columns:
        document["columns"] = [[name, *_pack_values(values)] for name, values in changes.columns.items()]
    if changes.lifecycle is not None:
        definition = changes.lifecycle.definition
        document["lifecycle"] = {
            "status": changes.lifecycle.status.value,
            "at": changes.lifecycle.at,
            "definition": None if definition is None else definition_document(definition),
        }
    return document


def _read_map(document: Document) -> MapChanges:
    lifecycle = document.get("lifecycle")
    return MapChanges(
        sets=unpack_set_changes(document),
        counts=unpack_counts(document.get("counts", ())),
        columns={name: _unpack_values(*packed) for name, *packed in document.get("columns", ())},
        lifecycle=None if lifecycle is None else read_lifecycle(lifecycle),
    )


def read_lifecycle(document: Document) -> Lifecycle:
    definition = document["definition"]
    return Lifecycle(
        status=Status(document["status"]),
        at=document["at"],
        definition=None if definition is None else read_definition(definition),
    )


def _fold_map(state: MapState, document: Document) -> MapChanges:
    if document["kind"] == CommitKind.LIFECYCLE:
        return _read_map(document["changes"])
    return map_fold.fold(state, map(read_event, document["events"]))


def _fold_account(state: AccountState, document: Document) -> AccountChanges:
    read = read_profile if document["kind"] == CommitKind.CONTACTS else read_arrival
    contacts = [read(contact) for contact in document.get("contacts", ())]
    return account_fold.fold(state, [*contacts, *map(read_event, document.get("events", ()))])


def _write_account(changes: AccountChanges) -> Document:
    return {
        "created": _pack_values(changes.created),
        # A sum of amounts can pass 64 bits.
        "money": [pack_integers(list(changes.money)), [str(units) for units in changes.money.values()]],
        "tags": pack_set_changes(changes.tags),
        "spellings": [[dimension, list(new)] for dimension, new in changes.touches.spellings.items()],
        "touched": [
            [
                model.value,
                dimension,
                pack_integers(list(values)),
                pack_integers([time for time, _ in values.values()]),
                pack_integers([code for _, code in values.values()]),
            ]
            for (model, dimension), values in changes.touches.touched.items()
        ],
    }


def _read_account(document: Document) -> AccountChanges:
    owners, money = document["money"]
    return AccountChanges(
        created=_unpack_values(*document["created"]),
        money=dict(zip(unpack_integers(owners), map(int, money), strict=True)),
        tags=unpack_set_changes(document["tags"]),
        touches=TouchChanges(
            spellings={dimension: tuple(new) for dimension, new in document["spellings"]},
            touched={
                (Model(model), dimension): dict(
                    zip(
                        unpack_integers(touched),
                        zip(unpack_integers(times), unpack_integers(codes), strict=True),
                        strict=True,
                    )
                )
                for model, dimension, touched, times, codes in document["touched"]
            },
        ),
    )


def _pack_values(values: Mapping[int, int]) -> tuple[bytes, bytes]:
    return pack_integers(list(values)), pack_integers(list(values.values()))


def _unpack_values(ordinals: bytes, values: bytes) -> dict[int, int]:
    return dict(zip(unpack_integers(ordinals), unpack_integers(values), strict=True))


MAP: Codec[MapState, MapChanges] = Codec(
    MapState(), map_state.replay, _write_map, _read_map, _fold_map, MAP_LAYOUT
)
ACCOUNT: Codec[AccountState, AccountChanges] = Codec(
    AccountState(), account_state.replay, _write_account, _read_account, _fold_account, ACCOUNT_LAYOUT
)
