"""Clients that do not read: they delay nobody, nothing piles up for them, and in the end they are closed."""

import asyncio
import gc
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.client import ClientProtocol
from websockets.exceptions import ConnectionClosedError
from websockets.frames import Close, Frame, Opcode
from websockets.uri import parse_uri

from live.rooms import Usage
from server.settings import Settings
from server.socket_protocol import SocketProtocol
from tests.acceptance.tenant import Tenant
from tests.serving import TRANSPORT_WS, Json, Server, log_in, receive, send, serving

WIDE = {
    "key": "wide",
    "name": "Wide",
    "timeZone": "UTC",
    "elements": [
        {"key": "in", "kind": "TRIGGER", "name": "In"},
        *({"key": f"mail-{n}", "kind": "EMAIL", "name": "Mail"} for n in range(60)),
    ],
    "connectors": [{"source": "in", "target": f"mail-{n}"} for n in range(60)],
}
WATCH = """
subscription ($id: ID!) {
  mapUpdates(automation: $id, minIntervalMs: 50, stats: [SENT]) {
    snapshot
    changed { ... on ContactFlowReport { elements {
      id element { key name kind } message { sent { id count } delivered { id count } opened { id count } }
    } } }
    increments { element value delta }
  }
}
"""


@asynccontextmanager
async def watching(server: Server, id: str, *, window: int | None = None) -> AsyncIterator[ClientConnection]:
    """A client with an open map. With a `window` it has room for so many bytes that it has not read."""
    connection = socket.socket()
    if window is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    connection.connect(("127.0.0.1", int(server.url.rpartition(":")[2])))
    connection.setblocking(False)
    async with connect(
        server.ws_url, sock=connection, subprotocols=[TRANSPORT_WS], max_queue=1, close_timeout=0.1
    ) as client:
        await log_in(client, server.bearer()["Authorization"])
        await send(client, type="subscribe", id="1", payload={"query": WATCH, "variables": {"id": id}})
        yield client


async def update(client: ClientConnection) -> Json:
    return (await receive(client))["payload"]["data"]["mapUpdates"]


def sent(values: dict[str, int], update: Json) -> None:
    """Add an update to the values of all elements; what it says it grew by is right."""
    for each in update["increments"]:
        assert update["snapshot"] or values[each["element"]] + each["delta"] == each["value"]
        values[each["element"]] = each["value"]


def unsent() -> list[int]:
    """Bytes that each open socket of this process keeps for its client."""
    gc.collect()
    sockets = [kept for kept in gc.get_objects() if issubclass(type(kept), SocketProtocol)]
    return sorted(kept.transport.get_write_buffer_size() for kept in sockets if kept.is_open)


class Mailing:
    """Sends a mail at every element, to one contact more each time."""

    def __init__(self, tenant: Tenant) -> None:
        self.times = 0
        self._tenant = tenant

    async def again(self) -> None:
        self.times += 1
        await self._tenant.record(*(self._event(n) for n in range(60)))

    def _event(self, n: int) -> Json:
        known = {"automation": "wide", "contact": f"c-{self.times}", "element": f"mail-{n}"}
        return {"id": f"{self.times}-{n}", "type": "SENT", "at": "2026-03-01T09:00:00Z", **known}


async def test_a_client_that_stops_reading_delays_nobody_and_gets_a_snapshot_when_it_reads_again(
    server: Server,
):
    tenant = Tenant(server, server.key)
    map_id, mailing = await tenant.publish(WIDE), Mailing(tenant)
    async with watching(server, map_id, window=4096) as slow, watching(server, map_id) as quick:
        for client in (slow, quick):
            assert (await update(client))["snapshot"]
        seen: dict[str, int] = {f"mail-{n}": 0 for n in range(60)}
        for _ in range(25):
            await mailing.again()
            while seen["mail-59"] < mailing.times:
                message = await update(quick)
                assert message["snapshot"] is False
                sent(seen, message)
        assert set(seen.values()) == {25}
        # Updates of 20 kB were made; a high-water mark and one message is what a socket keeps.
        assert 0 == unsent()[0] < unsent()[1] < 65_536 + 40_000
        late: dict[str, int] = {f"mail-{n}": 0 for n in range(60)}
        messages = []
        while late["mail-59"] < mailing.times:
            messages.append(await update(slow))
            sent(late, messages[-1])
        assert [message["snapshot"] for message in messages] == [False] * (len(messages) - 1) + [True]
        assert len(messages) < 20
        await mailing.again()
        assert (await update(slow))["snapshot"] is False


