"""`footfall serve`: one server process, with or without its own MongoDB and Redis."""

import asyncio
import errno
import logging
import signal
import socket
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractContextManager, AsyncExitStack, nullcontext
from dataclasses import replace

import uvicorn
import uvloop
from starlette.applications import Starlette

from server.app import create_app
from server.embedded import embedded_servers
from server.errors import UserError
from server.garbage import collect_now_and_then
from server.logs import configure
from server.protocols import protocols
from server.settings import DEFAULTS, CommandLineSettings, Settings
from server.stopping import Stopping, leave_in_time

OnReady = Callable[[str], Awaitable[None]]

_GRACE_SECONDS = 1
"For connections that are still open when all that was under way has ended."
_BACKLOG = 2048


def serve(settings: CommandLineSettings = DEFAULTS) -> None:
    """Serve, and say so in one line."""

    async def announce(url: str) -> None:
        print(f"Footfall is ready on {url}", flush=True)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run_server(settings, announce))


async def run_server(settings: Settings, on_ready: OnReady) -> None:
    """Serve until Ctrl-C or SIGTERM, then stop everything that was started and return.

    `on_ready` gets the server's URL when it can answer. It may run as long as it likes: it is
    cancelled before the server stops, and an exception of it stops the server and is raised here.
    Raises UserError.
    """
    configure(settings.log_format, settings.log_level)
    _require_servers(settings)
    with _listen(settings) as listener:  # first, so that a port in use costs nothing
        await _until_signalled(_serve(settings, listener, on_ready))


async def _serve(settings: Settings, listener: socket.socket, on_ready: OnReady) -> None:
    async with AsyncExitStack() as stack:
        companions: list[Coroutine[None, None, None]] = []
        if settings.embedded:
            servers = await stack.enter_async_context(embedded_servers(settings.data))
            settings = replace(
                settings, embedded=False, mongodb_url=servers.mongodb_url, redis_url=servers.redis_url
            )
            companions.append(servers.watch())
        app = create_app(settings)
        stopping: Stopping = app.state.stopping
        server = _Server(app, listener, settings)
        stack.push_async_callback(server.stop)  # after the lifespan: until then it answers 503
        # Entered here, not by uvicorn, which prints a traceback for whatever its start raises.
        await stack.enter_async_context(stopping.bounded(app.router.lifespan_context(app)))
        await _answer(server, stopping, on_ready, [*companions, collect_now_and_then()])


class _Server(uvicorn.Server):
    """Uvicorn in a task of its own; it leaves signals to `_until_signalled`."""

    def __init__(self, app: Starlette, listener: socket.socket, settings: Settings) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="none",
                lifespan="off",
                **protocols(settings),
                log_config=None,
                access_log=False,
                forwarded_allow_ips=list(settings.trusted_proxies),
                server_header=False,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            )
        )
        logging.getLogger("uvicorn.error").addFilter(_is_news)
        self.url = _url(listener)
        self.answering = asyncio.Event()
        self._listener = listener
        self._serving: asyncio.Task[None] | None = None

    def start(self) -> asyncio.Task[None]:
        """The task that answers requests until `stop`."""
        self._serving = asyncio.create_task(self.serve(sockets=[self._listener]))
        return self._serving

    async def stop(self) -> None:
        self.should_exit = True
        if self._serving is not None:
            await self._serving

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]  # it is typed as its generator
        return nullcontext()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answering.set()


def _is_news(record: logging.LogRecord) -> bool:
    """Uvicorn calls it an error to answer a WebSocket's handshake with a response, and to cut off an answer
    that has begun. A stop does both; what is refused, or fails, has a record of its own."""
    return record.getMessage() not in (
        "ASGI callable returned without completing handshake.",
        "ASGI callable returned without completing response.",
    )


async def _answer(
    server: _Server, stopping: Stopping, on_ready: OnReady, companions: list[Coroutine[None, None, None]]
) -> None:
    """Serve until cancelled, or until `on_ready` or a companion raises; then let requests finish."""

    async def tell() -> None:
        await server.answering.wait()
        await on_ready(server.url)

    beside = [asyncio.create_task(work) for work in (tell(), *companions)]
    try:
        done, _ = await asyncio.wait([server.start(), *beside], return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        for task in beside:
            task.cancel()
        await stopping.finish()
        await asyncio.gather(*beside, return_exceptions=True)


async def _until_signalled(work: Coroutine[None, None, None]) -> None:
    """Await `work`; the first Ctrl-C, SIGTERM or hang-up cancels it, and its clean end is then ours too."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    told = False

    def stop() -> None:
        nonlocal told
        if not told:  # a second signal would cut the clean-up short and leave processes behind
            leave_in_time()
            task.cancel()
        told = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup(1)
            loop.add_signal_handler(number, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not told:
            raise


def _require_servers(settings: Settings) -> None:
    urls = {"FOOTFALL_MONGODB_URL": settings.mongodb_url, "FOOTFALL_REDIS_URL": settings.redis_url}
    if settings.embedded and any(urls.values()):
        given = " and ".join(name for name, url in urls.items() if url)
        raise UserError(f"--embedded starts its own MongoDB and Redis: leave it out, or unset {given}")
    missing = " and ".join(name for name, url in urls.items() if not url)
    if missing and not settings.embedded:
        raise UserError(
            f"{missing} not set: set the URLs of MongoDB and Redis, or try Footfall with --embedded"
        )


def _listen(settings: Settings) -> socket.socket:
    host, port = settings.host, settings.port
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except UnicodeError:
        raise UserError(f"{host} is no host name: choose another with --host or FOOTFALL_HOST") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UserError(
                f"port {port} on {host} is in use: stop what listens there, or choose another port "
                "with --port or FOOTFALL_PORT (0 takes a free one)"
            ) from None
        raise UserError(
            f"cannot listen on {host} port {port} ({error.strerror}): choose others with --host and --port"
        ) from None


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
