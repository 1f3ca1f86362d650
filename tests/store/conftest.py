"""A store on a database of its own, with an account and a published map."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from live.turns import Turns
from measure.accounts import Account, Plan
from measure.automations import Automation
from measure.decoding import convert
from measure.graph import Connector, Definition, Element, Kind
from measure.jobs import Job
from measure.map_state import MapState
from measure.recorded import Recorded
from store.commits import Announcement
from store.database import Database
from store.log import Log
from store.store import Store

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
WELCOME = Definition(
    name="Welcome",
    time_zone="UTC",
    elements=(
        Element("form", Kind.TRIGGER, "Form"),
        Element("mail", Kind.EMAIL, "Mail", links=("https://example.org/",)),
        Element("bought", Kind.GOAL, "Bought"),
    ),
    connectors=(Connector("form>mail", "form", "mail"), Connector("mail>bought", "mail", "bought")),
)

OpenStore = Callable[[], Awaitable[Store]]


@pytest.fixture
async def open_store(
    mongodb_url: str, redis_url: str, database: str, prefix: str
) -> AsyncIterator[OpenStore]:
    """Opens stores on one database, each as a process of its own would; closed after the test."""
    async with AsyncExitStack() as stack:

        async def announce(_: Announcement) -> None:
            """To nobody: what these tests see of other processes comes by the log."""

        async def tell(_: Job) -> None:
            """Nor is anybody told of jobs."""

        async def opened() -> Store:
            turns = await stack.enter_async_context(Turns(redis_url, prefix))
            store = await Store.open(
                mongodb_url,
                database,
                turns,
                announce,
                tell,
                budget=1 << 30,
                contacts_per_second=0,
                export_days=7,
            )
            stack.push_async_callback(store.close)
            return store

        yield opened


@dataclass
class World:
    """A store, an account in it and the account's published map `welcome`."""

    store: Store
    account: Account
    automation: Automation

    async def record(self, *events: dict[str, object], store: Store | None = None) -> Recorded:
        recorder = (store or self.store).recorder
        return await recorder.record(self.account, [convert(event) for event in events])

    async def state(self, store: Store | None = None) -> MapState:
        stream = await (store or self.store).streams.map(self.account.id, self.automation.id)
        return (await stream.pin()).state

    async def keys(self, name: str, store: Store | None = None) -> set[str]:
        """The keys of the contacts in a named set of the map."""
        members = (await self.state(store)).set(name)
        contacts = await self.store.contacts.by_ordinals(self.account.id, list(members))
        assert len(contacts) == len(members)
        return {contact.key for contact in contacts.values()}


@pytest.fixture
async def world(open_store: OpenStore) -> World:
    store = await open_store()
    account = await store.accounts.create("demo", name="Demo", plan=Plan.PRO, currency="USD", time_zone="UTC")
    automation = await store.automations.save(account.id, "welcome", WELCOME, NOW)
    assert await store.publisher.publish(automation, NOW) == ()
    return World(store, account, automation)


def moved(id: str, contact: str, to: str = "form", **more: object) -> dict[str, object]:
    at = "2026-03-01T09:00:00Z"
    return {
        "id": id,
        "type": "MOVED",
        "automation": "welcome",
        "contact": contact,
        "to": to,
        "at": at,
        **more,
    }


def bought(id: str, contact: str, amount: str = "10.00") -> dict[str, object]:
    at = "2026-03-01T10:00:00Z"
    return {
        "id": id,
        "type": "PURCHASED",
        "contact": contact,
        "amount": amount,
        "currency": "USD",
        "at": at,
    }


@pytest.fixture
async def log(mongodb_url: str, database: str) -> AsyncIterator[Log]:
    behind = Database(mongodb_url, database)
    await behind.prepare()
    yield Log(behind)
    behind.close()
