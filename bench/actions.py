"""Jobs on groups: contacts a second, memory, and what a job costs whoever looks at a map meanwhile.

Actions as fast as they can, beside a client that sends the same events itself; exports, with the rests that
they always have, beside the raw driver writing key, email and name of the same contacts. Then at the default
pace, while one client asks for the contact flow of the largest map, one request after the other.
"""

import asyncio
import csv
import secrets
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import msgspec
from bson import ObjectId
from pymongo import MongoClient

from bench import events
from bench.ground import Ground
from bench.memory import resident
from bench.planting import Planted, contact_key
from bench.reads import REPORT
from bench.results import Record, Result
from bench.serving import Server, serving
from bench.timing import Times, timed
from measure.group_ids import group_id
from measure.groups import StatGroup
from measure.stats import Stat, set_name
from store.database import BY_ORDINAL, Document

RUN = """mutation ($group: ID!, $action: GroupActionInput!, $key: String!) {
  runGroupAction(group: $group, action: $action, idempotencyKey: $key) { id total }
}"""
EXPORT = """mutation ($group: ID!, $format: ExportFormat!) {
  exportGroup(group: $group, format: $format) { id total }
}"""
JOB = "query ($id: ID!) { job(id: $id) { status total succeeded } }"
POLL_SECONDS = 0.1
AT = "2026-03-01T09:00:00Z"
SENT = 1_000
"Events a request of a client that sends them itself."
SENT_BATCHES = 20
CONTACTS_AT_ONCE = 1_000
"Of the raw driver."

Start = Callable[[Server], Awaitable[Document]]
"Starts a job; what the server answers."


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of job, and the event that does to one contact what it does."""

    name: str
    action: Document
    event: Document


TAG = Work("add a tag", {"addTag": "acted"}, {"type": "TAGGED", "tag": "sent"})
ENTER = Work(
    "add to an automation",
    {"addToAutomation": {"automation": "bench"}},
    {"type": "MOVED", "automation": "bench", "to": "form"},
)
LEAVE = Work("remove from it", {"removeFromAutomation": "bench"}, {})
UNTAG = Work("remove the tag", {"removeTag": "acted"}, {})


@dataclass(frozen=True, slots=True)
class Done:
    """What a job took: seconds, and how many bytes the server's memory grew meanwhile, at most."""

    contacts: int
    seconds: float
    grown: int

    @property
    def rate(self) -> float:
        return self.contacts / self.seconds


async def measured(ground: Ground) -> list[Result]:
    planted = await ground.planted(ground.scale.histories[-1])
    some, everybody = _groups(planted, ground.scale.acted)
    flat_out = {"--job-contacts-per-second": "0"}
    async with serving(planted.settings, more=flat_out) as server:
        await server.publish(events.MAP)
        await server.graphql(REPORT, {"id": planted.nodes[0]})  # loads map and account before they grow
        records = [await _against_sending(ground, server, some, work) for work in (TAG, ENTER)]
        records += [await _alone(server, some, work) for work in (LEAVE, UNTAG)]
        exports = [await _export(ground, planted, server, everybody, form) for form in ("CSV", "NDJSON")]
    async with serving(planted.settings) as server:
        meanwhile = await _meanwhile(ground, planted, server, some, everybody)
    contacts = f"{records[0]['contacts']:,}"
    return [
        Result(f"Actions on {contacts} contacts, as fast as they can", records),
        Result("Exports", exports),
        Result(
            f"Contact flow of {ground.scale.histories[-1]:,} contacts over HTTP while a job runs at the "
            "default pace, milliseconds",
            meanwhile,
        ),
    ]


def _groups(planted: Planted, wanted: int) -> tuple[str, str]:
    """Ids of a group of about so many contacts, and of everybody."""
    state = planted.state
    sizes = {key: len(state.set(set_name(Stat.REACHED, key))) for key in state.history.elements}
    nearest = min(sizes, key=lambda key: abs(sizes[key] - wanted))
    some, everybody = (
        group_id(StatGroup(planted.automation, Stat.REACHED, element)) for element in (nearest, "form")
    )
    return some, everybody


async def _against_sending(ground: Ground, server: Server, group: str, work: Work) -> Record:
    ground.say(f"actions: {work.name}")
    done = await _finished(server, _action(group, work))
    sent = await _sent(server, work)
    return {**_record(work, done), "a client sends": sent, "job / client": f"{done.rate / sent:.0%}"}


async def _alone(server: Server, group: str, work: Work) -> Record:
    done = await _finished(server, _action(group, work))
    return {**_record(work, done), "a client sends": "", "job / client": ""}


def _record(work: Work, done: Done) -> Record:
    return {
        "action": work.name,
        "contacts": done.contacts,
        "contacts/s": done.rate,
        "memory grown, MB": done.grown / 1e6,
    }


def _action(group: str, work: Work) -> Start:
    async def start(server: Server) -> Document:
        key = secrets.token_hex(8)
        answer = await server.graphql(RUN, {"group": group, "action": work.action, "key": key})
        started: Document = answer["runGroupAction"]
        return started

    return start


