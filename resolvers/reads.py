"""What an answer was read from: while nothing of that changes, it answers the same question again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from measure.zones import zone
from store.log import Known
from store.stream import Pinned


@dataclass(frozen=True, slots=True)
class Sources:
    """All that an answer depends on beside what was asked, and who asked: streams at revisions, and days.

    `days` are the days, by time zone, that presets were read by.
    """

    streams: frozenset[Known]
    days: Mapping[str, date]

    def are_of(self, now: datetime) -> bool:
        """Whether the days are still today at `now`."""
        return all(_today(name, now) == day for name, day in self.days.items())


class Reads:
    """Takes down what one operation reads.

    An answer may be given again only if *everything* it was read from is known here. So whoever reads
    anything else says so (`other`): `Context.store` does it for all who use it.
    """

    def __init__(self) -> None:
        self._streams: dict[str, Known] = {}
        self._days: dict[str, date] = {}
        self._are_known = True

    @property
    def sources(self) -> Sources | None:
        """What was read; None when something was that no revision covers."""
        return Sources(frozenset(self._streams.values()), self._days) if self._are_known else None

    def other(self) -> None:
        """Something is read that may change while no stream's revision does."""
        self._are_known = False

    def stream(self, pinned: Pinned[Any]) -> None:
        """A stream is read at its pin. An operation that sees two revisions of one saw it change."""
        known = pinned.known
        if self._streams.setdefault(known.stream, known) != known:
            self.other()

    def today(self, time_zone: str, now: datetime) -> date:
        """The day it is `now` in a time zone, for what means other days tomorrow."""
        day = _today(time_zone, now)
        if self._days.setdefault(time_zone, day) != day:
            self.other()
        return day


def _today(time_zone: str, now: datetime) -> date:
    return now.astimezone(zone(time_zone)).date()
