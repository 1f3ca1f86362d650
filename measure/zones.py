"""Time zones, from the tzdata package only: all processes agree, whatever their machines have installed."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones, reset_tzpath

reset_tzpath(to=())


def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name; raises ZoneInfoNotFoundError, a KeyError, when there is none."""
    return ZoneInfo(name)


@cache
def zone_names() -> frozenset[str]:
    """All IANA names."""
    return frozenset(available_timezones())
