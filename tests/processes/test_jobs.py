"""Jobs go on, whatever happens to the processes that work on them and to MongoDB."""

import asyncio
import json
from contextlib import aclosing
from dataclasses import replace

import pytest
from pymongo import MongoClient

from bench.memory import resident
from bench.planting import plant
from measure.events import MOST_EVENTS
from measure.group_ids import group_id
from measure.groups import StatGroup
from measure.stats import Stat
from server.settings import Settings
from store.job_claims import LEASE_SECONDS
from tests.mongod import Mongod
from tests.processes.campaign import KEY, ask, batch, contact, publish
from tests.processes.running import running
from tests.serving import Api, Json, Server, serving
from tests.waiting import eventually

CONTACTS = 120
EXPORTED = 20_000
MANY = 100_000
KEY_BYTES = 400
"What a remembered key takes, at most."
SLOW = 100
"Contacts a second: a job takes a second and more, in batches of ten."
FIELDS = "id status total succeeded skipped failed reasons { code count }"
COHORT = '{ automationByKey(key: "campaign") { report { cohort { id } } } }'
RUN = f"""
mutation ($group: ID!, $action: GroupActionInput!) {{
  runGroupAction(group: $group, action: $action, idempotencyKey: "a key") {{ {FIELDS} }}
}}
"""
EXPORT = f"mutation ($group: ID!) {{ exportGroup(group: $group, format: NDJSON) {{ {FIELDS} }} }}"
JOB = f"query ($id: ID!) {{ job(id: $id) {{ {FIELDS} }} }}"
PROGRESS = f"subscription ($id: ID!) {{ jobProgress(id: $id) {{ {FIELDS} }} }}"
ACTIONS: list[Json] = [
    {"addTag": "vip"},
    {"removeTag": "lead"},
    {"addToAutomation": {"automation": "campaign"}},
    {"removeFromAutomation": "campaign"},
]


async def everybody(api: Api) -> str:
    """The id of the group of all who are on the map."""
    return (await ask(api, COHORT))["automationByKey"]["report"]["cohort"]["id"]


async def start(api: Api, action: Json) -> Json:
    """A job on everybody on the map, all of whom it changes."""
    return (await ask(api, RUN, group=await everybody(api), action=action))["runGroupAction"]


def entered(key: str) -> Json:
    at = "2026-03-01T09:00:00Z"
    return {"id": key, "type": "MOVED", "automation": KEY, "contact": key, "to": "form", "at": at}


async def job_of(api: Api, job: Json) -> Json:
    return (await ask(api, JOB, id=job["id"]))["job"]


async def in_the_middle(api: Api, job: Json) -> None:
    """Returns once it has come to some, and not to all."""

    async def has_begun() -> bool:
        return (await job_of(api, job))["succeeded"] > 0

    await eventually(has_begun)
    assert (await job_of(api, job))["status"] == "RUNNING"


async def ended(api: Api, job: Json, patience: float = 30) -> Json:
    async def has_ended() -> bool:
        return (await job_of(api, job))["status"] not in ("QUEUED", "RUNNING")

    await eventually(has_ended, timeout=patience)
    return await job_of(api, job)


def done(job: Json) -> Json:
    """What it looks like when everybody was done once."""
    counts = {"total": CONTACTS, "succeeded": CONTACTS, "skipped": 0, "failed": 0, "reasons": []}
    return {"id": job["id"], "status": "SUCCEEDED", **counts}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, job_contacts_per_second=SLOW)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: next(iter(action)))
async def test_another_process_goes_on_with_an_action_when_one_is_killed(
    settings: Settings, mongodb: MongoClient, action: Json
):
    async with running(settings) as doomed, running(settings) as other:
        await publish(other)
        await other.record(batch(range(CONTACTS)))
        job = await start(doomed, action)
        await in_the_middle(other, job)
        await doomed.kill()
        assert await ended(other, job) == done(job)
    assert sorted(contacts_of_jobs(mongodb, settings)) == list(range(CONTACTS))


