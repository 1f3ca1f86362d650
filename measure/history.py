"""An automation over its versions: what is published now and everything that ever was."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from measure.graph import Connector, Definition, Element
from measure.topology import Topology


class Status(StrEnum):
    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    PAUSED = "PAUSED"
    ARCHIVED = "ARCHIVED"


_NOTHING = Definition(name="", time_zone="UTC")


@dataclass(frozen=True, slots=True)
class History:
    """The published version (`definition`, `topology`) and all elements and connectors ever published.

    `elements` and `connectors` hold every key ever published in its latest shape, those of the
    published version first and in map order; `links` the latest url at every index ever used.
    `numbers` counts the elements in the order in which they were first published; a number never changes.
    """

    status: Status = Status.DRAFT
    version: int = 0
    published_at: datetime | None = None
    definition: Definition = _NOTHING
    topology: Topology = field(default_factory=lambda: Topology.of(_NOTHING))
    elements: Mapping[str, Element] = field(default_factory=dict)
    connectors: Mapping[str, Connector] = field(default_factory=dict)
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    joining: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_published(self) -> bool:
        """Whether events may name this automation: paused and archived ones still record."""
        return self.version > 0

    def is_removed(self, element: str) -> bool:
        return element not in self.topology.outgoing

    def is_removed_connector(self, connector: Connector) -> bool:
        outgoing = self.topology.outgoing.get(connector.source, ())
        return all(other.key != connector.key for other in outgoing)

    @classmethod
    def of(
        cls,
        *,
        status: Status,
        version: int,
        published_at: datetime | None,
        definition: Definition,
        elements: Mapping[str, Element],
        connectors: Mapping[str, Connector],
        links: Mapping[str, tuple[str, ...]],
        numbers: Mapping[str, int],
    ) -> "History":
        """A history from what cannot be derived; `elements` and `connectors` are all that ever were."""
        return cls(
            status=status,
            version=version,
            published_at=published_at,
            definition=definition,
            topology=Topology.of(definition),
            elements=elements,
            connectors=connectors,
            links=links,
            joining=_joining(definition, connectors),
            numbers=numbers,
        )

    def publish(self, definition: Definition, at: datetime) -> "History":
        """The history after `definition` became the next version."""
        elements = {element.key: element for element in definition.elements}
        connectors = {connector.key: connector for connector in definition.connectors}
        new = [key for key in elements if key not in self.numbers]
        elements |= {key: old for key, old in self.elements.items() if key not in elements}
        connectors |= {key: old for key, old in self.connectors.items() if key not in connectors}
        return History.of(
            status=Status.PUBLISHED,
            version=self.version + 1,
            published_at=at,
            definition=definition,
            elements=elements,
            connectors=connectors,
            links={
                key: element.links + self.links.get(key, ())[len(element.links) :]
                for key, element in elements.items()
            },
            numbers={**self.numbers, **{key: number for number, key in enumerate(new, len(self.numbers))}},
        )

    def with_status(self, status: Status) -> "History":
        return replace(self, status=status)


def _joining(
    definition: Definition, ever: Mapping[str, Connector]
) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Connector keys by (source, target): the published ones, or where there are none the removed ones."""
    published = {connector.key for connector in definition.connectors}
    removed = (connector for key, connector in ever.items() if key not in published)
    joining: dict[tuple[str, str], tuple[str, ...]] = {}
    for connectors in (definition.connectors, removed):
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for connector in connectors:
            ends = (connector.source, connector.target)
            found[ends] = (*found.get(ends, ()), connector.key)
        joining = found | joining
    return joining
