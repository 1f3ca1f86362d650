"""The commit log as the raw driver sees it: what rivals insert again, and how fast."""

import time
from collections.abc import Sequence

from bson import ObjectId

from bench.ground import Ground
from server.settings import Settings
from store.database import Database, Document


async def last_commit(settings: Settings) -> ObjectId:
    database = Database(settings.mongodb_url, settings.database)
    last = await database.commits.find_one({}, {"_id": 1}, sort=[("_id", -1)])
    database.close()
    assert last is not None  # the map was published
    identifier: ObjectId = last["_id"]
    return identifier


async def commits_after(settings: Settings, start: ObjectId) -> list[Document]:
    """Commits of events, in their order."""
    database = Database(settings.mongodb_url, settings.database)
    documents = await database.commits.find({"_id": {"$gt": start}, "kind": "events"}).to_list(None)
    database.close()
    return sorted(documents, key=lambda document: str(document["_id"]))


async def inserted(ground: Ground, documents: Sequence[Document]) -> list[float]:
    """Seconds of each `insert_one`, one after another, durable, under the log's own indexes."""
    settings = ground.settings()
    database = Database(settings.mongodb_url, settings.database)
    await database.prepare()
    seconds = []
    for document in documents:
        started = time.perf_counter()
        await database.commits.insert_one(document)
        seconds.append(time.perf_counter() - started)
    database.close()
    ground.drop(settings)
    return seconds