async def test_another_process_writes_the_file_when_one_is_killed(settings: Settings):
    """Of so many that it takes a good second."""
    keys = [contact(number) for number in range(EXPORTED)]
    async with running(settings) as doomed, running(settings) as other:
        await publish(other)
        for start in range(0, EXPORTED, MOST_EVENTS):
            await other.record([entered(key) for key in keys[start : start + MOST_EVENTS]])
        answer = await ask(doomed, EXPORT, group=await everybody(doomed))
        await in_the_middle(other, answer["exportGroup"])
        await other.record([entered("too late")])
        await doomed.kill()
        job = await ended(other, answer["exportGroup"])
        assert (job["status"], job["total"], job["succeeded"]) == ("SUCCEEDED", EXPORTED, EXPORTED)
        url = (await ask(other, "query ($id: ID!) { job(id: $id) { downloadUrl } }", id=job["id"]))["job"]
        file = await other.http.get(url["downloadUrl"])
    assert [json.loads(line)["key"] for line in file.text.splitlines()] == keys


async def test_a_stopped_process_leaves_its_job_to_another_at_once(settings: Settings, mongodb: MongoClient):
    """Long before its lease would have run out."""
    async with running(settings) as leaving, running(settings) as other:
        await publish(other)
        await other.record(batch(range(CONTACTS)))
        job = await start(leaving, {"addTag": "vip"})
        await in_the_middle(other, job)
        leaving.stop()
        await leaving.gone()
        assert await ended(other, job, patience=LEASE_SECONDS - 1) == done(job)
    assert sorted(contacts_of_jobs(mongodb, settings)) == list(range(CONTACTS))


async def test_a_job_waits_while_mongodb_has_no_primary(settings: Settings, mongod: Mongod):
    settings = replace(settings, mongodb_url=mongod.url)
    async with serving(settings) as server:
        await publish(server)
        await server.record(batch(range(CONTACTS)))
        job = await start(server, {"addToAutomation": {"automation": "campaign"}})
        watched = asyncio.create_task(last_of(server, job))
        await in_the_middle(server, job)
        mongod.kill()
        await eventually(lambda: not server.services.store.has_primary)
        await mongod.start()
        assert await ended(server, job) == done(job)
        assert await watched == done(job)
    with mongod.client() as client:
        assert sorted(contacts_of_jobs(client, settings)) == list(range(CONTACTS))


async def test_an_action_on_100000_contacts_takes_no_more_memory_as_it_gets_on(settings: Settings):
    """But for the keys that events name, of which a process remembers so many and no more."""
    planted = await plant(settings, MANY)
    everybody = group_id(StatGroup(planted.automation, Stat.COHORT))
    async with running(replace(settings, job_contacts_per_second=0)) as server:
        job = (await ask(server, RUN, group=everybody, action={"addTag": "new"}))["runGroupAction"]
        taken: list[int] = []
        while (found := await job_of(server, job))["status"] != "SUCCEEDED":
            if found["succeeded"] > MANY // 5:
                taken.append(resident(server.pid))
            await asyncio.sleep(0.05)
        assert (found["succeeded"], found["reasons"]) == (MANY, [])
    assert max(taken) - taken[0] < MANY * KEY_BYTES


async def last_of(server: Server, job: Json) -> Json:
    """What a subscriber is told last, who is not disconnected meanwhile."""
    async with aclosing(server.subscribe(PROGRESS, {"id": job["id"]}, patience=30)) as answers:
        told = [answer["data"]["jobProgress"] async for answer in answers]
    return told[-1]


def contacts_of_jobs(mongodb: MongoClient, settings: Settings) -> list[int]:
    """The contact of every event that jobs have written."""
    commits = mongodb[settings.database]["commits"].find({"events.id": {"$regex": "^job-"}})
    return [event["contact"] for commit in commits for event in commit["events"]]
