"""The rival that Footfall would be without rooms: a Strawberry subscription as its manual has it.

`python -m bench.live.stock ROWS INTERVAL_MS` prints its port. Each line of its input lets rows change, or
stop changing, and it ends when its input does. All rows are in memory and made once for all clients.
"""

import asyncio
import socket
import sys
from base64 import urlsafe_b64encode
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from functools import cache

import strawberry
import uvicorn
import uvloop
from strawberry.asgi import GraphQL
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

MAP = "6b0711b8bb16586c75040df3"


@strawberry.type
class Element:
    id: strawberry.ID
    key: str


@strawberry.type
class Connector:
    id: strawberry.ID
    key: str


@strawberry.type
class ContactGroup:
    id: strawberry.ID
    count: int


@strawberry.type
class ContactFlow:
    id: strawberry.ID
    element: Element
    reached: ContactGroup
    were_here: ContactGroup
    here_now: ContactGroup
    achieved: ContactGroup | None


@strawberry.type
class ConnectorFlow:
    id: strawberry.ID
    connector: Connector
    passed: ContactGroup
    share: float | None


@strawberry.interface
class Report:
    version: int


@strawberry.type
class ContactFlowReport(Report):
    elements: list[ContactFlow]
    connectors: list[ConnectorFlow]


@strawberry.type
class MapUpdate:
    snapshot: bool
    version: int
    revision: str
    as_of: datetime
    cohort: ContactGroup
    changed: Report


class Board:
    """What the map shows now, for whoever follows."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._tick = 0
        self._now = _update(rows, 0)
        self._turned = asyncio.Event()
        self.changes = False

    async def change(self, interval: float) -> None:
        """Show other numbers each interval, in seconds, while `changes` is set."""
        while True:
            await asyncio.sleep(interval)
            if self.changes:
                self._tick += 1
                self._now = _update(self._rows, self._tick)
                self._turned.set()
                self._turned = asyncio.Event()

    async def follow(self) -> AsyncGenerator[MapUpdate, None]:
        """The newest update whenever there is one; who is slow misses some."""
        while True:
            sent = self._now
            yield sent
            while self._now is sent:
                await self._turned.wait()


def _update(rows: int, tick: int) -> MapUpdate:
    elements = rows // 2 + 1
    return MapUpdate(
        snapshot=tick == 0,
        version=1,
        revision=f"{tick}-1",
        as_of=datetime.now(UTC),
        cohort=_group("COHORT", "", 1_000),
        changed=ContactFlowReport(
            version=1,
            elements=[_element(number, tick) for number in range(elements)],
            connectors=[_connector(number, tick) for number in range(rows - elements)],
        ),
    )


def _element(number: int, tick: int) -> ContactFlow:
    key = f"a-{number}"
    return ContactFlow(
        id=_id(f"ContactFlow:{MAP}:{key}"),
        element=Element(id=_id(f"Element:{MAP}:{key}"), key=key),
        reached=_group("REACHED", key, 1_000 + tick),
        were_here=_group("WERE_HERE", key, tick),
        here_now=_group("HERE_NOW", key, 1_000),
        achieved=_group("ACHIEVED", key, tick) if number == 2 else None,
    )


def _connector(number: int, tick: int) -> ConnectorFlow:
    key = f"a-{number}>a-{number + 1}"
    return ConnectorFlow(
        id=_id(f"ConnectorFlow:{MAP}:{key}"),
        connector=Connector(id=_id(f"Connector:{MAP}:{key}"), key=key),
        passed=_group("PASSED", key, tick),
        share=1.0,
    )


def _group(stat: str, key: str, count: int) -> ContactGroup:
    return ContactGroup(id=_id(f'ContactGroup:["{MAP}","{stat}","{key}",null,null]'), count=count)


@cache
def _id(text: str) -> strawberry.ID:
    return strawberry.ID(urlsafe_b64encode(text.encode()).decode().rstrip("="))


def app(board: Board) -> GraphQL[None, None]:
    @strawberry.type
    class Query:
        nothing: bool | None = None

    @strawberry.type
    class Subscription:
        @strawberry.subscription
        async def map_updates(
            self, automation: strawberry.ID, min_interval_ms: int = 250
        ) -> AsyncGenerator[MapUpdate, None]:
            async for update in board.follow():
                yield update

    schema = strawberry.Schema(Query, subscription=Subscription, types=[ContactFlowReport])
    return GraphQL(schema, subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL])


async def main(rows: int, interval: int) -> None:
    """Serve with the options of `footfall serve`, but for logging."""
    board = Board(rows)
    options = uvicorn.Config(
        app(board),
        loop="none",
        http="httptools",
        lifespan="off",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_level="critical",  # a client that hangs up is an error to it, with a traceback
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(options)
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        changing = asyncio.create_task(board.change(interval / 1_000))
        print(listener.getsockname()[1], flush=True)
        async for _ in await _lines():
            board.changes = not board.changes
        changing.cancel()
        server.should_exit = True
        await serving


async def _lines() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(*map(int, sys.argv[1:])))
