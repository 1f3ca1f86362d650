"""What is wrong with a map: the rules of semantics.md, "Editing"."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from measure.graph import Connector, Definition, Element, Kind
from measure.history import History

ELEMENT_KEY = re.compile(r"[A-Za-z0-9._-]{1,64}")
CONNECTOR_KEY = re.compile(r"[A-Za-z0-9._>-]{1,129}")
MOST_ELEMENTS = 1_000
MOST_CONNECTORS = 4_000
WEIGHT_TOLERANCE = 0.001


class Severity(StrEnum):
    ERROR = "ERROR"
    WARNING = "WARNING"


class ProblemCode(StrEnum):
    DUPLICATE_KEY = "DUPLICATE_KEY"
    BAD_KEY = "BAD_KEY"
    UNKNOWN_ELEMENT = "UNKNOWN_ELEMENT"
    KIND_CHANGED = "KIND_CHANGED"
    KEY_REUSED = "KEY_REUSED"
    LINK_CHANGED = "LINK_CHANGED"
    TIME_ZONE_FIXED = "TIME_ZONE_FIXED"
    NO_TRIGGER = "NO_TRIGGER"
    INTO_TRIGGER = "INTO_TRIGGER"
    OUT_OF_END = "OUT_OF_END"
    CONDITION_LABELS = "CONDITION_LABELS"
    SPLIT_WEIGHTS = "SPLIT_WEIGHTS"
    GO_TO_TARGET = "GO_TO_TARGET"
    CYCLE_WITHOUT_GO_TO = "CYCLE_WITHOUT_GO_TO"
    TOO_LARGE = "TOO_LARGE"
    NOTHING_TO_PUBLISH = "NOTHING_TO_PUBLISH"
    WRONG_STATUS = "WRONG_STATUS"
    UNREACHABLE = "UNREACHABLE"


_WARNINGS = frozenset({ProblemCode.LINK_CHANGED, ProblemCode.UNREACHABLE})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a map, at an element or connector key where it has a place."""

    code: ProblemCode
    message: str
    element: str | None = None
    connector: str | None = None

    @property
    def severity(self) -> Severity:
        return Severity.WARNING if self.code in _WARNINGS else Severity.ERROR


def problems(definition: Definition, history: History) -> tuple[Problem, ...]:
    """Everything wrong with `definition` as the version after `history`, in the order of its parts."""
    found = [*_sizes(definition), *_keys(definition), *_ends(definition), *_against(definition, history)]
    if any(problem.code in (ProblemCode.UNKNOWN_ELEMENT, ProblemCode.DUPLICATE_KEY) for problem in found):
        return tuple(found)
    return (*found, *_flow(definition))


def _sizes(definition: Definition) -> Iterator[Problem]:
    for what, count, most in (
        ("elements", len(definition.elements), MOST_ELEMENTS),
        ("connectors", len(definition.connectors), MOST_CONNECTORS),
    ):
        if count > most:
            yield Problem(ProblemCode.TOO_LARGE, f"the map has {count} {what}; at most {most} are allowed")


def _keys(definition: Definition) -> Iterator[Problem]:
    for key, times in Counter(element.key for element in definition.elements).items():
        if not ELEMENT_KEY.fullmatch(key):
            message = f'element key "{key}" must match {ELEMENT_KEY.pattern}'
            yield Problem(ProblemCode.BAD_KEY, message, element=key)
        if times > 1:
            yield Problem(ProblemCode.DUPLICATE_KEY, f'{times} elements have the key "{key}"', element=key)
    for key, times in Counter(connector.key for connector in definition.connectors).items():
        if not CONNECTOR_KEY.fullmatch(key):
            message = f'connector key "{key}" must match {CONNECTOR_KEY.pattern}'
            yield Problem(ProblemCode.BAD_KEY, message, connector=key)
        if times > 1:
            message = f'{times} connectors have the key "{key}"; parallel connectors need keys of their own'
            yield Problem(ProblemCode.DUPLICATE_KEY, message, connector=key)


def _ends(definition: Definition) -> Iterator[Problem]:
    known = {element.key for element in definition.elements}
    for connector in definition.connectors:
        for end, key in (("source", connector.source), ("target", connector.target)):
            if key not in known:
                message = f'connector "{connector.key}" has the {end} "{key}", which is no element of the map'
                yield Problem(ProblemCode.UNKNOWN_ELEMENT, message, connector=connector.key)


