"""Ids of groups: their definitions as text, whole while short, else under a hash.

A definition is written as canonical JSON. What is nested in it, a group or a filter, is written inline while
short, and under the sha256 of its own text when longer, so that ids stay short whatever is nested.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from hashlib import sha256

from measure import ids
from measure.days import Days, Preset
from measure.events import DIMENSIONS
from measure.groups import EVERYBODY, Combined, Filter, Group, Saved, StatGroup, Tracked, nested
from measure.stats import Stat
from measure.terms import term_key
from measure.touches import Model

LONGEST_ID = 1_000
LONGEST_INLINE = 200
"Bytes of a group inside another one."
LONGEST_FILTER = 450
"Bytes of a filter inside a group: beside it an id has room for every stat's own definition."
SAVED = re.compile(r"[0-9a-f]{24}")
"Ids of saved groups."
_DIGEST = re.compile(r"[0-9a-f]{64}")


class UnknownDefinition(Exception):
    """A definition names another one by a `digest` whose text is not at hand."""

    def __init__(self, digest: str) -> None:
        super().__init__(digest)
        self.digest = digest


def text(definition: Group | Filter) -> str:
    """The canonical text of a definition; a filter that is only a group has the group's."""
    if isinstance(definition, StatGroup):
        own = _json([definition.automation, definition.stat, definition.subject, definition.detail])
        return f"{own[:-1]},{_filter_text(definition.filter)}]"
    return _json(_written_filter(definition) if isinstance(definition, Filter) else _written(definition))


def digest(definition: str) -> str:
    """The name under which a definition's text is kept."""
    return sha256(definition.encode()).hexdigest()


@lru_cache(ids.REMEMBERED)
def group_id(group: Group) -> str:
    """At most 1,000 characters; a longer one is replaced by the digest of the definition."""
    definition = text(group)
    identifier = ids.encode("ContactGroup", definition)
    return (
        identifier if len(identifier) <= LONGEST_ID else ids.encode("ContactGroup", f'"{digest(definition)}"')
    )


def kept_texts(group: Group) -> Iterator[tuple[str, str]]:
    """Digest and text of every definition that the group's id, or one in it, gives as a digest only."""
    definition = text(group)
    if len(ids.encode("ContactGroup", definition)) > LONGEST_ID:
        yield digest(definition), definition
    yield from _inner_texts(group)


def parse(identifier: str, texts: Mapping[str, str]) -> Group | None:
    """The definition behind an id; None when it is no group's id.

    Raises:
        UnknownDefinition: it names a digest that `texts` lacks.
    """
    kind, definition = ids.decode(identifier)
    if kind != "ContactGroup" or len(identifier) > LONGEST_ID:
        return None
    try:
        group = _read(json.loads(definition), texts)
        return group if group_id(group) == identifier else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _inner_texts(group: Group) -> Iterator[tuple[str, str]]:
    if isinstance(group, StatGroup) and _has_conditions(group.filter):
        definition = text(group.filter)
        if len(definition.encode()) > LONGEST_FILTER:
            yield digest(definition), definition
    for inner in nested(group):
        definition = text(inner)
        if len(definition.encode()) > LONGEST_INLINE:
            yield digest(definition), definition
        yield from _inner_texts(inner)


def _has_conditions(filter: Filter) -> bool:
    """Whether it is more than a group."""
    return filter != Filter(filter.group)


_encoded = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
"Made once: `json.dumps` makes an encoder every time."


def _json(written: object) -> str:
    return _encoded(written)


def _written(group: Group) -> object:
    if isinstance(group, Combined):
        return [[_embedded(inner) for inner in part] for part in (group.all, group.any, group.none)]
    if isinstance(group, Saved):
        return [group.id]
    return [group.automation, group.stat, group.subject, group.detail, _embedded_filter(group.filter)]


def _written_filter(filter: Filter) -> object:
    group = None if filter.group is None else _embedded(filter.group)
    if not _has_conditions(filter):
        return group if filter.group is None else _written(filter.group)
    written = {
        "group": group,
        "added": filter.added and _written_days(filter.added),
        "created": filter.created and _written_days(filter.created),
        "tracking": [_written_tracked(tracked) for tracked in filter.tracking],
        "triggers": filter.triggers,
    }
    return {name: value for name, value in written.items() if value}


