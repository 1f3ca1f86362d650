"""A map read under a filter: what a report, and each of its rows, is made from."""

from dataclasses import dataclass

from measure import ids
from measure.contact_flow import Scope
from resolvers.pins import PinnedMap


@dataclass(frozen=True, slots=True)
class Conditions:
    """A filter as it was asked: `group` is the id of a group; without conditions: everybody."""

    group: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One automation at one revision under one filter.

    `revision` names the revisions of all the streams the numbers depend on, `digest` the filter's
    definition (none for everybody), `depends_on` the automations whose changes may change the numbers.
    """

    map: PinnedMap
    scope: Scope
    revision: str
    digest: str | None
    depends_on: frozenset[str]

    def row_id(self, kind: str, *parts: str) -> str:
        """The id of a row: the same for the same element and filter, whoever asks and however."""
        filtered = () if self.digest is None else (self.digest,)
        return ids.encode(kind, self.map.id, *parts, *filtered)
