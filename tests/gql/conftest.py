"""The schema over a real store, asked without a transport in between."""

import asyncio
import itertools
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from gql.schema import schema
from measure.accounts import Access, Account, Caller, Plan, Role
from resolvers.context import Context, Services
from server.live_operation import NotExecuted, WatchRequest, begin
from server.settings import Settings
from server.wiring import wired

Json = dict[str, Any]  # what a test looks into


@dataclass(frozen=True)
class Asker:
    """Somebody with a role in an account."""

    services: Services
    account: Account
    role: Role = Role.ADMIN

    def of(self, role: Role) -> "Asker":
        return Asker(self.services, self.account, role)

    async def stranger(self) -> "Asker":
        """An ADMIN of another account."""
        return Asker(self.services, await create_account(self.services, "other"))

    def context(self) -> Context:
        return Context(Access(Caller(self.account, self.role), "a key"), self.services)

    async def answer(self, query: str, **variables: object) -> Json:
        """The whole answer: `data`, and `errors`, none when there are none."""
        result = await schema.execute(query, variables, self.context())
        return {"data": result.data, "errors": [error.formatted for error in result.errors or []]}

    async def ask(self, query: str, **variables: object) -> Json:
        """The data of an answer without errors."""
        answer = await self.answer(query, **variables)
        assert answer["errors"] == []
        return answer["data"]

    async def refusal(self, query: str, **variables: object) -> Json:
        """The extensions of an answer's only error."""
        [error] = (await self.answer(query, **variables))["errors"]
        return error["extensions"]

    async def watch(self, query: str, **variables: object) -> AsyncGenerator[Json, None]:
        """The answers of a subscription, and at what time of the event loop each was sent."""
        outlet = Answers()
        try:
            leave = await self.services.rooms.join(
                object(), lambda: begin(WatchRequest(query, variables, None), self.context()), outlet
            )
        except NotExecuted as refused:
            yield {"data": None, "errors": [error.formatted for error in refused.errors]}
            return
        try:
            while (answer := await outlet.next()) is not None:
                yield answer
        finally:
            leave()

    async def save(self, map: Json) -> Json:
        """Save a map and publish it; its `id`."""
        saved = await self.ask(SAVE, map=map)
        identifier = saved["saveAutomation"]["automation"]["id"]
        published = await self.ask(PUBLISH, id=identifier)
        assert published["publishAutomation"]["problems"] == []
        return identifier

    async def record(self, *events: Json) -> None:
        """Record events that are all accepted."""
        recorded = await self.ask(RECORD, events=events)
        assert recorded["recordEvents"] == {"accepted": len(events), "rejected": []}


class Answers:
    """A subscriber that reads whatever it is sent."""

    is_ready = True

    def __init__(self) -> None:
        self._answers: asyncio.Queue[Json | Exception | None] = asyncio.Queue()

    async def next(self) -> Json | None:
        """None when nothing follows."""
        answer = await self._answers.get()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def when_ready(self, call: Callable[[], None]) -> None:
        raise AssertionError("it is ready")

    def send(self, message: bytes) -> None:
        at = asyncio.get_running_loop().time()
        self._answers.put_nowait({"errors": [], "at": at, **json.loads(message)})

    def end(self, error: Exception | None) -> None:
        self._answers.put_nowait(error)


SAVE = """
mutation ($map: AutomationInput!) { saveAutomation(input: $map) { automation { id } problems { message } } }
"""
PUBLISH = "mutation ($id: ID!) { publishAutomation(id: $id) { problems { message } } }"
RECORD = """
mutation ($events: [EventInput!]!) { recordEvents(events: $events) { accepted rejected { index message } } }
"""


async def next_of(updates: AsyncIterator[Json]) -> Json:
    async with asyncio.timeout(10):
        return await anext(updates)


async def create_account(services: Services, key: str) -> Account:
    return await services.store.accounts.create(
        key, name=key.title(), plan=Plan.ENTERPRISE, currency="USD", time_zone="Europe/Berlin"
    )


@pytest.fixture
async def asker(settings: Settings) -> AsyncIterator[Asker]:
    async with wired(settings) as services:
        yield Asker(services, await create_account(services, "demo"))


def element(key: str, kind: str, **more: object) -> Json:
    return {"key": key, "kind": kind, "name": key.title(), **more}


def path(*keys: str) -> list[Json]:
    """Connectors from each of `keys` to the next."""
    return [{"source": source, "target": target} for source, target in itertools.pairwise(keys)]


WORKED = {
    "key": "worked",
    "name": "Worked cases",
    "timeZone": "UTC",
    "elements": [
        element("T", "TRIGGER"),
        element("E1", "EMAIL", links=["https://example.org/a", "https://example.org/b"]),
        element("W1", "WAIT"),
        element("E2", "EMAIL"),
        element("W2", "WAIT"),
        element("G", "GOAL"),
        element("E3", "EMAIL"),
        element("X", "END", exit=True),
    ],
    "connectors": path("T", "E1", "W1", "E2", "W2", "G", "E3", "X"),
}
"The map of semantics.md, “Worked cases”, with two links and an exit."


class Events:
    """Writes events of one map with ids of their own."""

    def __init__(self, automation: str = "worked") -> None:
        self._automation = automation
        self._count = 0

    def __call__(self, type: str, **more: object) -> Json:
        self._count += 1
        at = more.pop("at", "2026-03-01T09:00:00Z")
        return {"id": f"{self._automation}-{self._count}", "type": type, "at": at, **more}

    def on_map(self, type: str, contact: str | None, **more: object) -> Json:
        return self(type, automation=self._automation, contact=contact, **more)

    def walk(self, contact: str, *keys: str) -> Sequence[Json]:
        """Added at the first of `keys` and moved on along the others."""
        moves = [self.on_map("MOVED", contact, to=keys[0])]
        for source, target in itertools.pairwise(keys):
            moves.append(self.on_map("MOVED", contact, **{"from": source, "to": target}))
        return moves


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
async def worked(asker: Asker, events: Events) -> str:
    """The id of the worked map, after its first case: A and B achieved G, C waits at W2."""
    identifier = await asker.save(WORKED)
    await asker.record(
        *events.walk("A", "T", "E1", "W1"),
        *events.walk("B", "T", "E1", "W1", "E2", "W2"),
        *events.walk("C", "T", "E1", "W1", "E2", "W2"),
        events.on_map("ACHIEVED", "A", element="G"),
        events.on_map("ACHIEVED", "B", element="G"),
    )
    return identifier
