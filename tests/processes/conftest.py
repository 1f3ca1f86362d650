import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from server.settings import Settings
from tests.live.conftest import redis_server
from tests.mongod import Mongod, lone_mongod

__all__ = ["redis_server"]


@pytest.fixture
def database(drop: Callable[[str], None]) -> Iterator[str]:
    """One that nobody has had or gets: what a killed process wrote last may come late."""
    name = f"test-{uuid.uuid4().hex}"
    yield name
    drop(name)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With a key that works at every process of the test."""
    return replace(settings, bootstrap_key="an-admin-key")


@pytest.fixture
async def mongod(tmp_path: Path) -> AsyncIterator[Mongod]:
    """One of the test's own, which it may stop."""
    async with lone_mongod(tmp_path / "mongodb") as mongod:
        yield mongod
