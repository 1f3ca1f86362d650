"""Loaded states: each stream's state at its newest known revision, caught up with the log before reads."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from bson import ObjectId

from measure.account_state import AccountChanges, AccountState
from measure.map_state import MapChanges, MapState
from store.availability import needs_database
from store.codecs import ACCOUNT, MAP, Codec
from store.commits import Commit, read_announcement, read_commit
from store.database import Document
from store.log import Log

S = TypeVar("S")
C = TypeVar("C")

log = logging.getLogger(__name__)

Listener = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Pinned(Generic[S]):
    """A state at one revision; `as_of` is when the log's end was last seen to be that revision."""

    state: S
    rev: int
    as_of: datetime


class Stream(Generic[S, C]):
    """One stream's state in this process. States are immutable: a commit swaps in the next one."""

    def __init__(self, commits: Log, codec: Codec[S, C], account: str, id: str) -> None:
        self.account = account
        self.id = id
        self.codec = codec
        self.listeners: set[Listener] = set()
        self._log = commits
        self._state = codec.empty
        self._rev = 0
        self._head: ObjectId | None = None
        self._as_of = datetime.min.replace(tzinfo=UTC)

    @property
    def now(self) -> Pinned[S]:
        """What is in memory, without asking the log."""
        return Pinned(self._state, self._rev, self._as_of)

    @property
    def state(self) -> S:
        """The state in memory."""
        return self._state

    @property
    def head(self) -> ObjectId | None:
        """The commit that made the state in memory; None before the first."""
        return self._head

    @needs_database
    async def pin(self) -> Pinned[S]:
        """The state at the log's head, so that every acknowledged write is in it."""
        await self.catch_up()
        return self.now

    async def catch_up(self) -> None:
        """Replay what the log has beyond the state in memory."""
        asked_at = datetime.now(UTC)
        if not await self._replay():
            await self._reload()
        self._as_of = max(self._as_of, asked_at)

    async def _replay(self) -> bool:
        """False when the log does not go on from the state in memory."""
        async for document in self._log.after(self.account, self.id, self._rev):
            if not self._take(document):
                return False
        return True

    async def _reload(self) -> None:
        """Replay the whole log beside the state in memory, then put the result in its place."""
        log.warning("stream %s: the log does not go on from revision %d; loading again", self.id, self._rev)
        fresh = Stream(self._log, self.codec, self.account, self.id)
        if not await fresh._replay():
            raise RuntimeError(f"the log of stream {self.id} has a gap after revision {fresh._rev}")
        self._state, self._rev, self._head = fresh._state, fresh._rev, fresh._head
        self._wake()

    def announced(self, message: bytes) -> bool:
        """Take a commit that came by the bus; False when the log has to be read instead."""
        document = read_announcement(message)
        return document is not None and self._take(document)

    def apply(self, commit: Commit[C]) -> None:
        """Take a commit this process appended, unless the log brought it already."""
        if commit.rev == self._rev + 1 and commit.prev == self._head:
            self._swap(commit)

    def _take(self, document: Document) -> bool:
        if document["rev"] <= self._rev:
            return True
        if document["rev"] != self._rev + 1 or document["prev"] != self._head:
            return False
        self._swap(read_commit(document, self.codec))
        return True

    def _swap(self, commit: Commit[C]) -> None:
        self._state = self.codec.replay(self._state, commit.changes)
        self._rev, self._head = commit.rev, commit.id
        self._wake()

    def _wake(self) -> None:
        for listener in tuple(self.listeners):
            listener()


MapStream = Stream[MapState, MapChanges]
AccountStream = Stream[AccountState, AccountChanges]
AnyStream = Stream[Any, Any]  # where only revisions matter, whatever the states hold


class Streams:
    """The streams this process has loaded."""

    def __init__(self, commits: Log) -> None:
        self._log = commits
        self._maps: dict[str, MapStream] = {}
        self._accounts: dict[str, AccountStream] = {}

    async def map(self, account: str, automation: str) -> MapStream:
        """An automation's stream, loaded. The caller has checked that the account owns it."""
        stream = self._maps.get(automation)
        if stream is None:
            stream = self._maps.setdefault(automation, Stream(self._log, MAP, account, automation))
        return await _loaded(stream)

    async def account(self, account: str) -> AccountStream:
        """An account's own stream, loaded."""
        stream = self._accounts.get(account)
        if stream is None:
            stream = self._accounts.setdefault(account, Stream(self._log, ACCOUNT, account, account))
        return await _loaded(stream)


AnyLoaded = TypeVar("AnyLoaded", MapStream, AccountStream)


async def _loaded(stream: AnyLoaded) -> AnyLoaded:
    if stream.now.as_of == datetime.min.replace(tzinfo=UTC):
        await stream.pin()
    return stream
