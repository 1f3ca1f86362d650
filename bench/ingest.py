"""Events over HTTP into the log, beside the raw driver inserting the very same commit documents.

Both sides write one batch after another, with majority and journal, under the same indexes, on the same
mongod. The server, the client and mongod share the machine. "HTTP × 8" has eight requests under way.
"""

import asyncio
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec
from bson import ObjectId
from rich.table import Table

from server.embedded import EmbeddedServers, embedded_servers
from store.database import Database, Document

BATCHES = {1: 600, 100: 150, 1_000: 40, 5_000: 10}
"Batch size → how many batches."
CONTACTS = 20_000
AT = "2026-03-01T09:00:00Z"
MAP = {
    "key": "bench",
    "name": "Bench",
    "elements": [
        {"key": "form", "kind": "TRIGGER", "name": "Form"},
        *(
            {"key": f"mail-{i}", "kind": "EMAIL", "name": f"Mail {i}", "links": ["https://x/"]}
            for i in range(20)
        ),
        {"key": "bought", "kind": "GOAL", "name": "Bought"},
    ],
    "connectors": [
        *({"source": "form", "target": f"mail-{i}"} for i in range(20)),
        *({"source": f"mail-{i}", "target": "bought"} for i in range(20)),
    ],
}


@dataclass(frozen=True, slots=True)
class Row:
    """Events per second at one batch size."""

    batch: int
    http: float
    http_by_eight: float
    raw: float

    @property
    def ratio(self) -> float:
        return self.http / self.raw


def table(rows: Sequence[Row]) -> Table:
    shown = Table(title="Ingest, events per second")
    for name in ("events a batch", "HTTP", "HTTP × 8", "raw driver", "HTTP / raw"):
        shown.add_column(name, justify="right")
    for row in rows:
        shown.add_row(
            f"{row.batch:,}",
            f"{row.http:,.0f}",
            f"{row.http_by_eight:,.0f}",
            f"{row.raw:,.0f}",
            f"{row.ratio:.0%}",
        )
    return shown


async def measured() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="footfall-bench-") as folder:
        async with embedded_servers(Path(folder)) as servers, _server(servers) as client:
            await _prepare(client)
            return [await _row(client, servers, batch, count) for batch, count in BATCHES.items()]


async def _row(client: httpx.AsyncClient, servers: EmbeddedServers, batch: int, count: int) -> Row:
    start = await _last_commit(servers)
    http = await _posted(client, batch, count, 1)
    documents = await _commits_after(servers, start)
    raw = await _inserted(servers, documents, batch * count)
    return Row(batch, http, await _posted(client, batch, count, 8), raw)


async def _posted(client: httpx.AsyncClient, batch: int, count: int, under_way: int) -> float:
    """Events per second when `under_way` requests are sent side by side."""
    run = secrets.token_hex(4)
    bodies = [_body(run, number * batch, batch) for number in range(count)]
    waiting = iter(bodies)

    async def post() -> None:
        for body in waiting:
            answer = await client.post(
                "/events", content=body, headers={"Content-Type": "application/x-ndjson"}
            )
            assert answer.json()["accepted"] == batch, answer.text

    started = time.perf_counter()
    await asyncio.gather(*(post() for _ in range(under_way)))
    return batch * count / (time.perf_counter() - started)


def _body(run: str, first: int, size: int) -> bytes:
    """What known contacts do: they move, are sent a mail, open it, click in it."""
    kinds: tuple[dict[str, object], ...] = (
        {"type": "MOVED", "from": "form"},
        {"type": "SENT"},
        {"type": "OPENED"},
        {"type": "CLICKED", "link": 0},
    )
    lines = []
    for number in range(first, first + size):
        kind, mail = kinds[number % 4], f"mail-{number // 4 % 20}"
        place = {"to": mail} if kind["type"] == "MOVED" else {"element": mail}
        contact = f"contact-{number * 7919 % CONTACTS:05}@example.org"
        event = {"id": f"{run}-{number:08}", "automation": "bench", "contact": contact, "at": AT}
        lines.append(msgspec.json.encode(event | kind | place))
    return b"\n".join(lines)


async def _inserted(servers: EmbeddedServers, documents: Sequence[Document], events: int) -> float:
    """Events per second of the raw driver, one `insert_one` after another."""
    database = Database(servers.mongodb_url, f"raw-{secrets.token_hex(4)}")
    await database.prepare()
    started = time.perf_counter()
    for document in documents:
        await database.commits.insert_one(document)
    seconds = time.perf_counter() - started
    database.close()
    return events / seconds


async def _commits_after(servers: EmbeddedServers, start: ObjectId) -> list[Document]:
    database = Database(servers.mongodb_url, "bench")
    documents = await database.commits.find({"_id": {"$gt": start}, "kind": "events"}).to_list(None)
    database.close()
    return sorted(documents, key=lambda document: str(document["_id"]))


async def _last_commit(servers: EmbeddedServers) -> ObjectId:
    database = Database(servers.mongodb_url, "bench")
    last = await database.commits.find_one({}, {"_id": 1}, sort=[("_id", -1)])
    database.close()
    assert last is not None
    identifier: ObjectId = last["_id"]
    return identifier


async def _prepare(client: httpx.AsyncClient) -> None:
    """The map, published, and the contacts that every event is of."""
    save = "mutation($map: AutomationInput!) { saveAutomation(input: $map) { automation { id } } }"
    saved = await _graphql(client, save, {"map": MAP})
    automation = saved["saveAutomation"]["automation"]["id"]
    publish = "mutation($id: ID!) { publishAutomation(id: $id) { problems { message } } }"
    await _graphql(client, publish, {"id": automation})
    upsert = "mutation($contacts: [ContactInput!]!) { upsertContacts(contacts: $contacts) { created } }"
    for first in range(0, CONTACTS, 1_000):
        contacts = [{"key": f"contact-{i:05}@example.org"} for i in range(first, first + 1_000)]
        await _graphql(client, upsert, {"contacts": contacts})


async def _graphql(client: httpx.AsyncClient, query: str, variables: Document) -> Document:
    answer = (await client.post("/graphql", json={"query": query, "variables": variables})).json()
    assert "errors" not in answer, answer
    answered: Document = answer["data"]
    return answered


@asynccontextmanager
async def _server(servers: EmbeddedServers) -> AsyncIterator[httpx.AsyncClient]:
    """`footfall serve` in a process of its own, and a client that holds its key."""
    key = f"bench_{secrets.token_urlsafe(16)}"
    command = [sys.executable, "-m", "server.cli", "serve", "--port", "0", "--database", "bench"]
    command += ["--mongodb-url", servers.mongodb_url, "--redis-url", servers.redis_url]
    process = await asyncio.create_subprocess_exec(
        *command, "--bootstrap-key", key, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        line = (await process.stdout.readline()).decode()
        url = line.rpartition(" ")[2].strip()
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60) as client:
            yield client
    finally:
        process.terminate()
        await process.wait()
