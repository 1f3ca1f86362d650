"""Fields with a description, typed: Strawberry's own decorators are untyped when given keywords."""

from collections.abc import Callable
from typing import cast

import strawberry
from strawberry.types.field import StrawberryField

Resolver = Callable[..., object]


def described(description: str, *, is_subscription: bool = False) -> Callable[[Resolver], StrawberryField]:
    """`strawberry.field`, `mutation` or `subscription` with a description."""

    def decorate(resolver: Resolver) -> StrawberryField:
        return strawberry.field(resolver, description=description, is_subscription=is_subscription)

    return decorate


def derived(resolver: Resolver, description: str | None = None) -> StrawberryField:
    """A field that its object derives from itself: a method of `self` alone, which waits for nothing.

    A report has thousands of these.
    """
    return DerivedField(description=description)(resolver)


def described_derived(description: str) -> Callable[[Resolver], StrawberryField]:
    """`derived` with a description."""

    def decorate(resolver: Resolver) -> StrawberryField:
        return derived(resolver, description)

    return decorate


class DerivedField(StrawberryField):
    """Read like a plain attribute, without what Strawberry does for arguments and `info`: half the time."""

    @property
    def is_basic_field(self) -> bool:
        return True

    def get_result(self, source: object, info: object, args: list[object], kwargs: object) -> object:
        return cast(Resolver, self.base_resolver)(source)  # `derived` has given it one
