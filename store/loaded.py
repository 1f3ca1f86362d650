"""A stream's state in memory: where in the log it stands, and what of it no snapshot has yet."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bson import ObjectId

from store.codecs import Codec
from store.commits import Commit
from store.database import Document
from store.shapes import Part

S = TypeVar("S")
C = TypeVar("C")


@dataclass(slots=True)
class Loaded(Generic[S, C]):
    """The state after the commit `head`, which has revision `rev`.

    `dirty` are the parts that no snapshot is known to have as they are now, each with the revision that
    touched it last; `behind` counts what came in since `flushed`, the revision that snapshots reach.
    `series` is the series of snapshots that it was loaded from, or has been written to; None: neither.
    """

    codec: Codec[S, C]
    state: S
    rev: int = 0
    head: ObjectId | None = None
    series: ObjectId | None = None
    flushed: int = 0
    behind: int = 0
    dirty: dict[Part, int] = field(default_factory=dict)

    def follows(self, rev: int, prev: ObjectId | None) -> bool:
        """Whether a commit is the next one."""
        return rev == self.rev + 1 and prev == self.head

    def take(self, commit: Commit[C]) -> None:
        """Replay a commit that follows."""
        self.state = self.codec.replay(self.state, commit.changes)
        self.rev, self.head = commit.rev, commit.id
        self.behind += commit.size
        for part in self.codec.layout.touched(commit.changes, self.state):
            self.dirty[part] = commit.rev

    def read(self, document: Document) -> Commit[C]:
        """The commit of a document that follows; folded anew when another version of the fold wrote it."""
        changes = self.codec.changes(self.state, document)
        return Commit(document["_id"], document["rev"], document["prev"], document.get("size", 1), changes)

    def stored(self, rev: int, series: ObjectId, since: int) -> None:
        """Snapshots of `series` have everything up to `rev`; `since` came in after that."""
        self.series, self.flushed, self.behind = series, rev, since
        self.dirty = {part: touched for part, touched in self.dirty.items() if touched > rev}
