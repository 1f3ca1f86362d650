"""A commit: one document of the log, and its shape on the bus."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

import bson
from bson import ObjectId
from bson.codec_options import CodecOptions
from bson.errors import BSONError

from measure.map_fold import FOLD_VERSION
from store.codecs import Codec
from store.database import Document

S = TypeVar("S")
C = TypeVar("C")

log = logging.getLogger(__name__)

LARGEST_ANNOUNCEMENT = 64 * 1024
"Bytes. Larger changes are not announced whole: readers take them from the log."


class CommitKind(StrEnum):
    EVENTS = "events"
    CONTACTS = "contacts"
    LIFECYCLE = "lifecycle"


@dataclass(frozen=True, slots=True)
class Commit(Generic[C]):
    """One step of a stream: `rev` follows the commit `prev`, and changes the state absolutely."""

    id: ObjectId
    rev: int
    prev: ObjectId | None
    changes: C


@dataclass(frozen=True, slots=True)
class Announcement:
    """What the bus carries of a commit to all who follow its stream: all but what came in, or only `rev`."""

    account: str
    stream: str
    message: bytes

    @classmethod
    def of(cls, document: Document) -> "Announcement":
        """What is said of a commit just appended."""
        rev = document["rev"]
        carried = {field: document[field] for field in ("_id", "rev", "prev", "changes")}
        message = bson.encode({"rev": rev, "commit": carried})
        if len(message) > LARGEST_ANNOUNCEMENT:
            message = bson.encode({"rev": rev})
        return cls(str(document["account"]), str(document["stream"]), message)


def commit_document(
    account: str,
    stream: str,
    commit: Commit[C],
    codec: Codec[S, C],
    *,
    kind: CommitKind,
    at: datetime,
    events: Sequence[Document] = (),
    contacts: Sequence[Document] = (),
) -> Document:
    """The log's document. It holds ordinals, never keys, emails or names."""
    document: Document = {
        "_id": commit.id,
        "account": ObjectId(account),
        "stream": ObjectId(stream),
        "rev": commit.rev,
        "prev": commit.prev,
        "kind": kind.value,
        "fold": FOLD_VERSION,
        "at": at,
        "changes": codec.write(commit.changes),
    }
    if events:
        document["events"] = list(events)
    if contacts:
        document["contacts"] = list(contacts)
    return document


def read_commit(document: Document, codec: Codec[S, C]) -> Commit[C]:
    return Commit(document["_id"], document["rev"], document["prev"], codec.read(document["changes"]))


def read_announcement(message: bytes) -> Document | None:
    """The commit that a message of the bus carries; None when it carries none, or is no such message."""
    try:
        document: Document = bson.decode(message, CodecOptions(tz_aware=True))
    except BSONError:
        log.warning("a message on the bus is no announcement: %r", message[:80])
        return None
    carried: Document | None = document.get("commit")
    return carried
