"""`footfall serve` in a process of its own, and what its clients do."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

import httpx

from server.settings import Settings
from store.database import Document

Program = tuple[str, ...]

CLI: Program = ("-m", "server.cli")
START_SECONDS = 60
UNAVAILABLE = "TEMPORARILY_UNAVAILABLE"


class Unavailable(Exception):
    """The server asks to come again."""


def program(constants: Mapping[str, float]) -> Program:
    """A server in which these constants, such as `store.background.TICK_SECONDS`, have other values."""
    modules = {name.rpartition(".")[0] for name in constants}
    for name in constants:
        module, _, constant = name.rpartition(".")
        if not hasattr(import_module(module), constant):
            raise ValueError(f"{module} has no {constant}")
    changes = "; ".join(f"{name} = {value}" for name, value in constants.items())
    return ("-c", f"import {', '.join(sorted(modules))}, server.cli; {changes}; server.cli.main()")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server as its clients see it."""

    client: httpx.AsyncClient
    pid: int

    async def graphql(self, query: str, variables: Document | None = None) -> Document:
        request = {"query": query, "variables": variables or {}}
        answer = (await self.client.post("/graphql", json=request)).json()
        if "errors" in answer:
            raise _failure(json.dumps(answer["errors"]))
        answered: Document = answer["data"]
        return answered

    async def post(self, events: bytes, count: int) -> None:
        """Record one event a line, all of which must be new."""
        headers = {"Content-Type": "application/x-ndjson"}
        answer = await self.client.post("/events", content=events, headers=headers)
        if answer.status_code != 200 or answer.json()["accepted"] != count:
            raise _failure(answer.text)

    async def publish(self, drawing: Document, contacts: Iterable[str] = ()) -> str:
        """The id of a new map, once it and the contacts are there."""
        save = "mutation($map: AutomationInput!) { saveAutomation(input: $map) { automation { id } } }"
        saved = await self.graphql(save, {"map": drawing})
        automation: str = saved["saveAutomation"]["automation"]["id"]
        publish = "mutation($id: ID!) { publishAutomation(id: $id) { problems { message } } }"
        await self.graphql(publish, {"id": automation})
        upsert = "mutation($contacts: [ContactInput!]!) { upsertContacts(contacts: $contacts) { created } }"
        keys = list(contacts)
        for start in range(0, len(keys), 1_000):
            await self.graphql(upsert, {"contacts": [{"key": key} for key in keys[start : start + 1_000]]})
        return automation


@asynccontextmanager
async def serving(
    settings: Settings, program: Program = CLI, more: Mapping[str, str] = MappingProxyType({})
) -> AsyncIterator[Server]:
    """A server with these settings, which hold a bootstrap key, and a client that holds it too.

    `more`: options of `footfall serve` beside those of the settings, or in their place.
    """
    options = {
        "--port": "0",
        "--mongodb-url": settings.mongodb_url,
        "--redis-url": settings.redis_url,
        "--database": settings.database,
        "--channel-prefix": settings.channel_prefix,
        "--bootstrap-key": settings.bootstrap_key or "",
        "--answers-megabytes": str(settings.answers_megabytes),
    }
    if settings.state_megabytes is not None:
        options["--state-megabytes"] = str(settings.state_megabytes)
    words = [word for option in (options | dict(more)).items() for word in option]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *program, "serve", *words, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None  # it is a pipe
    try:
        async with asyncio.timeout(START_SECONDS):
            line = (await process.stdout.readline()).decode()
        url = line.rpartition(" ")[2].strip()
        headers = {"Authorization": f"Bearer {settings.bootstrap_key}"}
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60, trust_env=False) as client:
            yield Server(client, process.pid)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def _failure(answer: str) -> Exception:
    message = f"the server answered {answer}"
    return Unavailable(message) if UNAVAILABLE in answer else RuntimeError(message)
