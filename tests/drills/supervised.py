"""A server that is started again whenever it ends, as a service manager does; nobody lends a hand."""

import asyncio
from dataclasses import replace
from pathlib import Path

from server.settings import Settings
from tests.commands import NeverReadyError
from tests.processes.running import ServerProcess, running
from tests.waiting import eventually


class Supervised:
    """One `footfall serve`, always on the same port, its log in a file."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self.starts = 0
        self._settings = settings
        self._log = log
        self._server: ServerProcess | None = None

    async def run(self) -> None:
        """For ever; cancel it to end the server too."""
        while True:
            with self._log.open("ab") as log:
                try:
                    async with running(self._settings, stderr=log.fileno()) as server:
                        self.starts += 1
                        self._settings = replace(self._settings, port=int(server.url.rpartition(":")[2]))
                        self._server = server
                        await server.gone()
                except NeverReadyError:  # MongoDB is away as well: try again
                    await asyncio.sleep(0.1)

    async def url(self) -> str:
        """Where it answers, also when it has been started again."""
        await eventually(lambda: self._server is not None, timeout=30)
        assert self._server is not None
        return self._server.url

    async def kill(self) -> None:
        assert self._server is not None
        await self._server.kill()
