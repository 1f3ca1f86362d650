"""Cold loads of a map from its snapshot, each in a new process, beside replaying a log of the same.

Memory is what the process grows by from its first answer of MongoDB's to the map's being loaded, and its
peak in between. Run as a program it is that process: it loads one map and prints what that took.
"""

import asyncio
import gc
import sys
import time
from dataclasses import dataclass

import msgspec
from bson import ObjectId
from pymongo import MongoClient

from bench.changes_log import write_log
from bench.ground import Ground
from bench.memory import most_resident, resident
from bench.planting import ROOMY, Planted
from bench.results import Record, Result
from bench.timing import Times
from measure.map_state import MapState
from store.checkpoints import Checkpoints
from store.database import Database, Document
from store.loading import STATE, Loader
from store.log import Log
from store.snapshots import Snapshots
from store.streams import Streams


@dataclass(frozen=True, slots=True)
class Load:
    """Seconds, bytes, and how many members and values the state has in all."""

    seconds: float
    grown: int
    peak: int
    weight: int
    size: int


async def measured(ground: Ground) -> list[Result]:
    records = []
    for contacts in ground.scale.histories:
        planted = await ground.planted(contacts)
        ground.say(f"loads: {contacts:,} contacts")
        loads = await _loads(planted, planted.automation, ground.scale.loads)
        records.append(_record("snapshot", contacts, loads, _snapshot_bytes(planted)))
    contacts = ground.scale.rival_history
    planted = await ground.planted(contacts)
    ground.say(f"loads: the log of {contacts:,} contacts")
    automation = await write_log(planted, contacts)
    ground.say("loads: replaying it")
    records.append(_record("log", contacts, await _loads(planted, automation, 1), 0))
    return [Result("Cold load of a map of 50 elements", records)]


async def _loads(planted: Planted, automation: str, count: int) -> list[Load]:
    loads = [await _load(planted, automation) for _ in range(count)]
    if any(load.size != _size(planted.state) for load in loads):
        raise RuntimeError("what was loaded is not what was planted")
    return loads


async def _load(planted: Planted, automation: str) -> Load:
    """A load in a process of its own."""
    where = (planted.settings.mongodb_url, planted.settings.database, planted.account, automation)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.loads", *where, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    return msgspec.json.decode(printed, type=Load)


def _record(source: str, contacts: int, loads: list[Load], stored: int) -> Record:
    seconds = sorted(load.seconds for load in loads)
    return {
        "contacts": contacts,
        "from": source,
        "seconds, p50": Times.of(seconds).p50 / 1_000,
        "seconds, worst": seconds[-1],
        "stored, MB": stored / 1e6 if stored else "–",
        "memory, MB": max(load.grown for load in loads) / 1e6,
        "peak, MB": max(load.peak for load in loads) / 1e6,
        "weighed as, MB": loads[0].weight / 1e6,
    }


def _snapshot_bytes(planted: Planted) -> int:
    """What the map's snapshot takes in MongoDB, before compression."""
    with MongoClient[Document](planted.settings.mongodb_url) as client:
        database = client[planted.settings.database]
        checkpoint = database["streams"].find_one({"stream": ObjectId(planted.automation), "content": STATE})
        assert checkpoint is not None  # it was planted
        match = {"account": ObjectId(planted.account), "series": checkpoint["series"]}
        summed = database["snapshots"].aggregate(
            [{"$match": match}, {"$group": {"_id": None, "bytes": {"$sum": {"$bsonSize": "$$ROOT"}}}}]
        )
        return int(next(summed)["bytes"])


def _size(state: MapState) -> int:
    """Members of all sets, values of all columns, sums of all counters."""
    members = sum(map(len, state.sets.values()))
    values = sum(sum(1 for _ in column.items()) for column in state.columns.values())
    return members + values + sum(sum(counts.values()) for counts in state.counts.values())


async def _loaded(mongodb_url: str, name: str, account: str, automation: str) -> Load:
    database = Database(mongodb_url, name)
    loader = Loader(Log(database), Checkpoints(database), Snapshots(database))
    streams = Streams(loader, ROOMY)
    await loader.weight(account, automation)  # connects
    gc.collect()
    before, started = resident(), time.perf_counter()
    stream = await streams.map(account, automation)
    seconds = time.perf_counter() - started
    gc.collect()
    grown, peak = resident() - before, most_resident() - before
    database.close()
    return Load(seconds, grown, peak, stream.weight, _size(stream.state))


if __name__ == "__main__":
    print(msgspec.json.encode(asyncio.run(_loaded(*sys.argv[1:]))).decode())
