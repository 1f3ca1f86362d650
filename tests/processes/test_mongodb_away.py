"""While MongoDB has no primary what was counted is still told, nobody is disconnected, and writes wait."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import httpx
import pytest

from server.settings import Settings
from store.availability import Unavailable
from store.database import Database, Session
from tests.mongod import Mongod
from tests.processes.campaign import MAP, PUBLISH, SAVE, events_of, numbers, publish
from tests.processes.campaign import REPORT as NUMBERS
from tests.processes.watching import opened
from tests.serving import Json, Server, serving
from tests.waiting import eventually

FIRST = 8.0
"""Seconds until the first answer, at most: a server that hangs is noticed after two and a half."""
AT_ONCE = 2.5
"""Seconds for a burst of answers once no primary is known: none waits for the driver's three."""
BURST = 30
AS_OF = """{ automationByKey(key: "campaign") { report { asOf } } }"""
LIST = """{ automationByKey(key: "campaign") { report { cohort {
  count contacts(first: 5) { edges { node { key lifetimeValue { amount } } } }
} } } }"""
SAVE_COHORT = """
mutation ($group: ID!) { saveGroup(group: $group, name: "everybody", mode: LIVE) { group { id count } } }
"""
COUNT = "query ($id: ID!) { contactGroup(id: $id) { count } }"
TOKEN = "mutation { createAccessToken { token } }"
ROLE, VIEWER = "{ viewer { role } }", {"viewer": {"role": "VIEWER"}}
RECORD = "mutation ($events: [EventInput!]!) { recordEvents(events: $events) { accepted duplicates } }"
UNAVAILABLE = {
    "code": "TEMPORARILY_UNAVAILABLE",
    "message": "the database has no primary or does not answer; try again",
    "retryAfter": 1,
}


@dataclass(frozen=True)
class Fault:
    """How the primary goes and comes back, and whether somebody else has its documents meanwhile."""

    name: str
    fail: Callable[[Mongod], None]
    mend: Callable[[Mongod], Awaitable[None]]
    has_secondary: bool = False


async def stand_again(mongod: Mongod) -> None:
    mongod.stand_again()


async def thaw(mongod: Mongod) -> None:
    mongod.thaw()


FAULTS = [
    Fault("steps-down", Mongod.step_down, stand_again, has_secondary=True),
    Fault("hangs", Mongod.freeze, thaw),
    Fault("dies", Mongod.kill, Mongod.start),
]


@pytest.fixture
def settings(settings: Settings, mongod: Mongod) -> Settings:
    return replace(settings, mongodb_url=mongod.set_url)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_without_a_primary(server: Server, mongod: Mongod, fault: Fault):
    identifier = await publish(server)
    await server.record(events_of(0))
    assert (await told(server, NUMBERS))["report"] == numbers(1)
    token = (await server.graphql(TOKEN))["data"]["createAccessToken"]["token"]
    assert (await server.graphql(ROLE, key=token))["data"] == VIEWER
    saved = await save_cohort(server)
    async with opened(server, identifier) as watcher:
        before = (await told(server, AS_OF))["report"]["asOf"]
        fault.fail(mongod)

        async with asyncio.timeout(FIRST):
            assert (await told(server, NUMBERS))["report"] == numbers(1)
        async with asyncio.timeout(AT_ONCE):
            burst = await asyncio.gather(*(told(server, AS_OF) for _ in range(BURST)))
        as_of = {answer["report"]["asOf"] for answer in burst}
        assert len(as_of) == 1
        assert before <= as_of.pop()

        async with asyncio.timeout(AT_ONCE):
            assert (await server.graphql(COUNT, {"id": saved}))["data"] == {"contactGroup": {"count": 1}}
            await assert_writes_are_sent_away(server, identifier)
            await assert_nobody_is_taken_for_a_stranger(server)
            assert (await server.graphql(ROLE, key=token))["data"] == VIEWER
            assert await readiness(server) == {"status": "degraded", "writes": False, "live": "prompt"}
            await assert_contacts_are_listed(server, fault)

        await fault.mend(mongod)
        await eventually(mongod.leads)
        await taken(server, events_of(1))
        await watcher.shows(2)
        assert (await told(server, NUMBERS))["report"] == numbers(2)
        assert before < (await told(server, AS_OF))["report"]["asOf"]


