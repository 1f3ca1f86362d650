"""When random things happen: one busy morning, or around the instants at which a calendar day turns."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

BASE = datetime(2026, 3, 1, 9, tzinfo=UTC)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2026, 3, 3, tzinfo=UTC)
"Bounds of what happens; what is later than a day after `tests.measure.ledger.NOW` is refused."

CLOCK_CHANGES = {
    "UTC": (),
    "Europe/Berlin": ("2025-03-30T01:00", "2025-10-26T01:00"),
    # At 00:01 until 2011; in autumn the day that had begun a minute before went on being yesterday.
    "America/St_Johns": ("2010-03-14T03:31", "2010-11-07T02:31", "2010-11-07T03:30", "2025-11-02T04:30"),
    # 2011-12-29 was followed by 2011-12-31.
    "Pacific/Apia": ("2011-12-30T10:00", "2011-09-24T14:00", "2021-04-03T14:00"),
    "Asia/Kathmandu": (),
    # At midnight: days that began at 01:00, and days whose last hour came twice.
    "America/Sao_Paulo": ("2018-11-04T03:00", "2018-02-18T02:00"),
    # By half an hour.
    "Australia/Lord_Howe": ("2025-04-05T15:00", "2025-10-04T15:30"),
}
"In UTC, by time zone."
ZONES = tuple(CLOCK_CHANGES)
MIDNIGHTS = (
    (2000, 1, 2),
    (2011, 12, 31),
    (2024, 2, 29),
    (2025, 1, 1),
    (2026, 1, 1),
    (2026, 2, 1),
    (2026, 3, 1),
)
NUDGES = (
    *(timedelta(0), timedelta(seconds=-1), timedelta(seconds=1), timedelta(milliseconds=-1)),
    *(timedelta(milliseconds=999), timedelta(minutes=-30), timedelta(hours=1), timedelta(hours=-1)),
    *(timedelta(days=-1), timedelta(days=1), timedelta(hours=20), timedelta(hours=-20)),
)

one_morning = st.builds(
    lambda seconds, milliseconds: BASE + timedelta(seconds=seconds, milliseconds=milliseconds),
    st.integers(0, 600),
    st.sampled_from((0, 0, 0, 250, 999)),
)
"Ten minutes of one day."


def turns_of_days(zones: Sequence[str] = ZONES, most: int = 4) -> st.SearchStrategy[datetime]:
    """Instants at, just before and just after days turn or clocks change in `zones`, between 2000 and 2026.

    Within one example they gather around two to `most` of them, so that many share a day or a second.
    """
    pool = sorted(set(chain.from_iterable(_turns(zone) for zone in zones)))
    chosen = st.lists(st.sampled_from(pool), min_size=2, max_size=most, unique=True)
    turns = st.shared(chosen, key=("turns of days", *zones, most)).flatmap(st.sampled_from)
    return st.builds(_nudged, turns, st.sampled_from(NUDGES))


def _turns(zone: str) -> list[datetime]:
    changes = [datetime.fromisoformat(change).replace(tzinfo=UTC) for change in CLOCK_CHANGES.get(zone, ())]
    midnights = [datetime(*day, tzinfo=ZoneInfo(zone)).astimezone(UTC) for day in MIDNIGHTS]
    return [*changes, *midnights, EARLIEST]


def _nudged(turn: datetime, nudge: timedelta) -> datetime:
    return min(max(turn + nudge, EARLIEST), LATEST)
