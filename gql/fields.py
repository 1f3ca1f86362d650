"""Fields with a description, typed: Strawberry's own decorators are untyped when given keywords."""

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar, cast

import strawberry
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

Resolver = Callable[..., object]
S = TypeVar("S")
V = TypeVar("V")


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


def derived_attribute(resolver: Callable[[S], V], description: str | None = None) -> V:
    """`derived`, for what an interface declares as an attribute."""
    return cast(V, derived(resolver, description))


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

    @cached_property
    def read(self) -> Resolver:
        """The method itself."""
        return cast(Resolver, cast(StrawberryResolver[object], self.base_resolver).wrapped_func)

    def get_result(self, source: object, info: object, args: list[object], kwargs: object) -> object:
        return self.read(source)
