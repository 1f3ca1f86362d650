"""Visit documents that know their contact: the rival of the reports that ask about money, goals and sources.

Each visit repeats what its contact has: added, first source, last medium, lifetime value, and when it first
achieved each goal; so nothing is joined, and every purchase would rewrite all visits of its contact.
Beside them one document per contact on the map. Both have the indexes that help.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bson import ObjectId
from pymongo import ASCENDING, MongoClient
from pymongo.collection import Collection
from pymongo.write_concern import WriteConcern

from bench.arrays import Mask, as_mask, as_values
from bench.planting import DOCUMENTS_AT_ONCE, Planted
from bench.touching import spelling
from bench.visits import Visits, visits_of
from measure.graph import Kind
from measure.stats import (
    ADDED,
    Stat,
    conversion_email_name,
    conversion_point_name,
    first_achieved_name,
    set_name,
)
from measure.touches import Model
from store.database import Document

BY_ELEMENT = [("automation", ASCENDING), ("element", ASCENDING), ("contact", ASCENDING)]
BY_FILTER = [
    ("automation", ASCENDING),
    ("source", ASCENDING),
    ("medium", ASCENDING),
    ("added", ASCENDING),
]


@dataclass(frozen=True, slots=True)
class Journeys:
    """Two collections: a document per contact and element visited, and one per contact."""

    automation: ObjectId
    visits: Visits
    contacts: Collection[Document]

    def drop(self) -> None:
        self.visits.drop()
        self.contacts.drop()


def insert_journeys(planted: Planted, contacts: int) -> Journeys:
    """Those of a planted map; the collections are made anew."""
    database = MongoClient[Document](planted.settings.mongodb_url)[planted.settings.database]
    fast = WriteConcern(1)
    made = Journeys(
        ObjectId(planted.automation),
        database["journeys"].with_options(write_concern=fast),
        database["travellers"].with_options(write_concern=fast),
    )
    made.drop()
    known = _contacts(planted, contacts)
    _insert(
        made.contacts, ({"automation": made.automation, "contact": n, **each} for n, each in known.items())
    )
    _insert(made.visits, _visits(planted, known, made.automation))
    for keys in (BY_ELEMENT, BY_FILTER):
        made.visits.create_index(keys)
    return made


def _contacts(planted: Planted, contacts: int) -> dict[int, Document]:
    """What each contact's visits repeat, by ordinal; what it has not is left out."""
    state, account = planted.state, planted.account_state
    columns = {"added": state.column(ADDED)}
    for element in state.history.definition.elements:
        if element.kind is Kind.GOAL:
            columns[element.key] = state.column(first_achieved_name(element.key))
    values: dict[str, list[Any]] = {
        name: [value if value >= 0 else None for value in as_values(column, contacts, -1).tolist()]
        for name, column in columns.items()
    }
    for model, dimension in ((Model.FIRST, "source"), (Model.LAST, "medium")):
        codes = as_values(account.touches.touched[model, dimension].codes, contacts, -1).tolist()
        values[dimension] = [spelling(dimension, code) if code >= 0 else None for code in codes]
    values["value"] = [account.money.get(ordinal) for ordinal in range(contacts)]
    return {
        ordinal: {name: each[ordinal] for name, each in values.items() if each[ordinal] is not None}
        for ordinal in range(contacts)
    }


def _visits(planted: Planted, known: dict[int, Document], automation: ObjectId) -> Iterator[Document]:
    state = planted.state
    for element in state.history.definition.elements:
        ends = _ends(planted, element.key, len(known)) if element.kind is Kind.GOAL else []
        for visit in visits_of(state, element):
            contact = visit["contact"]
            own = {name: key for name, key, inside in ends if inside[contact]}
            yield {"automation": automation, **visit, **known[contact], **own}


def _ends(planted: Planted, goal: str, contacts: int) -> list[tuple[str, str, Mask]]:
    """The places and emails from which contacts achieved the goal: which field says so, and of whom."""
    state = planted.state
    achieved = as_mask(state.set(set_name(Stat.ACHIEVED, goal)), contacts)
    names = {"point": conversion_point_name, "email": conversion_email_name}
    return [
        (field, key, achieved & as_mask(state.set(name(goal, key)), contacts))
        for field, name in names.items()
        for key in state.history.elements
        if state.set(name(goal, key))
    ]


def _insert(collection: Collection[Document], documents: Iterable[Document]) -> None:
    remaining = iter(documents)
    while batch := list(islice(remaining, DOCUMENTS_AT_ONCE)):
        collection.insert_many(batch, ordered=False)
