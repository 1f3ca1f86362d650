"""A server in a process of its own, which can be killed; starting it again is to enter the block again."""

import asyncio
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx

from server.settings import Settings
from tests.commands import CLI, footfall, ready_url
from tests.serving import METRICS_KEY, Api


class ServerProcess(Api):
    """One `footfall serve` and its clients."""

    def __init__(self, url: str, key: str, http: httpx.AsyncClient, process: Process) -> None:
        super().__init__(url, key, http)
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    async def kill(self) -> None:
        """`kill -9`: nothing of it runs after this."""
        self._process.kill()
        await self._process.wait()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """SIGSTOP until the block ends: every connection stays, and nothing of it runs."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    async def gone(self) -> None:
        """Returns once it has ended, whoever ended it."""
        await self._process.wait()

    def stop(self) -> None:
        """SIGTERM."""
        self._process.terminate()

    async def ended(self) -> tuple[int | None, str]:
        """Its exit status and what it said on stderr, once it has ended; TimeoutError after ten seconds."""
        async with asyncio.timeout(10):
            _, said = await self._process.communicate()
        return self._process.returncode, said.decode()


@asynccontextmanager
async def running(
    settings: Settings, program: tuple[str, ...] = CLI, stderr: int = PIPE
) -> AsyncIterator[ServerProcess]:
    """`footfall serve` with these settings, which hold a bootstrap key, until the block ends.

    Raises NeverReadyError.
    """
    assert settings.bootstrap_key is not None
    options = {
        "--port": str(settings.port),
        "--mongodb-url": settings.mongodb_url,
        "--redis-url": settings.redis_url,
        "--database": settings.database,
        "--channel-prefix": settings.channel_prefix,
        "--bootstrap-key": settings.bootstrap_key,
        "--metrics-key": settings.metrics_key or METRICS_KEY,
        "--log-level": settings.log_level,
        "--answers-megabytes": str(settings.answers_megabytes),
        "--job-contacts-per-second": str(settings.job_contacts_per_second),
    }
    words = [word for option in options.items() for word in option]
    words += ["--access-log"] if settings.access_log else []
    async with footfall("serve", *words, program=program, stderr=stderr) as process:
        url = await ready_url(process)
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as http:
            yield ServerProcess(url, settings.bootstrap_key, http, process)
