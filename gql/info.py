"""What GraphQL hands to a field, typed."""

from collections.abc import Sequence

import strawberry
from strawberry.types.nodes import SelectedField, Selection

from resolvers.context import Context

Info = strawberry.Info[Context, None]


def selects(info: Info, *path: str) -> bool:
    """Whether the request asks for this field, under those before it, of what the resolver answers."""
    return any(_lead_to(asked.selections, path) for asked in info.selected_fields)


def _lead_to(selections: Sequence[Selection], path: Sequence[str]) -> bool:
    return not path or any(_leads_to(selection, path) for selection in selections)


def _leads_to(selection: Selection, path: Sequence[str]) -> bool:
    if not isinstance(selection, SelectedField):  # a fragment
        return _lead_to(selection.selections, path)
    return selection.name == path[0] and _lead_to(selection.selections, path[1:])