async def test_a_client_that_takes_nothing_for_too_long_is_closed_with_a_reason(settings: Settings):
    async with serving(replace(settings, stalled_seconds=0.3)) as server:
        tenant = Tenant(server, server.key)
        map_id, mailing = await tenant.publish(WIDE), Mailing(tenant)
        async with watching(server, map_id, window=4096) as slow, watching(server, map_id) as quick:
            await update(quick)
            while server.services.rooms.usage == Usage(rooms=1, members=2):
                await mailing.again()
                await update(quick)
            assert server.services.rooms.usage == Usage(rooms=1, members=1)
            with pytest.raises(ConnectionClosedError) as closed:
                await read_all(slow)
        assert closed.value.rcvd == Close(1013, "nothing could be sent for 0.3 s: connect again")


async def test_a_client_that_reads_slowly_is_not_closed(settings: Settings):
    """It takes what is more than a second's to one that is closed after a fifth without taking anything."""
    async with serving(replace(settings, stalled_seconds=0.2)) as server:
        map_id = await Tenant(server, server.key).publish(WIDE)
        copies = " ".join(f"copy{n}: changed {{ ...Rows }}" for n in range(16))
        rows = "{ elements { id element { id key name } reached { id count } hereNow { id count } } }"
        query = f"""subscription ($id: ID!) {{ mapUpdates(automation: $id) {{ {copies} }} }}
            fragment Rows on ContactFlowReport {rows}"""
        reader, writer = await connected(server, window=4096)
        protocol = ClientProtocol(parse_uri(server.ws_url), subprotocols=[TRANSPORT_WS])
        subscribe = {"id": "1", "type": "subscribe", "payload": {"query": query, "variables": {"id": map_id}}}
        protocol.send_request(protocol.connect())
        writer.writelines(protocol.data_to_send())
        protocol.receive_data(await reader.readuntil(b"\r\n\r\n"))
        init = {"type": "connection_init", "payload": {"authorization": server.bearer()["Authorization"]}}
        for message in (init, subscribe):
            protocol.send_text(json.dumps(message).encode())
        writer.writelines(protocol.data_to_send())
        frames: list[Frame] = []
        while len(frames) < 2:  # the acknowledgement, and the snapshot
            await asyncio.sleep(0.01)
            protocol.receive_data(await reader.read(4096))
            frames += [event for event in protocol.events_received() if isinstance(event, Frame)]
        assert [frame.opcode for frame in frames] == [Opcode.TEXT, Opcode.TEXT]
        assert len(frames[1].data) > 300_000
        writer.close()


async def connected(server: Server, window: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection of a client that has room for so many bytes that it has not read."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    connection.connect(("127.0.0.1", int(server.url.rpartition(":")[2])))
    return await asyncio.open_connection(sock=connection, limit=window)


async def test_a_client_that_answers_no_ping_is_closed_with_a_code_after_which_it_comes_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("server.protocols.PING_SECONDS", 0.1)
    async with serving(settings) as server, asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rpartition(":")[2]))
        protocol = ClientProtocol(parse_uri(server.ws_url), subprotocols=[TRANSPORT_WS])
        protocol.send_request(protocol.connect())
        for sent in protocol.data_to_send():  # and nothing after it, whatever comes
            writer.write(sent)
        while protocol.close_rcvd is None:
            protocol.receive_data(await reader.read(1000))
        assert protocol.close_rcvd == Close(1013, "a ping was not answered for 0.1 s: connect again")
        writer.close()


async def read_all(client: ClientConnection) -> None:
    """Read what was on its way, and on, until the server closes."""
    while True:
        await receive(client)
