"""People who keep maps open: they come and go, some hang up without a word, some do not read for a while."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from random import Random

from websockets.asyncio.client import ClientConnection, connect

from tests.serving import TRANSPORT_WS, Api, Json, log_in, send

WATCH = """
subscription ($id: ID!, $filter: ReportFilter, $ms: Int!) {
  mapUpdates(automation: $id, filter: $filter, minIntervalMs: $ms) {
    snapshot cohort { count }
    changed { ... on ContactFlowReport { elements { element { key } reached { count } hereNow { count } } } }
    increments { element connector stat delta value }
  }
}
"""
QUERY = """
query ($id: ID!, $filter: ReportFilter) {
  automation(id: $id) { report(filter: $filter) {
    cohort { count }
    ... on ContactFlowReport { elements { element { key } reached { count } hereNow { count } } }
  } }
}
"""
WINDOW = 4096
"Bytes that the kernel keeps for a client that does not read: few, so that it soon shows."
STAYS_SECONDS = (2.0, 60.0)
LOOKS_AWAY_SECONDS = (1.0, 15.0)


class Sight:
    """What the messages of one subscription add up to."""

    def __init__(self) -> None:
        self.messages = self.snapshots = 0
        self.contacts = -1
        self.rows: dict[str, tuple[int, int]] = {}
        self._numbers: dict[tuple[str | None, str | None, str], float] = {}

    @classmethod
    def of_query(cls, answer: Json) -> "Sight":
        sight = cls()
        sight._show(answer["data"]["automation"]["report"])
        return sight

    def shows(self, other: "Sight") -> bool:
        return (self.contacts, self.rows) == (other.contacts, other.rows)

    def hear(self, update: Json) -> None:
        """Every increment goes on from the value before, or starts anew with a snapshot."""
        assert self.messages > 0 or update["snapshot"]
        self.messages += 1
        self.snapshots += update["snapshot"]
        if update["snapshot"]:
            self._numbers.clear()
            self.rows.clear()
        for each in update["increments"]:
            place = (each["element"], each["connector"], each["stat"])
            assert update["snapshot"] or self._numbers[place] + each["delta"] == each["value"], each
            self._numbers[place] = each["value"]
        self._show({"cohort": update["cohort"], **update["changed"]})

    def _show(self, report: Json) -> None:
        self.contacts = report["cohort"]["count"]
        for row in report["elements"]:
            self.rows[row["element"]["key"]] = (row["reached"]["count"], row["hereNow"]["count"])


class Visitor:
    """One who keeps a map open until told to stay, and then until the end."""

    def __init__(self, servers: Sequence[Api], variables: Json, chance: Random) -> None:
        self.variables = variables
        self.sockets = 0
        self.sight = Sight()
        self._servers = servers
        self._chance = chance
        self._stays = asyncio.Event()

    def stay(self) -> None:
        """Read all that comes from now on."""
        self._stays.set()

    async def run(self) -> None:
        """For ever; cancel it. Who leaves comes again at once; the server is to close nobody's socket."""
        while True:
            async with self._socket() as client:
                self.sockets += 1
                self.sight = Sight()
                try:
                    async with asyncio.timeout(self._visit()):
                        await self._watch(client)
                except TimeoutError:
                    await self._leave(client)

    async def _watch(self, client: ClientConnection) -> None:
        await log_in(client, self._servers[0].bearer()["Authorization"])
        await send(client, type="subscribe", id="1", payload={"query": WATCH, "variables": self.variables})
        while True:
            message = json.loads(await client.recv())
            assert message["type"] == "next", message
            self.sight.hear(message["payload"]["data"]["mapUpdates"])
            if self._chance.random() < 0.005 and not self._stays.is_set():
                await asyncio.sleep(self._seconds(LOOKS_AWAY_SECONDS))

    async def _leave(self, client: ClientConnection) -> None:
        """A third says so, a third closes, a third just vanishes; who is to stay by now comes again."""
        how = self._chance.randrange(3)
        if how == 0:
            await send(client, type="complete", id="1")
        elif how == 1:
            client.transport.abort()

    def _visit(self) -> float | None:
        """Seconds; None: for ever."""
        return None if self._stays.is_set() else self._seconds(STAYS_SECONDS)

    def _seconds(self, bounds: tuple[float, float]) -> float:
        return self._chance.uniform(*bounds)

    @asynccontextmanager
    async def _socket(self) -> AsyncIterator[ClientConnection]:
        server = self._chance.choice(self._servers)
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW)
        connection.connect(("127.0.0.1", int(server.url.rpartition(":")[2])))
        connection.setblocking(False)
        async with connect(
            server.ws_url,
            sock=connection,
            subprotocols=[TRANSPORT_WS],
            max_queue=1,
            ping_interval=None,
            close_timeout=0.1,
        ) as client:
            yield client
