"""Fields with a description, typed: Strawberry's own decorators are untyped when given keywords."""

from collections.abc import Callable

import strawberry
from strawberry.types.field import StrawberryField

Resolver = Callable[..., object]


def described(description: str, *, is_subscription: bool = False) -> Callable[[Resolver], StrawberryField]:
    """`strawberry.field`, `mutation` or `subscription` with a description."""

    def decorate(resolver: Resolver) -> StrawberryField:
        return strawberry.field(resolver, description=description, is_subscription=is_subscription)

    return decorate
