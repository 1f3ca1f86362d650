"""Groups side by side: a cohort by who brought it, how groups overlap, and who is in made ones."""

from collections.abc import Mapping, Sequence, Set
from datetime import date

from tests.recount.counting import ratio, who
from tests.recount.filters import passing
from tests.recount.lifetime import worth
from tests.recount.world import Map, World


def tracking(
    world: World,
    place: Map,
    model: str,
    dimension: str,
    within: Set[str] | None = None,
    first: int = 100,
) -> dict:
    """The cohort by a tracking dimension: {"total", "rows", "others", "distinct"}.

    `model` and `dimension` as the contract has them: "FIRST", "SOURCE". A row is {"value", "contacts",
    "share", "lifetimeValue"}: the `first` largest values, then always one with value None.
    """
    total = who(place.added, within)
    by_value: dict[str, set[str]] = {}
    untouched: set[str] = set()
    for contact in total:
        person = world.contacts[contact]
        touches = person.first if model == "FIRST" else person.last
        if dimension.lower() in touches:
            _, value = touches[dimension.lower()]
            by_value.setdefault(value, set()).add(contact)
        else:
            untouched.add(contact)
    largest = sorted(by_value, key=lambda value: (-len(by_value[value]), value))
    shown = [(world.spellings[dimension.lower(), value], by_value[value]) for value in largest[:first]]
    return {
        "total": total,
        "rows": [_row(world, value, contacts, total) for value, contacts in [*shown, (None, untouched)]],
        "others": set().union(*(by_value[value] for value in largest[first:])),
        "distinct": len(by_value),
    }


def _row(world: World, value: str | None, contacts: set[str], total: set[str]) -> dict:
    return {
        "value": value,
        "contacts": contacts,
        "share": ratio(contacts, total),
        "lifetimeValue": worth(world, contacts),
    }


def overlap(groups: Sequence[Set[str]]) -> list[tuple[tuple[int, ...], set[str]]]:
    """Per exact combination that has anybody: the indexes of its groups, and who is in these and no other.

    Largest first, then by indexes.
    """
    combinations: dict[tuple[int, ...], set[str]] = {}
    for contact in set().union(*groups):
        inside = tuple(index for index, group in enumerate(groups) if contact in group)
        combinations.setdefault(inside, set()).add(contact)
    return sorted(combinations.items(), key=lambda row: (-len(row[1]), row[0]))


def members(
    world: World,
    group: dict,
    saved: Mapping[str, dict | Set[str]],
    asked: Mapping[str, date],
    today: Mapping[str, date],
) -> set[str]:
    """Who is in a group, which is one of

    - {"reached": element key, "on": map key, "filter": ReportFilter}, whose own `group` is such a group, too;
    - {"all", "any", "none": lists of groups}, as the contract's combineGroups has them;
    - {"saved": name}: a group of `saved`, which holds a live one's definition or a snapshot's contacts.

    Presets are read by `asked`, the day by map key that it was when the group was asked for, and in live
    groups by `today`.
    """
    if "saved" in group:
        held = saved[group["saved"]]
        return members(world, held, saved, today, today) if isinstance(held, dict) else set(held)
    if "reached" in group:
        place, wanted = world.maps[group["on"]], group["filter"]
        inner = wanted.get("group")
        contacts = None if inner is None else members(world, inner, saved, asked, today)
        passes = passing(world, place, {**wanted, "group": contacts}, asked[place.key])
        return who(place.reached[group["reached"]], passes)
    every, some, none = (
        [members(world, each, saved, asked, today) for each in group[part]] for part in _PARTS
    )
    if some:
        every.append(set().union(*some))
    return set.intersection(*every) - set().union(*none)


_PARTS = ("all", "any", "none")
