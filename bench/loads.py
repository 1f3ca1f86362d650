"""Cold loads of a map from its snapshot, each in a new process, beside replaying a log of the same.

Memory is what the process grows by from its first answer of MongoDB's to the map's being loaded, and its
peak in between. Run as a program it is that process: it loads one map, or an account, and prints what that
took.
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
from measure.account_state import AccountState
from measure.map_state import MapState
from store.checkpoints import Checkpoints
from store.database import Database, Document
from store.loading import STATE, Loader
from store.log import Log
from store.snapshots import Snapshots
from store.stream import AnyStream
from store.streams import Streams

State = MapState | AccountState


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
        loads = await loads_of(planted, planted.automation, planted.state, ground.scale.loads)
        records.append(_record("snapshot", contacts, loads, snapshot_bytes(planted, planted.automation)))
    contacts = ground.scale.rival_history
    planted = await ground.planted(contacts)
    ground.say(f"loads: the log of {contacts:,} contacts")
    automation = await write_log(planted, contacts)
    ground.say("loads: replaying it")
    records.append(_record("log", contacts, await loads_of(planted, automation, planted.state, 1), 0))
    return [Result("Cold load of a map of 50 elements", records)]


async def loads_of(planted: Planted, stream: str, state: State, count: int) -> list[Load]:
    """Loads of a stream of the planted account, which must come to `state`."""
    loads = [await _load(planted, stream) for _ in range(count)]
    if any(load.size != _size(state) for load in loads):
        raise RuntimeError("what was loaded is not what was planted")
    return loads


async def _load(planted: Planted, stream: str) -> Load:
    """A load in a process of its own."""
    where = (planted.settings.mongodb_url, planted.settings.database, planted.account, stream)
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


def snapshot_bytes(planted: Planted, stream: str) -> int:
    """What a stream's snapshot takes in MongoDB, before compression."""
    with MongoClient[Document](planted.settings.mongodb_url) as client:
        database = client[planted.settings.database]
        checkpoint = database["streams"].find_one({"stream": ObjectId(stream), "content": STATE})
        assert checkpoint is not None  # it was planted
        match = {"account": ObjectId(planted.account), "series": checkpoint["series"]}
        summed = database["snapshots"].aggregate(
            [{"$match": match}, {"$group": {"_id": None, "bytes": {"$sum": {"$bsonSize": "$$ROOT"}}}}]
        )
        return int(next(summed)["bytes"])


def _size(state: State) -> int:
    """Members of all sets, values of all columns, sums of all counters, terms of all dictionaries."""
    if isinstance(state, AccountState):
        touched = state.touches.touched.values()
        sets = [state.contacts, *state.money.slices, *state.tags.values(), *(each.who for each in touched)]
        columns = [state.created, *(each.codes for each in touched), *(each.times for each in touched)]
        counted = sum(map(len, state.touches.terms.values()))
    else:
        sets, columns = list(state.sets.values()), list(state.columns.values())
        counted = sum(sum(counts.values()) for counts in state.counts.values())
    values = sum(sum(1 for _ in column.items()) for column in columns)
    return sum(map(len, sets)) + values + counted


async def _loaded(mongodb_url: str, name: str, account: str, stream: str) -> Load:
    database = Database(mongodb_url, name)
    loader = Loader(Log(database), Checkpoints(database), Snapshots(database))
    streams = Streams(loader, ROOMY)
    await loader.weight(account, stream)  # connects
    gc.collect()
    before, started = resident(), time.perf_counter()
    found: AnyStream = await (streams.account(account) if stream == account else streams.map(account, stream))
    seconds = time.perf_counter() - started
    gc.collect()
    grown, peak = resident() - before, most_resident() - before
    database.close()
    return Load(seconds, grown, peak, found.weight, _size(found.state))


if __name__ == "__main__":
    print(msgspec.json.encode(asyncio.run(_loaded(*sys.argv[1:]))).decode())
