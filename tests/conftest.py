"""What every test may ask for: a real MongoDB and Redis per test worker, names of its own per test."""

import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
import pytest_asyncio
from pymongo import MongoClient

from server.embedded import EmbeddedServers, embedded_servers
from server.settings import Settings
from tests.databases import Databases

pytest_plugins = ["tests.serving"]

IN_MEMORY = Path("/dev/shm")
ROOM = 4 << 30
"Bytes: the servers of a whole run take less than half of it."


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def servers() -> AsyncIterator[EmbeddedServers]:
    with tempfile.TemporaryDirectory(prefix="footfall-tests-", dir=_quick_folder()) as folder:
        async with embedded_servers(Path(folder), cache_gigabytes=0.25) as running:
            yield running


def _quick_folder() -> Path | None:
    """Where there is room in memory, there: every test makes files of its own, and a fifth is saved."""
    return IN_MEMORY if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM else None


@pytest.fixture(scope="session")
def mongodb_url(servers: EmbeddedServers) -> str:
    return servers.mongodb_url


@pytest.fixture(scope="session")
def redis_url(servers: EmbeddedServers) -> str:
    return servers.redis_url


@pytest.fixture(scope="session")
def mongodb(mongodb_url: str) -> Iterator[MongoClient]:
    """A plain client, to look behind the store or to prepare what it cannot write."""
    with MongoClient(mongodb_url) as client:
        yield client


@pytest.fixture(scope="session")
def drop(mongodb: MongoClient) -> Iterator[Callable[[str], None]]:
    """Drops databases while the next tests run."""
    drops: list[Future[None]] = []
    with ThreadPoolExecutor(1) as executor:
        yield lambda name: drops.append(executor.submit(mongodb.drop_database, name))
    for each in drops:
        each.result()


@pytest.fixture(scope="session")
def databases(mongodb: MongoClient) -> Iterator[Databases]:
    with ThreadPoolExecutor(1) as executor:
        yield Databases(mongodb, executor)


@pytest.fixture
def database(databases: Databases) -> Iterator[str]:
    """The name of an empty database that is the test's own."""
    name = databases.lend()
    yield name
    databases.give_back(name)


@pytest.fixture
def prefix() -> str:
    """A Redis channel prefix that no other test uses."""
    return f"test-{uuid.uuid4().hex}"


@pytest.fixture
def settings(mongodb_url: str, redis_url: str, database: str, prefix: str) -> Settings:
    return Settings(
        port=0, mongodb_url=mongodb_url, redis_url=redis_url, database=database, channel_prefix=prefix
    )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """FOOTFALL_NO_SKIPS=1, as in CI: a skipped test fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("FOOTFALL_NO_SKIPS") and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("FOOTFALL_NO_SKIPS: a test was skipped, so the run has failed", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
