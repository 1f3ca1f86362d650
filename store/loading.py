"""Loads a stream's state: its snapshot, then what the log has beyond it."""

import asyncio
import logging
from typing import TypeVar

from bson import ObjectId

from measure.map_fold import FOLD_VERSION
from store.availability import unavailable
from store.checkpoints import Checkpoint, Checkpoints
from store.codecs import Codec
from store.commits import is_current
from store.database import Document, Session
from store.ends import Ends
from store.loaded import Loaded
from store.log import Log
from store.snapshots import Snapshots, Stored, weight_of

S = TypeVar("S")
C = TypeVar("C")

log = logging.getLogger(__name__)

STATE = f"state.{FOLD_VERSION}"
"The content whose checkpoints name the snapshots that this version of the fold can go on from."

POLL_SECONDS = 0.05
PATIENCE = 200
"How many looks at the log it may take until a majority read shows what a snapshot has already."


class NotReplayable(Exception):
    """A commit between a checkpoint and its latest part can only be folded, which takes a whole state."""


class Loader:
    """Loads states from MongoDB."""

    def __init__(self, commits: Log, checkpoints: Checkpoints, snapshots: Snapshots) -> None:
        self.ends = Ends(commits)
        self.primary = commits.primary
        self._log = commits
        self._checkpoints = checkpoints
        self._snapshots = snapshots

    async def weight(self, account: str, stream: str) -> int:
        """What the state weighed when it was last snapshotted, in bytes; 0 when it never was."""
        checkpoint = await self._checkpoints.get(account, stream, STATE)
        return 0 if checkpoint is None else checkpoint.weight

    async def load(self, account: str, stream: str, codec: Codec[S, C]) -> Loaded[S, C]:
        """The state as far as its snapshot reaches; what the log has beyond is for the caller to replay.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE when a majority read does not show what a snapshot has.
        """
        checkpoint, stored = await self._stored(account, stream)
        if checkpoint is None or stored is None:
            return Loaded(codec, codec.empty)
        try:
            return await self._from_snapshot(account, stream, codec, checkpoint, stored)
        except NotReplayable:
            log.warning("stream %s: its snapshot is of two folds; loading from the first commit", stream)
            return Loaded(codec, codec.empty)

    async def replay(
        self, account: str, stream: str, state: Loaded[S, C], session: Session | None = None
    ) -> bool:
        """Replay what the log has beyond `state`; False when the log does not go on from there."""
        async for document in self._log.after(account, stream, state.rev, session):
            if document["rev"] <= state.rev:
                continue
            if not state.follows(document["rev"], document["prev"]):
                return False
            state.take(state.read(document))
            await asyncio.sleep(0)  # a log is read in large batches: others have their turn between
        return True

    async def _stored(self, account: str, stream: str) -> tuple[Checkpoint | None, Stored | None]:
        """The checkpoint and what its series holds, which nobody deleted meanwhile."""
        while True:
            checkpoint = await self._checkpoints.get(account, stream, STATE)
            if checkpoint is None:
                return None, None
            stored = await self._snapshots.read(account, checkpoint.series)
            after = await self._checkpoints.get(account, stream, STATE)
            if after is not None and after.series == checkpoint.series:
                return checkpoint, stored

    async def _from_snapshot(
        self, account: str, stream: str, codec: Codec[S, C], checkpoint: Checkpoint, stored: Stored
    ) -> Loaded[S, C]:
        if not stored.revs and checkpoint.weight > weight_of(Loaded(codec, codec.empty)):
            raise RuntimeError(
                f"the snapshot of stream {stream} is gone: make it anew with `footfall rebuild`"
            )
        head = await self._head(account, stream, checkpoint.rev)
        state = Loaded(codec, codec.layout.build(stored.values), checkpoint.rev, head)
        state.stored(checkpoint.rev, checkpoint.series, since=0)
        looks = 0
        while state.rev < stored.latest:
            async for document in self._log.after(account, stream, state.rev):
                self._take_again(state, document, stored)
                await asyncio.sleep(0)
            looks += 1
            if looks == PATIENCE:
                raise unavailable()
            await asyncio.sleep(0 if state.rev >= stored.latest else POLL_SECONDS)
        return state

    def _take_again(self, state: Loaded[S, C], document: Document, stored: Stored) -> None:
        """Replay a commit that some parts have seen already."""
        rev = document["rev"]
        if not state.follows(rev, document["prev"]):
            raise RuntimeError(f"the log has a gap before revision {rev}, which snapshots have passed")
        if rev <= stored.latest and not is_current(document):
            raise NotReplayable
        commit = state.read(document)
        state.take(state.codec.unseen(commit, lambda part: stored.revs.get(part, 0) >= rev))

    async def _head(self, account: str, stream: str, rev: int) -> ObjectId | None:
        """The commit at a checkpoint."""
        if rev == 0:
            return None
        head = await self._log.id_at(account, stream, rev)
        if head is None:
            raise RuntimeError(f"the log of stream {stream} ends before its snapshot, at revision {rev}")
        return head
