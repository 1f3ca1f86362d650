"""What event ids cost: the unique index over them, with ascending and with random ids.

Commits as the store writes them, of 5,000 events each, inserted by the raw driver, so that nothing but
MongoDB counts. With random ids the index no longer fits in the cache that mongod has here.
"""

import asyncio
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count

from bson import ObjectId
from pymongo import MongoClient

from bench.ground import CACHE_GIGABYTES, Ground
from bench.results import Record, Result
from measure.changes import SetChanges
from measure.events import MOST_EVENTS
from measure.map_state import MapChanges
from measure.sets import Set
from store.codecs import MAP
from store.commits import Commit, CommitKind, commit_document
from store.database import BY_EVENT, Database, Document

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
CONTACTS = 1_000_000


async def measured(ground: Ground) -> list[Result]:
    numbers = count()
    kinds: dict[str, Callable[[], str]] = {
        "ascending": lambda: f"event-{next(numbers):012}",
        "random": lambda: secrets.token_hex(16),
    }
    records = [await _record(ground, name, make) for name, make in kinds.items()]
    title = f"The index of event ids at {ground.scale.ids:,} events (mongod's cache: {CACHE_GIGABYTES} GB)"
    return [Result(title, records)]


async def _record(ground: Ground, name: str, make: Callable[[], str]) -> Record:
    ground.say(f"ids: {name}")
    settings, commits = ground.settings(), ground.scale.ids // MOST_EVENTS
    database = Database(settings.mongodb_url, settings.database)
    await database.prepare()
    seconds = []
    for document in _commits(commits, make):
        started = time.perf_counter()
        await database.commits.insert_one(document)
        seconds.append(time.perf_counter() - started)
    database.close()
    stored = await asyncio.to_thread(_stored, settings.mongodb_url, settings.database)
    ground.drop(settings)
    tenth = max(commits // 10, 1)
    return {
        "ids": name,
        "index, bytes an event": stored["indexSizes"][_index_name()] / ground.scale.ids,
        "log, bytes an event": stored["storageSize"] / ground.scale.ids,
        "first tenth, events/s": tenth * MOST_EVENTS / sum(seconds[:tenth]),
        "last tenth, events/s": tenth * MOST_EVENTS / sum(seconds[-tenth:]),
    }


def _commits(commits: int, make: Callable[[], str]) -> Iterator[Document]:
    account, stream, head = str(ObjectId()), str(ObjectId()), None
    for rev in range(1, commits + 1):
        first = rev * MOST_EVENTS
        contacts = [number % CONTACTS for number in range(first, first + MOST_EVENTS)]
        events: list[Document] = [
            {"id": make(), "type": "OPENED", "at": AT, "contact": contact, "element": f"mail-{contact % 20}"}
            for contact in contacts
        ]
        add = Set(contacts)
        changes = MapChanges(sets=SetChanges(add={f"OPENED/mail-{number}": add for number in range(3)}))
        commit = Commit(ObjectId(), rev, head, MOST_EVENTS, changes)
        head = commit.id
        yield commit_document(
            account, stream, commit, MAP.write(changes), kind=CommitKind.EVENTS, at=AT, events=events
        )


def _stored(mongodb_url: str, name: str) -> Document:
    """Of the log and its indexes, after a checkpoint: https://www.mongodb.com/docs/manual/reference/command/fsync/"""
    with MongoClient[Document](mongodb_url) as client:
        client.admin.command("fsync")
        pipeline: list[Document] = [{"$collStats": {"storageStats": {}}}]
        stats: Document = next(client[name]["commits"].aggregate(pipeline))["storageStats"]
        return stats


def _index_name() -> str:
    return "_".join(f"{field}_{direction}" for field, direction in BY_EVENT)
