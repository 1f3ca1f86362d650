"""A map read under a filter: what a report, and each of its rows, is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from measure import ids
from measure.days import Preset
from measure.scope import Scope
from measure.touches import Model
from resolvers.pins import PinnedMap


@dataclass(frozen=True, slots=True)
class AskedDays:
    """A range of days as it was asked: a preset, or days of which either may be left out."""

    preset: Preset | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class AskedTracking:
    """A tracking filter as it was asked; `dimension` as `measure.events.DIMENSIONS` has it."""

    model: Model
    dimension: str
    values: tuple[str, ...]
    includes_none: bool


@dataclass(frozen=True, slots=True)
class Conditions:
    """A filter as it was asked; without conditions: everybody.

    `group` and `within`, which some fields have beside their filter, are ids of groups, `triggers` keys.
    """

    group: str | None = None
    added: AskedDays | None = None
    created: AskedDays | None = None
    tracking: tuple[AskedTracking, ...] = ()
    triggers: tuple[str, ...] = ()
    within: str | None = None

    @property
    def has_preset(self) -> bool:
        """Whether the day on which they are read decides what they mean."""
        return any(days is not None and days.preset is not None for days in (self.added, self.created))


@dataclass(frozen=True, slots=True)
class Reading:
    """One automation at one revision under one filter.

    `revision` names the revisions of all streams that were read, `as_of` is when the last of their ends was
    last seen; `days` are the days, by time zone, by which presets were read, `digest` the filter's
    definition (none for everybody). `depends_on` are the streams whose changes may change who passes, or
    what counts on the map: the account's own is among them only when the filter asks about it. Whether the
    filter names saved groups, which may be deleted meanwhile, is `names_saved`.
    """

    map: PinnedMap
    scope: Scope
    currency: str
    revision: str
    as_of: datetime
    days: Mapping[str, date]
    digest: str | None
    depends_on: frozenset[str]
    names_saved: bool

    def row_id(self, kind: str, *parts: str) -> str:
        """The id of a row: the same for the same element and filter, whoever asks and however."""
        filtered = () if self.digest is None else (self.digest,)
        return ids.encode(kind, self.map.id, *parts, *filtered)
