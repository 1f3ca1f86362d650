"""Makes snapshots and paths anew from what came in, beside the old ones, and switches when they are whole.

Servers may go on meanwhile: they load the new ones at the latest ten seconds after the switch. Contacts'
keys, emails and names are not in the log, so their documents stay as they are.
"""

from dataclasses import dataclass, replace
from typing import TypeVar

from bson import ObjectId

from store.availability import needs_database
from store.checkpoints import Checkpoint, Checkpoints
from store.codecs import ACCOUNT, MAP, Codec
from store.commits import Commit
from store.database import Database
from store.loaded import Loaded
from store.loading import STATE
from store.log import Log
from store.log_walk import OnProgress, Walked
from store.path_documents import CONTENT
from store.path_writer import PathWriter
from store.snapshots import Snapshots, weight_of

S = TypeVar("S")
C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was made of one stream up to revision `rev`; an account itself has no paths."""

    rev: int
    events: int
    parts: int
    paths: int | None = None


class Rebuilding:
    """Rebuilds the streams of one account."""

    def __init__(self, database: Database, account: str) -> None:
        self._account = account
        self._log = Log(database)
        self._checkpoints = Checkpoints(database)
        self._snapshots = Snapshots(database)
        self._paths = PathWriter(database, self._checkpoints)

    @needs_database
    async def map(self, automation: str, on_progress: OnProgress) -> Rebuilt:
        """Rebuild an automation's state and its contacts' paths."""
        rebuilt = await self._state(MAP, automation, on_progress)
        return replace(rebuilt, paths=await self._contact_paths(automation, rebuilt.rev))

    @needs_database
    async def account(self, on_progress: OnProgress) -> Rebuilt:
        """Rebuild the state of the account itself."""
        return await self._state(ACCOUNT, self._account, on_progress)

    async def _state(self, codec: Codec[S, C], stream: str, on_progress: OnProgress) -> Rebuilt:
        """Fold everything from the first commit on, store it as a new series, and switch to that."""
        state, events = Loaded(codec, codec.empty), 0
        last = await self._log.last(self._account, stream)
        async for document in self._log.whole(self._account, stream, 0):
            if not state.follows(document["rev"], document["prev"]):
                raise RuntimeError(f"the log of stream {stream} has a gap after revision {state.rev}")
            changes = codec.fold(state.state, document)
            state.take(Commit(document["_id"], document["rev"], document["prev"], 0, changes))
            events += len(document.get("events", ()))
            on_progress(Walked(state.rev, max(last, state.rev), events))
        series, parts = ObjectId(), sorted(state.dirty)
        await self._snapshots.write(self._account, series, state, parts)
        before = await self._checkpoints.switch(
            self._account, stream, STATE, Checkpoint(series, state.rev, weight_of(state))
        )
        if before is not None:
            await self._snapshots.forget(self._account, before.series)
        return Rebuilt(state.rev, events, len(parts))

    async def _contact_paths(self, automation: str, rev: int) -> int:
        """Write all paths as a new series, and switch to that; how many there are."""
        series, written = ObjectId(), 0
        while written < rev:
            after = Checkpoint(series, written)
            reached = await self._paths.write(self._account, automation, after, rev)
            written = reached.rev if reached.has_more else rev
        before = await self._checkpoints.switch(self._account, automation, CONTENT, Checkpoint(series, rev))
        if before is not None:
            await self._paths.forget(self._account, before.series)
        return await self._paths.count(self._account, series)
