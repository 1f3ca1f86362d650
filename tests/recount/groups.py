"""Groups side by side: a cohort by who brought it, and how groups overlap."""

from collections.abc import Sequence, Set

from tests.recount.counting import ratio, who
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
