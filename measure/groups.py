"""Groups: the definition of a set of contacts, its id, and who is in it at a pinned state.

A definition is written as canonical JSON. What is nested in it is written inline while short, and
under the sha256 of its own text when longer, so that ids stay short whatever is nested.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from measure import ids
from measure.errors import limit_exceeded
from measure.map_state import MapState
from measure.sets import EMPTY, Set, intersection, union
from measure.stats import COHORT, Stat, applies, link_set_name, set_name

LONGEST_ID = 1_000
LONGEST_INLINE = 200
DEEPEST = 5
MOST_NESTED = 50
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Filter:
    """Who is counted; without conditions: everybody."""

    group: "Group | None" = None


EVERYBODY = Filter()


@dataclass(frozen=True, slots=True)
class StatGroup:
    """The contacts behind one number of a map, of those who pass `filter`.

    `subject` is an element or connector key (a connector's for PASSED, none for COHORT), `link` the
    index of CLICKED_LINK.
    """

    automation: str
    stat: Stat
    subject: str = ""
    link: int | None = None
    filter: Filter = EVERYBODY


@dataclass(frozen=True, slots=True)
class Combined:
    """In all of `all`, in one of `any` when there are some, and in none of `none`."""

    all: tuple["Group", ...] = ()
    any: tuple["Group", ...] = ()
    none: tuple["Group", ...] = ()


Group = StatGroup | Combined


class UnknownDefinition(Exception):
    """A definition names another one by a `digest` whose text is not at hand."""

    def __init__(self, digest: str) -> None:
        super().__init__(digest)
        self.digest = digest


def nested(group: Group) -> tuple[Group, ...]:
    """The groups a definition is made of."""
    if isinstance(group, Combined):
        return group.all + group.any + group.none
    return (group.filter.group,) if group.filter.group is not None else ()


def depth(group: Group) -> int:
    return 1 + max((depth(inner) for inner in nested(group)), default=0)


def size(group: Group) -> int:
    return 1 + sum(size(inner) for inner in nested(group))


def check_limits(group: Group) -> None:
    """Raises Refused (LIMIT_EXCEEDED) when a definition is nested too deep or holds too many groups."""
    if depth(group) > DEEPEST:
        raise limit_exceeded("depth of a group", depth(group), DEEPEST)
    if size(group) > MOST_NESTED:
        raise limit_exceeded("groups in a group", size(group), MOST_NESTED)


def automations(group: Group) -> frozenset[str]:
    """The automations whose states decide who is in the group."""
    own = frozenset({group.automation}) if isinstance(group, StatGroup) else frozenset()
    return own.union(*(automations(inner) for inner in nested(group)))


def text(group: Group) -> str:
    """The canonical text of a definition."""
    return _json(_written(group))


def digest(definition: str) -> str:
    """The name under which a definition's text is kept."""
    return sha256(definition.encode()).hexdigest()


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
    for inner in nested(group):
        yield from _nested_texts(inner)


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
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return group if group_id(group) == identifier else None


def members(group: Group, states: Mapping[str, MapState]) -> Set:
    """Who is in the group at `states`, which hold every automation it names."""
    if isinstance(group, StatGroup):
        found = stat_members(states[group.automation], group.stat, group.subject, group.link)
        return found if group.filter.group is None else found & members(group.filter.group, states)
    parts = [members(inner, states) for inner in group.all]
    if group.any:
        parts.append(union(members(inner, states) for inner in group.any))
    return intersection(parts) - union(members(inner, states) for inner in group.none)


def stat_members(state: MapState, stat: Stat, subject: str, link: int | None = None) -> Set:
    """The set behind a stat, whoever is asked about (semantics.md, "Stats")."""
    if stat is Stat.COHORT:
        return state.set(COHORT)
    if stat is Stat.WERE_HERE:
        return state.set(set_name(Stat.REACHED, subject)) - state.set(set_name(Stat.HERE_NOW, subject))
    if stat is Stat.WAITING:
        return state.set(set_name(Stat.HERE_NOW, subject)) - state.set(set_name(Stat.ACHIEVED, subject))
    if stat is Stat.CLICKED_LINK:
        return state.set(link_set_name(subject, link)) if link is not None else EMPTY
    return state.set(set_name(stat, subject))


def is_countable(group: StatGroup, state: MapState) -> bool:
    """Whether the map has, or had, what the group counts at."""
    history = state.history
    if group.stat is Stat.COHORT:
        return group.subject == ""
    if group.stat is Stat.PASSED:
        return group.subject in history.connectors
    element = history.elements.get(group.subject)
    if element is None or group.stat is Stat.TOTAL_VISITORS or not applies(group.stat, element):
        return False
    if group.stat is not Stat.CLICKED_LINK:
        return group.link is None
    return group.link is not None and 0 <= group.link < len(history.links[group.subject])


def _nested_texts(group: Group) -> Iterator[tuple[str, str]]:
    definition = text(group)
    if len(definition) > LONGEST_INLINE:
        yield digest(definition), definition
    for inner in nested(group):
        yield from _nested_texts(inner)


def _json(written: object) -> str:
    return json.dumps(written, separators=(",", ":"))


def _written(group: Group) -> object:
    if isinstance(group, Combined):
        return [[_embedded(inner) for inner in part] for part in (group.all, group.any, group.none)]
    inner = group.filter.group
    return [group.automation, group.stat, group.subject, group.link, _embedded(inner) if inner else None]


def _embedded(group: Group) -> object:
    written = _written(group)
    definition = _json(written)
    return written if len(definition) <= LONGEST_INLINE else digest(definition)


def _read(written: object, texts: Mapping[str, str]) -> Group:
    if isinstance(written, str):
        if not _DIGEST.fullmatch(written):
            raise ValueError("a digest is 64 hexadecimal digits")
        if written not in texts:
            raise UnknownDefinition(written)
        return _read(json.loads(texts[written]), texts)
    if not isinstance(written, list):
        raise ValueError("a definition is a list or a digest")
    if len(written) == 3:
        every, some, none = (tuple(_read(inner, texts) for inner in part) for part in written)
        return Combined(every, some, none)
    automation, stat, subject, link, inner = written
    if not (isinstance(automation, str) and isinstance(subject, str)):
        raise ValueError("an automation and a subject are texts")
    if link is not None and type(link) is not int:
        raise ValueError("a link is an index")
    return StatGroup(
        automation, Stat(stat), subject, link, Filter(_read(inner, texts)) if inner is not None else EVERYBODY
    )
