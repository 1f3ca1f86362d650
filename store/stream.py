"""One stream in this process: its state at the newest known revision, caught up with the log before reads."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from bson import ObjectId

from measure.account_state import AccountChanges, AccountState
from measure.map_state import MapChanges, MapState
from store.availability import needs_database
from store.codecs import Codec
from store.commits import Commit, is_current, read_announcement
from store.loaded import Loaded
from store.loading import Loader
from store.log import Known

S = TypeVar("S")
C = TypeVar("C")

log = logging.getLogger(__name__)

Listener = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Pinned(Generic[S]):
    """A state, and how much of its stream it is; `as_of` is when the log was last seen to end there."""

    state: S
    known: Known
    as_of: datetime

    @property
    def rev(self) -> int:
        return self.known.rev


class Stream(Generic[S, C]):
    """One stream's state in this process. States are immutable: a commit swaps in the next one."""

    def __init__(self, loader: Loader, codec: Codec[S, C], account: str, id: str) -> None:
        self.account = account
        self.id = id
        self.codec = codec
        self.listeners: set[Listener] = set()
        self.weight = 0
        "Bytes that the state takes in memory, about, when it was last weighed."
        self.loaded: Loaded[S, C] = Loaded(codec, codec.empty)
        self._known = Known(account, id, 0, None)
        self._loader = loader
        self._loading = asyncio.Lock()
        self._as_of = datetime.min.replace(tzinfo=UTC)

    @property
    def now(self) -> Pinned[S]:
        """What is in memory, without asking the log."""
        return Pinned(self.loaded.state, self.known, self._as_of)

    @property
    def known(self) -> Known:
        """How much of the log is in memory."""
        known, loaded = self._known, self.loaded
        if known.rev != loaded.rev or known.head != loaded.head:
            known = self._known = Known(self.account, self.id, loaded.rev, loaded.head)
        return known

    @property
    def state(self) -> S:
        """The state in memory."""
        return self.loaded.state

    @property
    def head(self) -> ObjectId | None:
        """The commit that made the state in memory; None before the first."""
        return self.loaded.head

    @needs_database
    async def load(self) -> None:
        """Load the state, beside what is in memory, and put it in its place; once for all who wait for it."""
        before = self.loaded
        async with self._loading:
            if self.loaded is not before:
                return
            asked_at = datetime.now(UTC)
            fresh = await self._loader.load(self.account, self.id, self.codec)
            if not await self._loader.replay(self.account, self.id, fresh):
                raise RuntimeError(f"the log of stream {self.id} has a gap after revision {fresh.rev}")
            while self.loaded.rev > fresh.rev:  # this process appended meanwhile
                rev = fresh.rev
                await self._loader.replay(self.account, self.id, fresh)
                if fresh.rev == rev:  # what is in memory is of a log that is no more
                    break
            self.loaded, self._as_of = fresh, max(self._as_of, asked_at)
            self._wake()

    @needs_database
    async def pin(self) -> Pinned[S]:
        """The state at the log's head, so that every acknowledged write is in it."""
        known, asked_at = self.known, datetime.now(UTC)
        if await self._loader.ends.grown([known]):
            async with self._loader.primary.guard():
                await self.catch_up()
        else:
            self.confirm(known.rev, asked_at)
        return self.now

    async def catch_up(self) -> None:
        """Replay what the log has beyond the state in memory."""
        asked_at = datetime.now(UTC)
        is_caught_up = False
        while not is_caught_up:
            is_caught_up = await self._replay()
        self._as_of = max(self._as_of, asked_at)

    async def _replay(self) -> bool:
        """False when the state in memory is another one now, which has to be caught up as well."""
        loaded, rev = self.loaded, self.loaded.rev
        try:
            goes_on = await self._loader.replay(self.account, self.id, loaded)
        finally:
            if loaded.rev != rev:
                self._wake()
        if not goes_on and self.loaded is loaded:
            log.warning("stream %s: the log does not go on from revision %d", self.id, loaded.rev)
            await self.load()
        return goes_on and self.loaded is loaded

    def confirm(self, rev: int, asked_at: datetime) -> None:
        """Take that the log ended at `rev` when it was asked at `asked_at`: all there was is in memory."""
        if self.loaded.rev >= rev:
            self._as_of = max(self._as_of, asked_at)

    def announced(self, message: bytes) -> bool:
        """Take a commit that came by the bus; False when the log has to be read instead."""
        document = read_announcement(message)
        if document is None:
            return False
        if document["rev"] <= self.loaded.rev:
            return True
        if not is_current(document) or not self.loaded.follows(document["rev"], document["prev"]):
            return False
        self._take(self.loaded.read(document), document["at"])
        return True

    def apply(self, commit: Commit[C], at: datetime) -> None:
        """Take a commit that this process appended, beginning `at` that time, unless the log brought it."""
        if self.loaded.follows(commit.rev, commit.prev):
            self._take(commit, at)

    def _take(self, commit: Commit[C], at: datetime) -> None:
        self.loaded.take(commit)
        # When it was appended the log ended with it; another process's clock may be ahead of ours.
        self._as_of = max(self._as_of, min(at, datetime.now(UTC)))
        self._wake()

    def _wake(self) -> None:
        for listener in tuple(self.listeners):
            listener()


MapStream = Stream[MapState, MapChanges]
AccountStream = Stream[AccountState, AccountChanges]
AnyStream = Stream[Any, Any]  # where only revisions matter, whatever the states hold
