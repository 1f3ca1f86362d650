"""Processes that write, snapshot and load one stream in any order, one step at a time."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from bson import ObjectId

from measure.errors import Refused
from measure.map_fold import FOLD_VERSION
from store.checkpoints import Checkpoints
from store.codecs import Codec
from store.commits import Commit
from store.database import Database
from store.layouts import Values
from store.loaded import Loaded
from store.loading import Loader
from store.log import Appended, Log
from store.shapes import Part
from store.snapshots import Snapshots
from store.snapshotter import Snapshotter
from store.stream import Stream
from store.streams import Streams
from store.writer import Entry, Writer


class SteppedSnapshots(Snapshots):
    """Stores one part at a time, each when it is told to."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._may_go = asyncio.Semaphore(0)
        self._went = asyncio.Event()
        self.free = False

    async def write(self, account: str, series: ObjectId, state: Loaded, parts: Sequence[Part]) -> None:
        frozen = Loaded(state.codec, state.state, state.rev)
        for part in parts:
            if not self.free:
                await self._may_go.acquire()
            await super().write(account, series, frozen, [part])
            self._went.set()

    async def step(self) -> None:
        """Store one part."""
        self._went.clear()
        self._may_go.release()
        with suppress(TimeoutError):
            async with asyncio.timeout(0.05):  # nothing may be left to store
                await self._went.wait()


class NoTurns:
    """Every process tries at once."""

    @asynccontextmanager
    async def take(self, stream: str) -> AsyncIterator[bool]:
        yield False

    async def wait(self, stream: str) -> None:
        return


async def to_nobody(_: object) -> None:
    """Processes hear of each other by the log only."""


@dataclass
class Process:
    """One process: its own memory, and at most one snapshot under way."""

    database: Database
    codec: Codec
    account: str
    id: str
    snapshotting: asyncio.Task[None] | None = None
    stream: Stream = field(init=False)

    def __post_init__(self) -> None:
        self.log = Log(self.database)
        self.checkpoints = Checkpoints(self.database)
        self.snapshots = SteppedSnapshots(self.database)
        self.loader = Loader(self.log, self.checkpoints, self.snapshots)
        self.stream = Stream(self.loader, self.codec, self.account, self.id)
        streams = Streams(self.loader, 1 << 30)
        self.snapshotter = Snapshotter(streams, self.checkpoints, self.snapshots)
        self.writer = Writer(self.log, NoTurns(), to_nobody)

    async def write(self, entry: Entry) -> None:
        """Append one commit, after as many lost races as it takes."""
        while not isinstance(await self.writer.append_at_once(self.stream, entry), Appended):
            await self.stream.catch_up()

    async def catch_up(self) -> None:
        await self.stream.catch_up()

    async def age(self) -> None:
        """Make the newest commit one that another version of the fold has written, and knew nothing of."""
        commits = self.database.commits
        newest = await commits.find_one({"stream": ObjectId(self.id), "kind": "events"}, sort=[("rev", -1)])
        if newest is not None:
            older = {"$set": {"fold": FOLD_VERSION - 1, "changes": {}}}
            await commits.update_one({"_id": newest["_id"]}, older)

    async def begin(self) -> None:
        """Begin a snapshot of what is in memory, unless one is under way."""
        if self.snapshotting is None or self.snapshotting.done():
            self.snapshotting = asyncio.create_task(self.snapshotter.snapshot(self.stream))
            await asyncio.sleep(0)

    async def step(self) -> None:
        if self.snapshotting is not None and not self.snapshotting.done():
            await self.snapshots.step()

    async def finish(self) -> None:
        """Let the snapshot that is under way be whole."""
        if self.snapshotting is not None:
            self.snapshots.free = True
            self.snapshots._may_go.release()
            await self.snapshotting
            self.snapshots.free = False

    async def crash(self) -> None:
        """End in the middle of whatever it does, and start again with nothing in memory."""
        if self.snapshotting is not None:
            self.snapshotting.cancel()
            with suppress(asyncio.CancelledError, Refused):
                await self.snapshotting
            self.snapshotting = None
        self.__post_init__()
        await self.stream.load()

    async def replayed(self) -> Loaded:
        """The state by the changes of the log alone."""
        state = Loaded(self.codec, self.codec.empty)
        assert await self.loader.replay(self.account, self.id, state)
        return state

    async def folded(self) -> Loaded:
        """The state by all that came in, folded anew."""
        state = Loaded(self.codec, self.codec.empty)
        async for document in self.log.whole(self.account, self.id, 0):
            changes = self.codec.fold(state.state, document)
            state.take(Commit(document["_id"], document["rev"], document["prev"], 1, changes))
        return state


def visible(state: Loaded) -> Values:
    """What a state shows: without empty sets, and of columns what their owners have."""
    return {name: value for name, value in state.codec.layout.values(state.state).items() if value}
