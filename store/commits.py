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
from measure.sets import Set
from store.database import Document

C = TypeVar("C")

log = logging.getLogger(__name__)

LARGEST_ANNOUNCEMENT = 64 * 1024
"Bytes. Larger changes are not announced whole: readers take them from the log."


CARRIED = ("_id", "rev", "prev", "fold", "at", "size", "changes")
"The fields of a commit that replaying it takes."


class CommitKind(StrEnum):
    EVENTS = "events"
    CONTACTS = "contacts"
    LIFECYCLE = "lifecycle"


@dataclass(frozen=True, slots=True)
class Commit(Generic[C]):
    """One step of a stream: `rev` follows the commit `prev`, and changes the state absolutely.

    `size` counts what came in: events, and contacts by themselves.
    """

    id: ObjectId
    rev: int
    prev: ObjectId | None
    size: int
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
        carried = {field: document[field] for field in CARRIED}
        message = bson.encode({"rev": rev, "commit": carried})
        if len(message) > LARGEST_ANNOUNCEMENT:
            message = bson.encode({"rev": rev})
        return cls(str(document["account"]), str(document["stream"]), message)


def commit_document(
    account: str,
    stream: str,
    commit: Commit[C],
    changes: Document,
    *,
    kind: CommitKind,
    at: datetime,
    events: Sequence[Document] = (),
    contacts: Sequence[Document] = (),
) -> Document:
    """The log's document, which holds ordinals, never keys, emails or names.

    `changes` are the commit's, written; `who` is the set of the contacts in its events.
    """
    document: Document = {
        "_id": commit.id,
        "account": ObjectId(account),
        "stream": ObjectId(stream),
        "rev": commit.rev,
        "prev": commit.prev,
        "kind": kind.value,
        "fold": FOLD_VERSION,
        "at": at,
        "size": commit.size,
        "changes": changes,
    }
    if events:
        # Before the events, so that whoever looks for one contact's need not read through them.
        document["who"] = Set(event["contact"] for event in events if "contact" in event).serialize()
        document["events"] = list(events)
    if contacts:
        document["contacts"] = list(contacts)
    return document


def is_current(document: Document) -> bool:
    """Whether this version of the fold made the commit's changes."""
    return bool(document.get("fold") == FOLD_VERSION)


def read_announcement(message: bytes) -> Document | None:
    """The commit that a message of the bus carries; None when it carries none, or is no such message."""
    try:
        document: Document = bson.decode(message, CodecOptions(tz_aware=True))
    except BSONError:
        document = {}
    match document:
        case {
            "rev": int(),
            "commit": {
                "_id": ObjectId(),
                "rev": int(),
                "prev": ObjectId() | None,
                "at": datetime(),
            } as commit,
        }:
            carried: Document = commit
            return carried
        case {"rev": int()}:
            return None
    log.warning("a message on the bus is no announcement: %r", message[:80])
    return None
