"""When what is open is over."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from live.sessions import Sessions
from measure.accounts import Access, Account, Caller, Plan, Role
from measure.errors import Refused
from store.availability import unavailable
from tests.waiting import eventually

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CALLER = Caller(Account("0" * 24, "demo", "Demo", Plan.PRO, "USD", "UTC"), Role.VIEWER)


class Keys:
    """Those that are there, or that nobody can tell."""

    def __init__(self, *there: str) -> None:
        self.there: set[str] | Refused = set(there)
        self.asked: list[Sequence[str]] = []

    async def still_there(self, ids: Sequence[str]) -> frozenset[str]:
        self.asked.append(ids)
        if isinstance(self.there, Refused):
            raise self.there
        return frozenset(self.there.intersection(ids))


@pytest.fixture
def keys() -> Keys:
    return Keys("a", "b")


@pytest.fixture
def sessions(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> Sessions:
    monkeypatch.setattr("live.sessions.LOOK_SECONDS", 0.01)
    return Sessions(keys, lambda: NOW)


@pytest.fixture
def ended() -> list[str]:
    return []


def until(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


async def test_a_session_ends_when_its_token_does(sessions: Sessions, ended: list[str]):
    for seconds in (0.02, 3_600):
        sessions.open(
            Access(CALLER, "a", until(seconds)), lambda why, seconds=seconds: ended.append(f"{seconds} {why}")
        )
    await eventually(lambda: ended == ["0.02 the access token has expired"])
    sessions.close()


async def test_sessions_of_a_revoked_key_end_and_the_keys_of_all_are_asked_for_at_once(
    sessions: Sessions, keys: Keys, ended: list[str]
):
    opened = [
        sessions.open(Access(CALLER, key), lambda why, key=key: ended.append(f"{key} {why}"))
        for key in ("a", "a", "b")
    ]
    await eventually(lambda: len(keys.asked) >= 2)
    assert (ended, set(map(tuple, map(sorted, keys.asked)))) == ([], {("a", "b")})
    keys.there = {"b"}
    await eventually(lambda: ended == ["a the API key was revoked"] * 2)
    opened[-1].close()


async def test_while_nobody_can_tell_no_key_is_taken_for_revoked(
    sessions: Sessions, keys: Keys, ended: list[str]
):
    session = sessions.open(Access(CALLER, "a"), lambda why: ended.append(str(why)))
    keys.there = unavailable()
    await eventually(lambda: len(keys.asked) >= 3)
    assert ended == []
    keys.there = set()
    await eventually(lambda: ended == ["the API key was revoked"])
    session.close()


async def test_nobody_is_asked_for_sessions_that_are_closed(sessions: Sessions, keys: Keys, ended: list[str]):
    before = asyncio.all_tasks()
    for _ in range(2):
        session = sessions.open(Access(CALLER, "a", until(3_600)), lambda why: ended.append(str(why)))
        await eventually(lambda: len(keys.asked) >= 1)
        session.close()
        session.close()
        await eventually(lambda: asyncio.all_tasks() == before)
        keys.asked.clear()
    assert ended == []
