"""Where everything is measured: one mongod, one Redis, a database for each subject, and what is kept."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pymongo import MongoClient
from rich.console import Console

from bench.planting import Planted, plant
from bench.scale import Scale
from server.embedded import EmbeddedServers, embedded_servers
from server.settings import Settings

CACHE_GIGABYTES = 1.0

_stderr = Console(stderr=True, highlight=False, log_path=False)


class Ground:
    """What all subjects of one run share."""

    def __init__(self, servers: EmbeddedServers, scale: Scale) -> None:
        self.scale = scale
        self._servers = servers
        self._planted: dict[int, Planted] = {}

    def settings(self, database: str | None = None, state_megabytes: int | None = None) -> Settings:
        """Of a server on `database`, a new one by default."""
        name = database or f"bench-{secrets.token_hex(4)}"
        return Settings(
            port=0,
            mongodb_url=self._servers.mongodb_url,
            redis_url=self._servers.redis_url,
            database=name,
            channel_prefix=name,
            state_megabytes=state_megabytes,
            answers_megabytes=0,  # what is measured is executed
            bootstrap_key=f"key-of-{name}",
        )

    async def planted(self, contacts: int) -> Planted:
        """A map with the history of so many contacts, made when it is first asked for."""
        if contacts not in self._planted:
            self.say(f"making the history of {contacts:,} contacts")
            self._planted[contacts] = await plant(self.settings(f"history-{contacts}"), contacts)
            await asyncio.to_thread(self._flush)
        return self._planted[contacts]

    def drop(self, settings: Settings) -> None:
        """Give the disk back."""
        with MongoClient[dict[str, object]](settings.mongodb_url) as client:
            client.drop_database(settings.database)

    def _flush(self) -> None:
        """What was planted goes to the disk now, not while something is measured."""
        with MongoClient[dict[str, object]](self._servers.mongodb_url) as client:
            client.admin.command("fsync")

    def say(self, text: str) -> None:
        """What is going on, to whoever waits."""
        _stderr.log(text)


@asynccontextmanager
async def ground(folder: Path, scale: Scale) -> AsyncIterator[Ground]:
    """Servers with their data under `folder`, for the time of the block."""
    async with embedded_servers(folder, CACHE_GIGABYTES) as servers:
        yield Ground(servers, scale)