def _against(definition: Definition, history: History) -> Iterator[Problem]:
    """What keeps keys, links and the time zone meaning the same over versions."""
    if history.is_published and definition.time_zone != history.definition.time_zone:
        fixed = history.definition.time_zone
        message = f"the time zone is fixed at {fixed} since the first publish, not {definition.time_zone}"
        yield Problem(ProblemCode.TIME_ZONE_FIXED, message)
    for element in definition.elements:
        old = history.elements.get(element.key)
        if old is not None and old.kind is not element.kind:
            message = (
                f'element "{element.key}" was {old.kind} in an earlier version and cannot be {element.kind}'
            )
            yield Problem(ProblemCode.KIND_CHANGED, message, element=element.key)
        for index, (was, now) in enumerate(
            zip(history.links.get(element.key, ()), element.links, strict=False)
        ):
            if was != now:
                message = (
                    f'link {index} of "{element.key}" was {was} and is now {now}: its clicks stay counted'
                )
                yield Problem(ProblemCode.LINK_CHANGED, message, element=element.key)
    for connector in definition.connectors:
        before = history.connectors.get(connector.key)
        if before and (before.source, before.target) != (connector.source, connector.target):
            message = f'connector "{connector.key}" joined "{before.source}" to "{before.target}" before'
            yield Problem(ProblemCode.KEY_REUSED, message, connector=connector.key)


def _flow(definition: Definition) -> Iterator[Problem]:
    outgoing: dict[str, list[Connector]] = {element.key: [] for element in definition.elements}
    for connector in definition.connectors:
        outgoing[connector.source].append(connector)
    kinds = {element.key: element.kind for element in definition.elements}
    if Kind.TRIGGER not in kinds.values():
        yield Problem(ProblemCode.NO_TRIGGER, "the map has no TRIGGER")
    for connector in definition.connectors:
        if kinds[connector.target] is Kind.TRIGGER:
            message = f'connector "{connector.key}" leads into the TRIGGER "{connector.target}"'
            yield Problem(ProblemCode.INTO_TRIGGER, message, connector=connector.key)
    for element in definition.elements:
        yield from _ways_out(element, outgoing[element.key], kinds)
    yield from _cycle(definition, kinds)
    yield from _unreachable(definition, outgoing)


def _ways_out(element: Element, ways: list[Connector], kinds: dict[str, Kind]) -> Iterator[Problem]:
    key = element.key
    if element.kind is Kind.END and ways:
        yield Problem(ProblemCode.OUT_OF_END, f'a connector leads out of the END "{key}"', element=key)
    if element.kind is Kind.CONDITION:
        for label in ("YES", "NO"):
            if sum(way.label == label for way in ways) > 1:
                message = f'the CONDITION "{key}" has more than one way out labelled {label}'
                yield Problem(ProblemCode.CONDITION_LABELS, message, element=key)
    if element.kind is Kind.SPLIT and any(way.weight is not None for way in ways):
        weights = [way.weight or 0.0 for way in ways]
        if min(weights) < 0 or round(abs(sum(weights) - 1), 9) > WEIGHT_TOLERANCE:
            message = f'the weights of the SPLIT "{key}" must be 0 to 1 and sum to 1, not {sum(weights):g}'
            yield Problem(ProblemCode.SPLIT_WEIGHTS, message, element=key)
    if element.kind is Kind.GO_TO:
        if len(ways) != 1:
            message = f'the GO_TO "{key}" must have exactly one way out, not {len(ways)}'
            yield Problem(ProblemCode.GO_TO_TARGET, message, element=key)
        elif kinds[ways[0].target] in (Kind.TRIGGER, Kind.GOAL):
            message = f'the GO_TO "{key}" must not lead to a TRIGGER or GOAL'
            yield Problem(ProblemCode.GO_TO_TARGET, message, element=key)


def _cycle(definition: Definition, kinds: dict[str, Kind]) -> Iterator[Problem]:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for connector in definition.connectors:
        if Kind.GO_TO not in (kinds[connector.source], kinds[connector.target]):
            sorter.add(connector.target, connector.source)
    try:
        sorter.prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        message = f"the cycle {' → '.join(cycle)} does not go through a GO_TO"
        yield Problem(ProblemCode.CYCLE_WITHOUT_GO_TO, message, element=cycle[0])


def _unreachable(definition: Definition, outgoing: dict[str, list[Connector]]) -> Iterator[Problem]:
    entries = [element.key for element in definition.elements if element.kind in (Kind.TRIGGER, Kind.GOAL)]
    met, queue = set(entries), list(entries)
    while queue:
        for way in outgoing[queue.pop()]:
            if way.target not in met:
                met.add(way.target)
                queue.append(way.target)
    for element in definition.elements:
        if element.key not in met:
            message = f'no trigger or goal leads to "{element.key}"'
            yield Problem(ProblemCode.UNREACHABLE, message, element=element.key)
