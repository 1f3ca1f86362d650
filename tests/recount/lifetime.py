"""The lifetime value report of one map: what those who reached an element have paid, whole life."""

from collections.abc import Iterable, Set
from decimal import Decimal

from tests.recount.counting import who
from tests.recount.report import lifetime_value
from tests.recount.world import Map, World


def lifetime_values(
    world: World, place: Map, within: Set[str] | None = None, *, include_removed: bool = False
) -> dict[str, dict]:
    """{element: {"contacts", "total", "average", "buyers", "averagePerBuyer"}}; removed elements come last.

    Money is in major units. An average has 28 significant digits, and is None over nobody.
    """
    elements = list(place.elements)
    if include_removed:
        elements += [key for key in place.elements_ever if key not in place.elements]
    return {key: _row(world, who(place.reached[key], within)) for key in elements}


def worth(world: World, contacts: Iterable[str]) -> Decimal:
    """The exact sum of the contacts' lifetime values."""
    return sum((lifetime_value(world.contacts[contact]) for contact in contacts), Decimal(0))


def _row(world: World, contacts: set[str]) -> dict:
    buyers = {contact for contact in contacts if lifetime_value(world.contacts[contact]) > 0}
    return {
        "contacts": contacts,
        "total": worth(world, contacts),
        "average": _average(world, contacts),
        "buyers": buyers,
        "averagePerBuyer": _average(world, buyers),
    }


def _average(world: World, contacts: set[str]) -> Decimal | None:
    """Divided in the default context, which keeps 28 digits."""
    return worth(world, contacts) / len(contacts) if contacts else None
