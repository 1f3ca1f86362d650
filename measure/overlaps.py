"""How groups overlap: every exact combination of them that has anyone."""

from collections.abc import Sequence
from dataclasses import dataclass

from measure.groups import Combined, Group
from measure.sets import Set, union


@dataclass(frozen=True, slots=True)
class Overlap:
    """Who is in all groups at the places `inside`, and in none of the others asked about."""

    inside: tuple[int, ...]
    group: Combined
    members: Set


def overlaps(groups: Sequence[tuple[Group, Set]]) -> list[Overlap]:
    """One for each combination of groups, given with their members; largest first, ties by places."""
    parts: list[tuple[tuple[int, ...], Set]] = [((), union(members for _, members in groups))]
    for place, (_, members) in enumerate(groups):
        inside = [((*places, place), part & members) for places, part in parts]
        outside = [(places, part - members) for places, part in parts]
        parts = [(places, part) for places, part in (*inside, *outside) if part]
    parts.sort(key=lambda part: (-len(part[1]), part[0]))
    return [Overlap(places, _combined(groups, places), part) for places, part in parts]


def _combined(groups: Sequence[tuple[Group, Set]], places: tuple[int, ...]) -> Combined:
    named = [group for group, _ in groups]
    return Combined(
        all=tuple(named[place] for place in places),
        none=tuple(group for place, group in enumerate(named) if place not in places),
    )
