"""What a GraphQL document may ask. Each limit is a setting of the server."""

from dataclasses import dataclass

from measure.errors import Refused, Said, limit_exceeded


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of each, and what may be asked at all; `server.settings.Settings` says what they mean."""

    depth: int = 20
    aliases: int = 200
    tokens: int = 15_000
    list_items: int = 1_000
    cost: int = 2_000_000
    introspection: bool = True
    suggestions: bool = True


def beyond(limit: str, value: int, most: int, *, argument: str | None = None, **more: Said) -> Refused:
    """LIMIT_EXCEEDED of that field of Limits, whose setting is FOOTFALL_MAX_ and its name."""
    setting = f"FOOTFALL_MAX_{limit.upper()}"
    return limit_exceeded(limit, value, most, setting=setting, argument=argument, **more)
