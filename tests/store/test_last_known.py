"""What is remembered for when nobody can be asked, and what is not."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from store.availability import Unavailable, unavailable
from store.last_known import LastKnown


class Servers:
    """A primary and a secondary, each with a value, nothing, or away."""

    def __init__(self) -> None:
        self.primary: str | Exception | None = None
        self.secondary: str | Exception | None = unavailable()

    async def ask(
        self, read: Callable[[Any], Awaitable[str | None]], is_whole: Callable[[str | None], bool]
    ) -> str | None:
        if not isinstance(self.primary, Exception):
            return await read(self.primary)
        if isinstance(self.secondary, Exception):
            raise self.secondary
        found = await read(self.secondary)
        if is_whole(found):
            return found
        raise self.primary


async def what(found: Any) -> str | None:
    return found


@pytest.fixture
def servers() -> Servers:
    return Servers()


@pytest.fixture
def known(servers: Servers) -> LastKnown[str]:
    return LastKnown(servers, {}, lambda value: [value[0]])


async def test_what_was_seen_is_known_while_nobody_can_be_asked(servers: Servers, known: LastKnown[str]):
    servers.primary = "a1"
    assert await known.get("a", what) == "a1"
    servers.primary = unavailable()
    assert await known.get("a", what) == "a1"
    with pytest.raises(Unavailable):
        await known.get("b", what)


@pytest.mark.parametrize("by", ["primary", "secondary"])
async def test_what_somebody_says_is_no_more_is_not_remembered(
    servers: Servers, known: LastKnown[str], by: str
):
    """As of a key that was taken back, and then the primary was lost."""
    servers.primary = "a1"
    await known.get("a", what)
    if by == "primary":
        servers.primary = None
        assert await known.get("a", what) is None
    servers.primary, servers.secondary = unavailable(), None if by == "secondary" else unavailable()
    for _ in range(2):
        with pytest.raises(Unavailable):
            await known.get("a", what)
        servers.secondary = unavailable()


async def test_what_is_no_more_is_forgotten_under_all_its_names(servers: Servers):
    known: LastKnown[str] = LastKnown(servers, {}, lambda value: list(value))
    servers.primary = "a1"
    assert await known.get("a", what) == "a1"
    servers.primary = None
    assert await known.get("1", what) is None
    servers.primary = unavailable()
    with pytest.raises(Unavailable):
        await known.get("a", what)
