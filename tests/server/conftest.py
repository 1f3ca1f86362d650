"""A tenant with a little history, and the commands that work straight in its database."""

from collections.abc import Callable
from functools import partial

import pytest
from pymongo import MongoClient
from pymongo.database import Database as MongoDatabase

from server.settings import Settings
from tests.acceptance.tenant import Tenant
from tests.commands import footfall
from tests.serving import Json, Server

MAP = {
    "key": "welcome",
    "name": "Welcome",
    "timeZone": "UTC",
    "elements": [
        {"key": "form", "kind": "TRIGGER", "name": "Form"},
        {"key": "mail", "kind": "EMAIL", "name": "Mail"},
        {"key": "bought", "kind": "GOAL", "name": "Bought"},
    ],
    "connectors": [{"source": "form", "target": "mail"}, {"source": "mail", "target": "bought"}],
}


def event(id: str, contact: str, type: str, **more: object) -> Json:
    at = f"2026-03-01T09:00:0{id[-1]}Z"
    place = {} if type == "PURCHASED" else {"automation": "welcome"}
    return {"id": id, "type": type, "contact": contact, "at": at, **place, **more}


@pytest.fixture
async def tenant(server: Server) -> Tenant:
    """Its map has four revisions: published, both came, both moved on, Ann bought."""
    tenant = Tenant(server, server.key)
    await tenant.publish(MAP)
    await tenant.record(event("m-1", "ann", "MOVED", to="form"), event("m-2", "bob", "MOVED", to="form"))
    onward = {"from": "form", "to": "mail"}
    await tenant.record(event("m-3", "ann", "MOVED", **onward), event("m-4", "bob", "MOVED", **onward))
    await tenant.record(
        event("m-5", "ann", "ACHIEVED", element="bought"),
        event("p-6", "ann", "PURCHASED", amount="5.00", currency="USD"),
    )
    return tenant


@pytest.fixture
def behind(tenant: Tenant, mongodb: MongoClient, database: str) -> MongoDatabase:
    """The database of the tenant, as nobody should touch it."""
    return mongodb[database]


@pytest.fixture
def command(tenant: Tenant, settings: Settings) -> Callable:
    """Runs a command on the tenant's database; its exit status, and the lines on stdout and stderr."""

    async def run(*words: str) -> tuple[int | None, list[str], list[str]]:
        env = {"FOOTFALL_MONGODB_URL": settings.mongodb_url, "FOOTFALL_DATABASE": settings.database}
        async with footfall(*words, env=env) as running:
            out, said = await running.communicate()
        return running.returncode, out.decode().splitlines(), said.decode().splitlines()

    return run


@pytest.fixture
def verify(command: Callable) -> Callable:
    """Runs `footfall verify` with more words."""
    return partial(command, "verify")


async def snapshot(tenant: Tenant) -> None:
    """Snapshots and paths of everything, as the background writes them after a while."""
    store = tenant.server.services.store
    account = await store.accounts.by_key("demo")
    [automation] = (await store.automations.ids_of(account.id, ["welcome"])).values()
    await store.snapshotter.snapshot(await store.streams.account(account.id))
    await store.snapshotter.snapshot(await store.streams.map(account.id, automation))
    while await store.path_keeper._writer.advance(account.id, automation):
        pass
