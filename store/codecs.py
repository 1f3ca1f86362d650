"""The two kinds of stream, an automation's and an account's: how their changes are written and replayed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from measure import account_state, map_state
from measure.account_state import AccountChanges, AccountState
from measure.history import Status
from measure.map_state import Lifecycle, MapChanges, MapState
from measure.touches import Model, TouchChanges
from store.database import Document
from store.definition_documents import definition_document, read_definition
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
    """What a stream of states S and changes C needs to be stored and replayed."""

    empty: S
    replay: Callable[[S, C], S]
    write: Callable[[C], Document]
    read: Callable[[Document], C]


def _write_map(changes: MapChanges) -> Document:
    document: Document = pack_set_changes(changes.sets)
    if changes.counts:
        document["counts"] = pack_counts(changes.counts)
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
        lifecycle=None if lifecycle is None else _read_lifecycle(lifecycle),
    )


def _read_lifecycle(document: Document) -> Lifecycle:
    definition = document["definition"]
    return Lifecycle(
        status=Status(document["status"]),
        at=document["at"],
        definition=None if definition is None else read_definition(definition),
    )


def _write_account(changes: AccountChanges) -> Document:
    return {
        "created": [
            pack_integers(list(changes.created)),
            pack_integers(list(changes.created.values())),
        ],
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
    ordinals, created = document["created"]
    owners, money = document["money"]
    return AccountChanges(
        created=dict(zip(unpack_integers(ordinals), unpack_integers(created), strict=True)),
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


MAP: Codec[MapState, MapChanges] = Codec(MapState(), map_state.replay, _write_map, _read_map)
ACCOUNT: Codec[AccountState, AccountChanges] = Codec(
    AccountState(), account_state.replay, _write_account, _read_account
)
