"""Days of the calendar in a time zone: presets, ranges, and the seconds that lie in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from measure.instants import EARLIEST, LATEST, from_seconds, seconds

DAY = 86_400
HOUR = 3_600

Seconds = tuple[int, int]
"From, and to before: whole seconds since 2000-01-01."


class Preset(StrEnum):
    TODAY = "TODAY"
    YESTERDAY = "YESTERDAY"
    LAST_7_DAYS = "LAST_7_DAYS"
    LAST_30_DAYS = "LAST_30_DAYS"
    LAST_90_DAYS = "LAST_90_DAYS"
    THIS_MONTH = "THIS_MONTH"
    LAST_MONTH = "LAST_MONTH"
    THIS_YEAR = "THIS_YEAR"
    LAST_YEAR = "LAST_YEAR"
    ALL_TIME = "ALL_TIME"


@dataclass(frozen=True, slots=True)
class Days:
    """Days from `first` to `last`, both included; None is an open end. `preset` is how they were asked for.

    Raises ValueError when `first` is after `last`.
    """

    first: date | None = None
    last: date | None = None
    preset: Preset | None = None

    def __post_init__(self) -> None:
        if self.first is not None and self.last is not None and self.first > self.last:
            raise ValueError("the first day is after the last")

    @property
    def is_open(self) -> bool:
        """Whether every day is among them."""
        return self.first is None and self.last is None

    @property
    def bounds(self) -> tuple[int, int]:
        """The first and the last day as proleptic Gregorian ordinals (`date.toordinal`)."""
        return (self.first or date.min).toordinal(), (self.last or date.max).toordinal()


def preset_days(preset: Preset, today: date) -> Days:
    """The days of `preset` when it is `today`: LAST_n_DAYS end with today, LAST_x and YESTERDAY are whole."""
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    before = {day: day - timedelta(days=1) for day in (today, month, year)}
    match preset:
        case Preset.TODAY:
            first, last = today, today
        case Preset.YESTERDAY:
            first, last = before[today], before[today]
        case Preset.LAST_7_DAYS | Preset.LAST_30_DAYS | Preset.LAST_90_DAYS:
            first, last = today - timedelta(days=_LENGTHS[preset] - 1), today
        case Preset.THIS_MONTH:
            first, last = month, today
        case Preset.LAST_MONTH:
            first, last = before[month].replace(day=1), before[month]
        case Preset.THIS_YEAR:
            first, last = year, today
        case Preset.LAST_YEAR:
            first, last = before[year].replace(month=1, day=1), before[year]
        case Preset.ALL_TIME:
            return Days(preset=preset)
    return Days(first, last, preset)


_LENGTHS = {Preset.LAST_7_DAYS: 7, Preset.LAST_30_DAYS: 30, Preset.LAST_90_DAYS: 90}


def seconds_within(days: Days, zone: ZoneInfo) -> tuple[Seconds, ...]:
    """The instants that fall on `days` in `zone`, ascending.

    More than one run where a clock is set back over midnight: a day then begins twice.
    """
    begun = {0} if days.first is None else set(_turns(zone, days.first.toordinal()))
    over = set() if days.last is None else set(_turns(zone, days.last.toordinal() + 1))
    # What is over has begun: an instant is within when an odd number of turns came before.
    turns = sorted(begun ^ over)
    if len(turns) % 2:
        turns.append(_END)
    return tuple(zip(turns[::2], turns[1::2], strict=True))


def next_day(day: date, zone: ZoneInfo) -> int:
    """The second at which it is no longer `day` in `zone`, nor ever again."""
    turns = _turns(zone, day.toordinal() + 1)
    return turns[-1] if turns else _END


_FIRST_DAY = EARLIEST.toordinal()
_END = seconds(LATEST) + DAY
_MARGIN = 2 * DAY
"How far from midnight in Greenwich a day may begin or begin again, and more."


@lru_cache(4_096)
def _turns(zone: ZoneInfo, day: int) -> tuple[int, ...]:
    """When "it is `day` or later in `zone`" becomes true, then false and true again, if it does."""
    midnight = (day - _FIRST_DAY) * DAY
    if midnight <= -_MARGIN:
        return (0,)
    if midnight >= _END + _MARGIN:
        return ()
    turns: list[int] = []
    for start, end, offset in _offsets(zone, midnight - _MARGIN, midnight + _MARGIN):
        begins = midnight - offset
        if (start >= begins) != len(turns) % 2:
            turns.append(start)
        if start < begins < end:
            turns.append(begins)
    return tuple(turns)


def _offsets(zone: ZoneInfo, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(from, to before, seconds east of Greenwich) of each run of instants with one offset."""
    run, offset = start, _offset(zone, start)
    for hour in range(start, end, HOUR):
        after = _offset(zone, hour + HOUR)
        if after != offset:
            change = _first(zone, after, hour, hour + HOUR)
            yield run, change, offset
            run, offset = change, after
    yield run, end, offset


def _first(zone: ZoneInfo, offset: int, before: int, at: int) -> int:
    """The first second with `offset`, between `before`, which has another one, and `at`, which has it."""
    while at - before > 1:
        middle = (before + at) // 2
        before, at = (before, middle) if _offset(zone, middle) == offset else (middle, at)
    return at


def _offset(zone: ZoneInfo, second: int) -> int:
    offset = from_seconds(second).astimezone(zone).utcoffset()
    assert offset is not None  # a zone has one at every instant
    return offset.days * DAY + offset.seconds
