"""Drawings of maps as documents."""

from measure.graph import Connector, Definition, Element, Kind, Position
from store.database import Document


def definition_document(definition: Definition) -> Document:
    return {
        "name": definition.name,
        "timeZone": definition.time_zone,
        "elements": [_element_document(element) for element in definition.elements],
        "connectors": [
            {
                "key": connector.key,
                "source": connector.source,
                "target": connector.target,
                "label": connector.label,
                "weight": connector.weight,
            }
            for connector in definition.connectors
        ],
    }


def read_definition(document: Document) -> Definition:
    return Definition(
        name=document["name"],
        time_zone=document["timeZone"],
        elements=tuple(_read_element(element) for element in document["elements"]),
        connectors=tuple(Connector(**connector) for connector in document["connectors"]),
    )


def _element_document(element: Element) -> Document:
    position = element.position
    return {
        "key": element.key,
        "kind": element.kind.value,
        "name": element.name,
        "position": None if position is None else [position.x, position.y],
        "links": list(element.links),
        "exit": element.exit,
    }


def _read_element(document: Document) -> Element:
    position = document["position"]
    return Element(
        key=document["key"],
        kind=Kind(document["kind"]),
        name=document["name"],
        position=None if position is None else Position(*position),
        links=tuple(document["links"]),
        exit=document["exit"],
    )
