"""What rows of all reports share: their element, which in turn has rows as its fields."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from measure import graph
from resolvers.reading import Reading

if TYPE_CHECKING:
    from gql.element import Element

LazyElement = Annotated["Element", strawberry.lazy("gql.element")]


def row_element(reading: Reading, drawn: graph.Element) -> "Element":
    from gql.element import Element

    return Element.of(reading.map, drawn)
