"""The filter that reports are measured under, as each side has it: 90 days of adding, two of tracking."""

from datetime import date, timedelta

import numpy as np

from bench.arrays import Mask, as_mask, as_values
from bench.planting import Planted
from bench.touching import spelling
from measure.days import Days
from measure.groups import Filter, Tracked
from measure.instants import EARLIEST
from measure.stats import ADDED
from measure.touches import Model
from store.database import Document

FIRST_DAY, LAST_DAY = date(2026, 3, 1), date(2026, 5, 29)
SOURCES, MEDIUMS = (0, 1, 2), (0, 1)
"Codes: the three most frequent sources, and mediums."

_DAY = 86_400


def _values(dimension: str, codes: tuple[int, ...]) -> list[str]:
    return [spelling(dimension, code) for code in codes]


AS_ASKED: Document = {
    "added": {"from": FIRST_DAY.isoformat(), "to": LAST_DAY.isoformat()},
    "tracking": [
        {"model": "FIRST", "dimension": "SOURCE", "values": _values("source", SOURCES)},
        {"model": "LAST", "dimension": "MEDIUM", "values": _values("medium", MEDIUMS)},
    ],
}
FILTER = Filter(
    added=Days(FIRST_DAY, LAST_DAY),
    tracking=(
        Tracked.of(Model.FIRST, "source", _values("source", SOURCES), includes_none=False),
        Tracked.of(Model.LAST, "medium", _values("medium", MEDIUMS), includes_none=False),
    ),
)


def _seconds(day: date) -> int:
    """Of a day's begin in UTC, the map's time zone, since 2000."""
    return (day - EARLIEST.date()).days * _DAY


FROM, BEFORE = _seconds(FIRST_DAY), _seconds(LAST_DAY + timedelta(days=1))
MATCH: Document = {
    "source": {"$in": _values("source", SOURCES)},
    "medium": {"$in": _values("medium", MEDIUMS)},
    "added": {"$gte": FROM, "$lt": BEFORE},
}
"Of the rival's visits."


def who(planted: Planted, contacts: int) -> Mask:
    """Who passes, found by looking at everybody."""
    added = as_values(planted.state.column(ADDED), contacts, -1)
    touched = planted.account_state.touches.touched
    found: Mask = (added >= FROM) & (added < BEFORE)
    for model, dimension, codes in ((Model.FIRST, "source", SOURCES), (Model.LAST, "medium", MEDIUMS)):
        values = touched[model, dimension]
        found &= np.isin(as_values(values.codes, contacts, -1), codes) & as_mask(values.who, contacts)
    return found
