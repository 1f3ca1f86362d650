"""The interface of everything that has an id."""

import strawberry


@strawberry.interface
class Node:
    id: strawberry.ID = strawberry.field(description="Opaque, unique over all types, stable for ever.")