async def test_a_map_that_was_never_loaded_is_told_to_be_asked_for_again(
    server: Server, settings: Settings, mongod: Mongod
):
    await publish(server)
    await server.record(events_of(0))
    async with serving(settings) as other:
        await other.graphql("{ viewer { role } }")  # it knows the key, and nothing else
        mongod.step_down()
        answer = await other.graphql(NUMBERS)
        assert answer["data"] == {"automationByKey": None}
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["TEMPORARILY_UNAVAILABLE"]
        assert (await told(server, NUMBERS))["report"] == numbers(1)
        mongod.stand_again()
        await taken(other, events_of(1))
        assert (await told(other, NUMBERS))["report"] == numbers(2)


async def readiness(server: Server) -> Json:
    """It takes requests: others of its kind have lost the primary, too."""
    answer = await server.http.get("/ready")
    assert answer.status_code == 200
    return answer.json()


async def test_a_transaction_is_refused_when_the_primary_dies_in_it(mongod: Mongod, database: str):
    """It is not tried for two minutes, as the driver would."""
    behind = Database(mongod.url, database)
    await behind.prepare()
    await behind.primary.wait()

    async def write(session: Session) -> None:
        mongod.kill()
        await behind.jobs.insert_one({}, session=session)

    async with asyncio.timeout(30):
        with pytest.raises(Unavailable):
            await behind.transact(write)
    behind.close()


async def told(server: Server, query: str) -> Json:
    answer = await server.graphql(query)
    assert "errors" not in answer, answer
    return answer["data"]["automationByKey"]


async def save_cohort(server: Server) -> str:
    """The id of a live group of everybody, which has been read."""
    cohort = '{ automationByKey(key: "campaign") { report { cohort { id } } } }'
    group = (await told(server, cohort))["report"]["cohort"]["id"]
    saved = (await server.graphql(SAVE_COHORT, {"group": group}))["data"]["saveGroup"]
    assert saved["group"]["count"] == 1
    return saved["group"]["id"]


async def assert_writes_are_sent_away(server: Server, identifier: str) -> None:
    answer = await server.post_events(events_of(1))
    assert_comes_again(answer)
    assert answer.json() == {"error": UNAVAILABLE}
    for mutation, variables in (
        (RECORD, {"events": events_of(1)}),
        (SAVE, {"map": MAP}),
        (PUBLISH, {"id": identifier}),
    ):
        request = {"query": mutation, "variables": variables}
        answer = await server.http.post("/graphql", json=request, headers=server.bearer())
        assert_comes_again(answer)
        assert answer.json()["data"] is None
        [error] = answer.json()["errors"]
        assert {"message": error["message"], **error["extensions"]} == UNAVAILABLE


def assert_comes_again(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def assert_nobody_is_taken_for_a_stranger(server: Server) -> None:
    """A key that this process never saw may have been made a moment ago."""
    request = {"query": "{ __typename }"}
    answer = await server.http.post("/graphql", json=request, headers=server.bearer("never-seen"))
    assert_comes_again(answer)


async def assert_contacts_are_listed(server: Server, fault: Fault) -> None:
    """If there is anybody to ask for their documents; their number is told in any case."""
    answer = await server.graphql(LIST)
    cohort = answer["data"]["automationByKey"]["report"]["cohort"]
    assert cohort["count"] == 1
    if fault.has_secondary:
        assert [edge["node"]["key"] for edge in cohort["contacts"]["edges"]] == ["contact-00000"]
        assert "errors" not in answer
    else:
        assert cohort["contacts"] is None
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["TEMPORARILY_UNAVAILABLE"]


async def taken(server: Server, events: list[Json]) -> None:
    """Send until it is answered, as every client does."""

    async def is_taken() -> bool:
        return (await server.post_events(events)).status_code == 200

    await eventually(is_taken)
