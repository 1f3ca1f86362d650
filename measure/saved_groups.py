"""Saved groups: contacts kept under a name, or a definition that is read anew whenever it is asked for."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from measure.days import Days, preset_days
from measure.errors import bad_input
from measure.groups import Filter, Group, Saved, StatGroup, is_within_limits, nested, saved_in, with_nested
from measure.sets import Set

LONGEST_NAME = 128
_UNWRITABLE = frozenset({"Cc", "Cs"})
"Categories of Unicode: control characters, and halves of characters."


class GroupMode(StrEnum):
    SNAPSHOT = "SNAPSHOT"
    LIVE = "LIVE"


@dataclass(frozen=True, slots=True)
class SavedGroup:
    """What is shown of a saved group beside its contacts. Nothing of it ever changes; it may be deleted."""

    id: str
    name: str
    mode: GroupMode
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SavedGroupPage:
    """Saved groups, the newest first, each with its cursor; `total` counts all pages."""

    items: tuple[tuple[str, SavedGroup], ...]
    has_previous: bool
    has_next: bool
    total: int


@dataclass(frozen=True, slots=True)
class Live:
    """What a LIVE group holds: the id of the group that it stands for, and the name that it has."""

    name: str
    group: str


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a SNAPSHOT holds: who was in the group."""

    members: Set


Contents = Live | Frozen


def checked_name(text: str) -> str:
    """A name, trimmed; raises Refused (BAD_USER_INPUT) for one that is none."""
    name = text.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise bad_input("name", f"must be 1 to {LONGEST_NAME} characters, not {len(name)}")
    if any(unicodedata.category(character) in _UNWRITABLE for character in name):
        raise bad_input("name", "must hold no control characters")
    return name


def spelled_out(group: Group, meanings: Mapping[str, Group]) -> Group:
    """`group` with the saved groups in it replaced by what they mean; those without a meaning stay."""
    if isinstance(group, Saved):
        return meanings.get(group.id, group)
    return with_nested(group, lambda inner: spelled_out(inner, meanings))


def meanings(definitions: Mapping[str, Group]) -> Mapping[str, Group] | None:
    """What LIVE groups mean, by id: their `definitions` without LIVE groups in them.

    None when one of them contains itself or is larger than a group may be: nobody can save such a group.
    """
    found: dict[str, Group] = {}
    while len(found) < len(definitions):
        waiting = {name: definition for name, definition in definitions.items() if name not in found}
        ready = {
            name: spelled_out(definition, found)
            for name, definition in waiting.items()
            if saved_in(definition).isdisjoint(waiting)
        }
        if not ready or not all(map(is_within_limits, ready.values())):
            return None
        found |= ready
    return found


def read_by_today(group: Group) -> frozenset[str]:
    """The automations on which presets decide who is in the group, so that today there matters."""
    own: frozenset[str] = frozenset()
    if isinstance(group, StatGroup) and any(_has_preset(days) for days in _days_of(group.filter)):
        own = frozenset({group.automation})
    return own.union(*(read_by_today(inner) for inner in nested(group)))


def on_days(group: Group, today: Mapping[str, date]) -> Group:
    """`group` with its presets turned into days anew, by the day it is on each automation."""
    changed = with_nested(group, lambda inner: on_days(inner, today))
    if not isinstance(changed, StatGroup) or changed.automation not in today:
        return changed
    added, created = (_anew(days, today[changed.automation]) for days in _days_of(changed.filter))
    return replace(changed, filter=replace(changed.filter, added=added, created=created))


def _days_of(filter: Filter) -> tuple[Days | None, Days | None]:
    return filter.added, filter.created


def _has_preset(days: Days | None) -> bool:
    return days is not None and days.preset is not None


def _anew(days: Days | None, today: date) -> Days | None:
    return days if days is None or days.preset is None else preset_days(days.preset, today)
