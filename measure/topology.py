"""Who leads to whom on one drawing of a map."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from measure.graph import Connector, Definition, Kind


@dataclass(frozen=True, slots=True)
class Topology:
    """Ways in and out of every element, and what lies upstream of every goal.

    `upstream[g]` holds the elements from which goal g can be reached, nearest first: by connectors
    between, then by map order. g itself is among them only when it lies on a cycle.
    """

    outgoing: Mapping[str, tuple[Connector, ...]]
    incoming: Mapping[str, tuple[Connector, ...]]
    upstream: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, definition: Definition) -> "Topology":
        outgoing: dict[str, list[Connector]] = {element.key: [] for element in definition.elements}
        incoming: dict[str, list[Connector]] = {element.key: [] for element in definition.elements}
        for connector in definition.connectors:
            outgoing[connector.source].append(connector)
            incoming[connector.target].append(connector)
        place = {element.key: index for index, element in enumerate(definition.elements)}
        goals = [element.key for element in definition.elements if element.kind is Kind.GOAL]
        return cls(
            outgoing={key: tuple(connectors) for key, connectors in outgoing.items()},
            incoming={key: tuple(connectors) for key, connectors in incoming.items()},
            upstream={goal: _upstream(goal, incoming, place) for goal in goals},
        )


def _upstream(
    goal: str, incoming: Mapping[str, Iterable[Connector]], place: Mapping[str, int]
) -> tuple[str, ...]:
    """Breadth-first against the connectors; a goal on a cycle is met again as its own upstream."""
    distance: dict[str, int] = {}
    queue = deque([(goal, 0)])
    while queue:
        key, steps = queue.popleft()
        for connector in incoming[key]:
            if connector.source not in distance:
                distance[connector.source] = steps + 1
                queue.append((connector.source, steps + 1))
    return tuple(sorted(distance, key=lambda key: (distance[key], place[key])))
