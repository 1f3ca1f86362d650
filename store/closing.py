"""When a commit is full: by the number of its entries, and by what they weigh."""

from collections.abc import Sequence
from typing import TypeVar

from measure.account_state import Arrival, Profile
from measure.events import Event

Entry = TypeVar("Entry", Event, Arrival | Event, Profile)

LARGEST_COMMIT = 6_000_000
"Bytes, by a generous guess: a document may have 16 MiB."


def closed(entries: Sequence[Entry], most: int) -> Sequence[Entry]:
    """The first entries that make one commit: at most `most`, and at most 6 MB; at least one."""
    weight = 0
    for count, entry in enumerate(entries[:most]):
        weight += _weight(entry)
        if weight > LARGEST_COMMIT and count:
            return entries[:count]
    return entries[:most]


def _weight(entry: Arrival | Event | Profile) -> int:
    """Bytes, at most: texts of 4 bytes a character, once as they came and once in the changes."""
    if isinstance(entry, Arrival):
        return 100
    if isinstance(entry, Profile):
        return 200 + sum(100 + 8 * len(tag) for tag in entry.tags)
    return 500 + 4 * (len(entry.id) + len(entry.tag or "") + 2 * sum(len(value) for _, value in entry.touch))
