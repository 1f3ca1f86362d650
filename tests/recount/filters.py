"""Who passes a ReportFilter, asking every contact of the account in turn."""

from datetime import date, timedelta

from tests.recount.counting import ANY_DAY, Days, is_between
from tests.recount.world import Map, Person, World


def passing(world: World, place: Map, filter: dict, today: date | None = None) -> set[str]:
    """The contacts of the account that meet every condition of `filter`, for a report on `place`.

    `filter` is the contract's ReportFilter, but `group` holds the group's contact keys. `today`, in the
    map's time zone, is needed for presets.
    """
    return {contact for contact in world.contacts if _passes(world, place, contact, filter, today)}


def days(date_range: dict | None, today: date | None = None) -> Days:
    """A DateRange in days; a preset is turned into days here, by `today`."""
    if not date_range:
        return ANY_DAY
    if date_range.get("preset"):
        return _preset(date_range["preset"], today)
    first, last = date_range.get("from"), date_range.get("to")
    return first and date.fromisoformat(first), last and date.fromisoformat(last)


def folded(value: str) -> str:
    """How tracking values are compared: trimmed and without case."""
    return value.strip().casefold()


def _preset(preset: str, today: date | None) -> Days:
    if preset == "ALL_TIME":
        return ANY_DAY
    if today is None:
        raise ValueError(f"{preset} means no days without today")
    first_of_month, first_of_year = today.replace(day=1), today.replace(month=1, day=1)
    day = timedelta(days=1)
    return {
        "TODAY": (today, today),
        "YESTERDAY": (today - day, today - day),
        "LAST_7_DAYS": (today - 6 * day, today),
        "LAST_30_DAYS": (today - 29 * day, today),
        "LAST_90_DAYS": (today - 89 * day, today),
        "THIS_MONTH": (first_of_month, today),
        "LAST_MONTH": ((first_of_month - day).replace(day=1), first_of_month - day),
        "THIS_YEAR": (first_of_year, today),
        "LAST_YEAR": ((first_of_year - day).replace(month=1, day=1), first_of_year - day),
    }[preset]


def _passes(world: World, place: Map, contact: str, filter: dict, today: date | None) -> bool:
    person = world.contacts[contact]
    return (
        _on_days(place, place.added.get(contact), days(filter.get("added"), today))
        and _on_days(place, person.created, days(filter.get("created"), today))
        and all(_touched(person, wanted) for wanted in filter.get("tracking") or ())
        and _entered(place, contact, filter.get("triggers"))
        and _in_group(contact, filter.get("group"))
    )


def _on_days(place: Map, at: int | None, within: Days) -> bool:
    """Whoever has no day is on none, but where no day is asked for."""
    return within == ANY_DAY or (at is not None and is_between(place.day(at), within))


def _touched(person: Person, wanted: dict) -> bool:
    touches = person.first if wanted.get("model", "FIRST") == "FIRST" else person.last
    dimension = wanted.get("dimension", "SOURCE").lower()
    if dimension not in touches:
        return wanted.get("includeNone", False)
    _, value = touches[dimension]
    return value in {folded(each) for each in wanted["values"]}


def _entered(place: Map, contact: str, triggers: list[str] | None) -> bool:
    return not triggers or any(contact in place.reached[trigger] for trigger in triggers)


def _in_group(contact: str, group: set[str] | None) -> bool:
    """An empty group is nobody, not everybody."""
    return group is None or contact in group
