"""Random ReportFilters that are valid, over what a recount found, so that they tell contacts apart."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.recount.filters import folded
from tests.recount.world import DIMENSIONS, Map, World
from tests.strategies.chance import one_in

PRESETS = (
    *("TODAY", "YESTERDAY", "LAST_7_DAYS", "LAST_30_DAYS", "LAST_90_DAYS"),
    *("THIS_MONTH", "LAST_MONTH", "THIS_YEAR", "LAST_YEAR", "ALL_TIME"),
)
SPELLINGS = (str, str.upper, str.lower, str.title, "  {}".format, "{}\t".format, "\n {} ".format)
AWAY = st.sampled_from((0, 0, -1, 1))
UNKNOWN = ("carrier pigeon", " CARRIER PIGEON ")


@st.composite
def filters(draw, world: World, place: Map, groups: Collection[str] = (), today: date | None = None) -> dict:
    """A ReportFilter for a report on `place`, a map of `world` that was published.

    `group` is a name out of `groups`, if there are any: `with_group` puts contact keys or an id in its
    place. Presets are drawn only with `today`, the day it is in the map's time zone.
    """
    conditions = {
        "added": _ranges([place.day(at) for at in place.added.values()], today),
        "created": _ranges([place.day(person.created) for person in world.contacts.values()], today),
        "tracking": _trackings(world),
        "triggers": _triggers(place),
    }
    if groups:
        conditions["group"] = st.sampled_from(sorted(groups))
    count = draw(st.sampled_from((1, 1, 1, 2, 2, 3, 0)))
    names = draw(st.lists(st.sampled_from(sorted(conditions)), min_size=count, max_size=count, unique=True))
    return {name: None if draw(one_in(12)) else draw(conditions[name]) for name in names}


def with_group(filter: dict, groups: Mapping[str, object]) -> dict:
    """The filter with what `groups` holds under the name of its group: contact keys or an id."""
    return {**filter, "group": groups[filter["group"]]} if filter.get("group") else filter


@st.composite
def _ranges(draw, days: list[date], today: date | None) -> dict:
    """A DateRange whose ends are on a day of `days`, or the one before or after."""
    if today and draw(one_in(5)):
        return {"preset": draw(st.sampled_from(PRESETS))}
    known = sorted(set(days)) or [today or date(2026, 3, 1)]
    end = st.builds(lambda day, away: day + timedelta(days=away), st.sampled_from(known), AWAY)
    first, last = sorted((draw(end), draw(end)))
    ends = draw(st.sampled_from((("from", "to"), ("from", "to"), ("from",), ("to",))))
    spelt = {"from": first.isoformat(), "to": last.isoformat()}
    left_open = {} if draw(st.booleans()) else dict.fromkeys(("preset", "from", "to"))
    return {**left_open, **{end: spelt[end] for end in ends}}


@st.composite
def _trackings(draw, world: World) -> list[dict]:
    """No to three TrackingFilters, mostly one."""
    return [draw(_tracking(world)) for _ in range(draw(st.sampled_from((1, 1, 1, 2, 3, 0))))]


@st.composite
def _tracking(draw, world: World) -> dict:
    """One to three values of a dimension, or none beside those without; FIRST and SOURCE may be left out."""
    met = sorted({dimension for dimension, _ in world.spellings})
    dimension = draw(st.sampled_from(met or DIMENSIONS))
    values = st.lists(_spelt(world, dimension), min_size=1, max_size=3)
    wanted = draw(
        st.fixed_dictionaries(
            {"values": values},
            optional={"model": st.sampled_from(("LAST", "FIRST")), "includeNone": st.booleans()},
        )
    )
    if wanted.get("includeNone") and draw(one_in(4)):
        wanted["values"] = []
    if dimension != "source" or draw(st.booleans()):
        wanted["dimension"] = dimension.upper()
    return wanted


@st.composite
def _spelt(draw, world: World, dimension: str) -> str:
    """A value of the dimension in some spelling, or one that nobody has."""
    known = [spelling for (of, _), spelling in world.spellings.items() if of == dimension]
    if not known or draw(one_in(6)):
        return draw(st.sampled_from(UNKNOWN))
    value = draw(st.sampled_from(known))
    spelt = draw(st.sampled_from(SPELLINGS))(value)
    return spelt if folded(spelt) == folded(value) else value


def _triggers(place: Map) -> st.SearchStrategy[list[str]]:
    """No to two of the triggers of any version, rather removed ones."""
    triggers = [key for key, shape in place.elements_ever.items() if shape["kind"] == "TRIGGER"]
    removed = [key for key in triggers if key not in place.elements]
    return st.lists(st.sampled_from([*triggers, *removed * 3]), max_size=2, unique=True)
