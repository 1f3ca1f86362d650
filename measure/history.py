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

    @property
    def is_published(self) -> bool:
        """Whether events may name this automation: paused and archived ones still record."""
        return self.version > 0

    def is_removed(self, element: str) -> bool:
        return element not in self.topology.outgoing

    def is_removed_connector(self, connector: Connector) -> bool:
        outgoing = self.topology.outgoing.get(connector.source, ())
        return all(other.key != connector.key for other in outgoing)

    def publish(self, definition: Definition, at: datetime) -> "History":
        """The history after `definition` became the next version."""
        elements = {element.key: element for element in definition.elements}
        connectors = {connector.key: connector for connector in definition.connectors}
        dropped = {key: old for key, old in self.elements.items() if key not in elements}
        dropped_connectors = {key: old for key, old in self.connectors.items() if key not in connectors}
        topology = Topology.of(definition)
        known = connectors | dropped_connectors
        return History(
            status=Status.PUBLISHED,
            version=self.version + 1,
            published_at=at,
            definition=definition,
            topology=topology,
            elements=elements | dropped,
            connectors=known,
            links={
                key: element.links + self.links.get(key, ())[len(element.links) :]
                for key, element in (elements | dropped).items()
            },
            joining=_joining(connectors, dropped_connectors),
        )

    def with_status(self, status: Status) -> "History":
        return replace(self, status=status)


def _joining(
    published: Mapping[str, Connector], dropped: Mapping[str, Connector]
) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Connector keys by (source, target): the published ones, or where there are none the removed ones."""
    joining: dict[tuple[str, str], tuple[str, ...]] = {}
    for connectors in (published, dropped):
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for connector in connectors.values():
            ends = (connector.source, connector.target)
            found[ends] = (*found.get(ends, ()), connector.key)
        joining = found | joining
    return joining
