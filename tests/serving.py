"""A whole server in the test's process: uvicorn on a free port, with a database and a prefix of its own."""

import asyncio
import json
import secrets
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import replace
from typing import Any

import httpx
import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.frames import Close
from websockets.typing import Subprotocol

from measure.accounts import Plan, Role
from resolvers.context import Services
from server.app import create_app
from server.protocols import protocols
from server.settings import Settings
from tests.waiting import eventually

TRANSPORT_WS = Subprotocol("graphql-transport-ws")
Json = dict[str, Any]  # what a test looks into
METRICS_KEY = "a-key-to-scrape-with"


class Api:
    """A running server, wherever it runs, as its clients see it; `key` is sent unless another is given."""

    def __init__(self, url: str, key: str, http: httpx.AsyncClient) -> None:
        self.url = url
        self.ws_url = f"{url.replace('http', 'ws', 1)}/graphql"
        self.key = key
        self.http = http

    async def graphql(self, query: str, variables: Json | None = None, key: str | None = None) -> Json:
        """The whole answer: `data`, and `errors` when there are some."""
        request = {"query": query, "variables": variables or {}}
        answer = await self.http.post("/graphql", json=request, headers=self.bearer(key))
        return answer.json()

    async def record(self, events: Sequence[Json], key: str | None = None) -> Json:
        """The receipt of a batch that was answered with 200."""
        answer = await self.post_events(events, key)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post_events(self, events: Sequence[Json], key: str | None = None) -> httpx.Response:
        headers = {**self.bearer(key), "Content-Type": "application/x-ndjson"}
        lines = "\n".join(json.dumps(event) for event in events)
        return await self.http.post("/events", content=lines, headers=headers)

    async def metrics(self) -> dict[str, float]:
        """What Prometheus would read, by name and labels as they are written."""
        answer = await self.http.get("/metrics", headers=self.bearer(METRICS_KEY))
        assert answer.status_code == 200, answer.text
        samples = [line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in samples}

    async def subscribe(
        self, query: str, variables: Json | None = None, key: str | None = None, patience: float = 10
    ) -> AsyncGenerator[Json, None]:
        """The answers of a subscription on a socket of its own, each as `graphql` gives them.

        An operation that was refused gives its errors and ends. `patience`: seconds to wait for each answer.
        Close it with `contextlib.aclosing`.
        """
        async with self.socket() as socket:
            await log_in(socket, self.bearer(key)["Authorization"])
            await send(
                socket, type="subscribe", id="1", payload={"query": query, "variables": variables or {}}
            )
            while (message := await receive(socket, patience))["type"] == "next":
                yield message["payload"]
            if message["type"] == "error":
                yield {"data": None, "errors": message["payload"]}

    def socket(self, origin: str | None = None) -> connect:
        """A socket without a key yet: `async with server.socket() as socket`."""
        return connect(self.ws_url, subprotocols=[TRANSPORT_WS], origin=origin, proxy=None)

    def bearer(self, key: str | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {key or self.key}"}


class Server(Api):
    """A server in the test's own process.

    `key` is an ADMIN key of the account `demo` (ENTERPRISE, USD, UTC).
    """

    def __init__(self, port: int, key: str, services: Services, http: httpx.AsyncClient) -> None:
        super().__init__(f"http://127.0.0.1:{port}", key, http)
        self.services = services

    async def create_key(self, role: Role, account: str = "demo") -> str:
        """A key of another role, or of another account, which is created when there is none."""
        store = self.services.store
        owner = await store.accounts.by_key(account) or await store.accounts.create(
            account, name=account, plan=Plan.ENTERPRISE, currency="USD", time_zone="UTC"
        )
        return await store.keys.create(owner, role, "test")


async def send(socket: ClientConnection, **message: object) -> None:
    await socket.send(json.dumps(message))


async def receive(socket: ClientConnection, patience: float = 10) -> Json:
    async with asyncio.timeout(patience):
        return json.loads(await socket.recv())


async def log_in(socket: ClientConnection, authorization: str) -> None:
    await send(socket, type="connection_init", payload={"authorization": authorization})
    assert await receive(socket) == {"type": "connection_ack"}


async def close_frame(socket: ClientConnection) -> Close:
    """How the server closed."""
    async with asyncio.timeout(10):
        await socket.wait_closed()
    assert socket.close_code is not None
    assert socket.close_reason is not None
    return Close(socket.close_code, socket.close_reason)


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Server]:
    """A server with these settings, until the block ends. Several may share a database and a prefix.

    On a port that is named another one may have listened until a moment ago.
    """
    key = settings.bootstrap_key or f"test_{secrets.token_urlsafe()}"
    app = create_app(replace(settings, bootstrap_key=key, metrics_key=METRICS_KEY))
    # With its protocol named asyncio turns Nagle's algorithm off: answers come 40 ms sooner.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", settings.port))
        port = listener.getsockname()[1]
        async with (
            app.router.lifespan_context(app),
            _answering(uvicorn.Config(app, **_AS_SERVED, **protocols(settings)), listener),
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as http,
        ):
            yield Server(port, key, app.state.services, http)


_AS_SERVED: Json = {"lifespan": "off", "log_level": "warning", "timeout_graceful_shutdown": 3}


class _Uvicorn(uvicorn.Server):
    def capture_signals(self) -> AbstractContextManager[None]:
        return nullcontext()  # they are pytest's


@asynccontextmanager
async def _answering(config: uvicorn.Config, listener: socket.socket) -> AsyncIterator[None]:
    server = _Uvicorn(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await eventually(lambda: server.started or task.done())
        yield
    finally:
        server.should_exit = True
        await task


@pytest.fixture
async def server(settings: Settings) -> AsyncIterator[Server]:
    async with serving(settings) as running:
        yield running