def _exporting(group: str, form: str) -> Start:
    async def start(server: Server) -> Document:
        answer = await server.graphql(EXPORT, {"group": group, "format": form})
        started: Document = answer["exportGroup"]
        return started

    return start


async def _finished(server: Server, start: Start) -> Done:
    """A job, once it has come to everybody."""
    before = most = resident(server.pid)
    started = time.perf_counter()
    job = await start(server)
    while True:
        await asyncio.sleep(POLL_SECONDS)
        most = max(most, resident(server.pid))
        found = (await server.graphql(JOB, {"id": job["id"]}))["job"]
        if found["status"] == "SUCCEEDED":
            break
        if found["status"] not in ("QUEUED", "RUNNING"):
            raise RuntimeError(f"the job ended as {found}")
    seconds = time.perf_counter() - started
    if found["succeeded"] != job["total"]:
        raise RuntimeError(f"the job did not do all: {found}")
    return Done(job["total"], seconds, most - before)


async def _sent(server: Server, work: Work) -> float:
    """Events a second that a client sends by batches of 1,000, one request after the other."""
    bodies = [
        b"\n".join(
            msgspec.json.encode(
                {"id": secrets.token_hex(8), "at": AT, "contact": contact_key(n), **work.event}
            )
            for n in range(batch * SENT, (batch + 1) * SENT)
        )
        for batch in range(SENT_BATCHES)
    ]
    started = time.perf_counter()
    for body in bodies:
        await server.post(body, SENT)
    return SENT * SENT_BATCHES / (time.perf_counter() - started)


async def _export(ground: Ground, planted: Planted, server: Server, group: str, form: str) -> Record:
    ground.say(f"actions: export as {form}")
    done = await _finished(server, _exporting(group, form))
    raw = await asyncio.to_thread(_raw_export, planted, done.contacts)
    return {
        "format": form,
        "contacts": done.contacts,
        "contacts/s": done.rate,
        "memory grown, MB": done.grown / 1e6,
        "raw driver, 3 columns": raw,
        "export / raw": f"{done.rate / raw:.0%}",
    }


def _raw_export(planted: Planted, contacts: int) -> float:
    """Contacts a second that one cursor over the contacts writes to a local file as CSV."""
    query, fields = {"account": ObjectId(planted.account)}, {"key": 1, "email": 1, "name": 1}
    with MongoClient[Document](planted.settings.mongodb_url) as client, tempfile.TemporaryFile("w+") as file:
        collection = client[planted.settings.database]["contacts"]
        started = time.perf_counter()
        writer, count = csv.writer(file), 0
        for document in collection.find(query, fields, hint=BY_ORDINAL, batch_size=CONTACTS_AT_ONCE):
            writer.writerow((document["key"], document.get("email"), document.get("name")))
            count += 1
    if count < contacts:
        raise RuntimeError(f"the rival found {count} contacts")
    return count / (time.perf_counter() - started)


async def _meanwhile(
    ground: Ground, planted: Planted, server: Server, some: str, everybody: str
) -> list[Record]:
    [node] = planted.nodes
    quiet = await _asked(server, node, asyncio.sleep(ground.scale.job_seconds))
    records: list[Record] = [_of_queries("no job", quiet, quiet)]
    starts: Mapping[str, Start] = {
        TAG.name: _action(some, TAG),
        ENTER.name: _action(some, ENTER),
        "export as CSV": _exporting(everybody, "CSV"),
    }
    for name, start in starts.items():
        ground.say(f"actions: map queries while a job runs: {name}")
        times = await _asked(server, node, _for_a_while(ground, server, start))
        records.append(_of_queries(name, times, quiet))
    return records


def _of_queries(job: str, times: Times, quiet: Times) -> Record:
    return {
        "job": job,
        "p50": times.p50,
        "p99": times.p99,
        "worst": times.worst,
        "p99 / without": times.p99 / quiet.p99,
    }


async def _for_a_while(ground: Ground, server: Server, start: Start) -> None:
    """A job for so many seconds, unless it has ended before; what is left of it is cancelled."""
    job = await start(server)
    clock = asyncio.get_running_loop().time
    until = clock() + ground.scale.job_seconds
    while clock() < until:
        await asyncio.sleep(POLL_SECONDS)
        if (await server.graphql(JOB, {"id": job["id"]}))["job"]["status"] == "SUCCEEDED":
            return
    await server.graphql("mutation ($id: ID!) { cancelJob(id: $id) { id } }", {"id": job["id"]})


async def _asked(server: Server, node: str, work: Awaitable[object]) -> Times:
    """How long the map's report takes, asked for again and again until `work` is done."""
    await server.graphql(REPORT, {"id": node})
    seconds: list[float] = []
    working = asyncio.ensure_future(work)
    while not working.done():
        seconds.append(await timed(server.graphql(REPORT, {"id": node})))
    await working
    return Times.of(seconds)
