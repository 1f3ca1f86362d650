"""What GraphQL hands to a field, typed."""

import strawberry
from strawberry.types.nodes import SelectedField, Selection

from resolvers.context import Context

Info = strawberry.Info[Context, None]


def selects(info: Info, field: str) -> bool:
    """Whether the request asks for this field of what the resolver answers."""
    return any(_names(selection, field) for asked in info.selected_fields for selection in asked.selections)


def _names(selection: Selection, field: str) -> bool:
    if isinstance(selection, SelectedField):
        return selection.name == field
    return any(_names(inner, field) for inner in selection.selections)
