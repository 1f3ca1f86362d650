"""The usual way, as the rival: one document per contact and element visited, counted by `$group`."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from bson import ObjectId
from pymongo import ASCENDING, MongoClient
from pymongo.collection import Collection
from pymongo.write_concern import WriteConcern

from bench.planting import DOCUMENTS_AT_ONCE, Planted
from measure.graph import Element
from measure.history import History
from measure.map_state import MapState
from measure.sets import Set
from measure.stats import Stat, applies, first_reached_name, set_name
from store.database import Document

FLAGS = (
    Stat.HERE_NOW,
    Stat.ACHIEVED,
    Stat.SENT,
    Stat.DELIVERED,
    Stat.OPENED,
    Stat.CLICKED,
    Stat.BOUNCED,
    Stat.UNSUBSCRIBED,
    Stat.COMPLAINED,
    Stat.FAILED,
    Stat.SKIPPED,
)
"What a visit's document says of it, where it is so; `passed` is the connector by which the contact left."

Counts = dict[tuple[Stat, str], int]
"Contacts by stat and element, for PASSED by connector; where there are none, nothing."

Visits = Collection[Document]


def insert_visits(planted: Planted) -> Visits:
    """The visits of a planted map; the collection is made anew."""
    client = MongoClient[Document](planted.settings.mongodb_url)
    visits: Visits = client[planted.settings.database]["visits"].with_options(write_concern=WriteConcern(1))
    visits.drop()
    visits.create_index([("automation", ASCENDING), ("element", ASCENDING), ("contact", ASCENDING)])
    automation, batch = ObjectId(planted.automation), []
    for element in planted.state.history.definition.elements:
        for visit in visits_of(planted.state, element):
            batch.append({"automation": automation, **visit})
            if len(batch) == DOCUMENTS_AT_ONCE:
                visits.insert_many(batch, ordered=False)
                batch = []
    visits.insert_many(batch, ordered=False)
    return visits


def grouped(visits: Visits, planted: Planted, match: Document | None = None) -> Counts:
    """Every count of the contact flow, in one pass over the visits that `match`."""
    group: Document = {"_id": {"element": "$element", "passed": "$passed"}, Stat.REACHED: {"$sum": 1}}
    group |= {stat: {"$sum": {"$cond": [f"${stat}", 1, 0]}} for stat in FLAGS}
    chosen = {"automation": ObjectId(planted.automation), **(match or {})}
    pipeline = [{"$match": chosen}, {"$group": group}]
    counts: Counts = defaultdict(int)
    for found in visits.aggregate(pipeline):
        element, passed = found["_id"]["element"], found["_id"].get("passed")
        if passed is not None:
            counts[Stat.PASSED, passed] += found[Stat.REACHED]
        for stat in (Stat.REACHED, *FLAGS):
            counts[stat, element] += found[stat]
    return {key: count for key, count in counts.items() if count}


def counted(history: History, state: MapState) -> Counts:
    """The same counts, off the sets."""
    counts = {key: len(state.set(name)) for key, name in set_names(history).items()}
    return {key: count for key, count in counts.items() if count}


def set_names(history: History) -> dict[tuple[Stat, str], str]:
    """The names of the sets that the counts are of."""
    stats = (Stat.REACHED, *FLAGS)
    keys = [(stat, each.key) for each in history.definition.elements for stat in stats if applies(stat, each)]
    keys += [(Stat.PASSED, connector.key) for connector in history.definition.connectors]
    return {(stat, key): set_name(stat, key) for stat, key in keys}


def visits_of(state: MapState, element: Element) -> Iterator[Document]:
    reached = state.set(set_name(Stat.REACHED, element.key))
    first_reached = dict(state.column(first_reached_name(element.key)).items())
    flags = {stat: state.set(set_name(stat, element.key)) for stat in FLAGS if applies(stat, element)}
    ways = state.history.topology.outgoing.get(element.key, ())
    passed = {way.key: state.set(set_name(Stat.PASSED, way.key)) for way in ways}
    places = {stat: _places(reached, members) for stat, members in flags.items()}
    left = {way: _places(reached, members) for way, members in passed.items()}
    for index, contact in enumerate(reached):
        visit: Document = {"element": element.key, "contact": contact, "at": first_reached[contact]}
        visit |= {stat: True for stat, inside in places.items() if inside[index]}
        for way, inside in left.items():
            if inside[index]:
                visit["passed"] = way
        yield visit


def _places(reached: Set, members: Set) -> list[bool]:
    """Which of `reached`, in their order, are `members`."""
    inside: list[bool] = np.isin(reached.to_array(), members.to_array(), assume_unique=True).tolist()
    return inside