def _written_days(days: Days) -> object:
    first, last = (day and day.isoformat() for day in (days.first, days.last))
    return [first, last, days.preset]


def _written_tracked(tracked: Tracked) -> object:
    return [
        tracked.model,
        tracked.dimension,
        tracked.values,
        tracked.includes_none,
    ]


def _embedded(group: Group) -> object:
    return _inline(_written(group), LONGEST_INLINE)


@lru_cache(1_000)
def _filter_text(filter: Filter) -> str:
    """As it stands in a group: in a report, of one filter, in hundreds."""
    return _json(_embedded_filter(filter))


def _embedded_filter(filter: Filter) -> object:
    if _has_conditions(filter):
        return _inline(_written_filter(filter), LONGEST_FILTER)
    return None if filter.group is None else _embedded(filter.group)


def _inline(written: object, longest: int) -> object:
    definition = _json(written)
    return written if len(definition.encode()) <= longest else digest(definition)


def _resolved(written: object, texts: Mapping[str, str]) -> object:
    """What is written, or what is kept under the digest that is."""
    if not isinstance(written, str):
        return written
    if not _DIGEST.fullmatch(written):
        raise ValueError("a digest is 64 hexadecimal digits")
    if written not in texts:
        raise UnknownDefinition(written)
    return json.loads(texts[written])


def _read(written: object, texts: Mapping[str, str]) -> Group:
    definition = _resolved(written, texts)
    if not isinstance(definition, list):
        raise ValueError("a group is a list or a digest")
    if len(definition) == 1:
        return Saved(_read_saved(*definition))
    if len(definition) == 3:
        every, some, none = (tuple(_read(inner, texts) for inner in part) for part in definition)
        if not every and not some:
            raise ValueError("all or any name a group")
        return Combined(every, some, none)
    automation, stat, subject, detail, conditions = definition
    if not (isinstance(automation, str) and isinstance(subject, str)):
        raise ValueError("an automation and a subject are texts")
    if not (detail is None or isinstance(detail, str) or type(detail) is int):
        raise ValueError("a detail is a key or an index")
    return StatGroup(automation, Stat(stat), subject, detail, _read_filter(conditions, texts))


def _read_saved(id: object) -> str:
    if not isinstance(id, str) or not SAVED.fullmatch(id):
        raise ValueError("a saved group has an id of 24 hexadecimal digits")
    return id


def _read_filter(written: object, texts: Mapping[str, str]) -> Filter:
    definition = _resolved(written, texts)
    if definition is None:
        return EVERYBODY
    if not isinstance(definition, dict):
        return Filter(_read(definition, texts))
    return Filter(
        group=_read(definition["group"], texts) if "group" in definition else None,
        added=_read_days(definition["added"]) if "added" in definition else None,
        created=_read_days(definition["created"]) if "created" in definition else None,
        tracking=tuple(_read_tracked(*tracked) for tracked in definition.get("tracking", ())),
        triggers=tuple(_read_texts(definition.get("triggers", ()))),
    )


def _read_days(written: list[str | None]) -> Days:
    first, last, preset = written
    days = Days(
        first=None if first is None else date.fromisoformat(first),
        last=None if last is None else date.fromisoformat(last),
        preset=None if preset is None else Preset(preset),
    )
    if days.is_open:
        raise ValueError("days without ends are left out")
    return days


def _read_tracked(model: str, dimension: str, values: list[str], includes_none: bool) -> Tracked:
    if dimension not in DIMENSIONS or type(includes_none) is not bool:
        raise ValueError("a tracking condition is a model, a dimension, values and a flag")
    return Tracked(Model(model), dimension, tuple(map(term_key, _read_texts(values))), includes_none)


def _read_texts(written: Sequence[object]) -> list[str]:
    if not all(isinstance(each, str) for each in written):
        raise ValueError("values and triggers are texts")
    return [str(each) for each in written]
