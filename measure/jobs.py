"""Jobs: work on everybody who was in a group when it was started."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self

LONGEST_KEY = 128
"Characters of an idempotency key."


class JobKind(StrEnum):
    ADD_TAG = "ADD_TAG"
    REMOVE_TAG = "REMOVE_TAG"
    ADD_TO_AUTOMATION = "ADD_TO_AUTOMATION"
    REMOVE_FROM_AUTOMATION = "REMOVE_FROM_AUTOMATION"
    EXPORT = "EXPORT"


class JobStatus(StrEnum):
    """SUCCEEDED: it came to everybody. FAILED: it was given up. CANCELLED: somebody wanted it to end."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

    @property
    def has_ended(self) -> bool:
        return self not in (JobStatus.QUEUED, JobStatus.RUNNING)


class ExportFormat(StrEnum):
    CSV = "CSV"
    NDJSON = "NDJSON"


@dataclass(frozen=True, slots=True)
class Action:
    """What is done to each contact.

    `subject` is a tag or an automation's key, `trigger` the key of the one that contacts enter by.
    """

    kind: JobKind
    subject: str
    trigger: str | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """A file of the contacts."""

    format: ExportFormat

    @property
    def kind(self) -> JobKind:
        return JobKind.EXPORT


Order = Action | Export
"What a job is to do."


@dataclass(frozen=True, slots=True)
class Reason:
    """Why `count` contacts were skipped, or failed."""

    code: str
    message: str
    count: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of contacts so far, or of some of them; `reasons` counts by code and message."""

    succeeded: int = 0
    skipped: int = 0
    failed: int = 0
    reasons: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return self.succeeded + self.skipped + self.failed

    def __add__(self, other: Self) -> "Tally":
        reasons = dict(self.reasons)
        for reason, count in other.reasons.items():
            reasons[reason] = reasons.get(reason, 0) + count
        return Tally(
            self.succeeded + other.succeeded,
            self.skipped + other.skipped,
            self.failed + other.failed,
            reasons,
        )

    def listed(self) -> tuple[Reason, ...]:
        """The reasons, most frequent first."""
        listed = (Reason(code, message, count) for (code, message), count in self.reasons.items())
        return tuple(sorted(listed, key=lambda reason: (-reason.count, reason.code, reason.message)))


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A finished export's file, kept until `expires_at`."""

    id: str
    size: int
    "Bytes."
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Job:
    """Work on the `total` contacts who were in `group` (its id) at `created_at`.

    When it has ended, the tally's count is the total.
    """

    id: str
    account: str
    order: Order
    group: str
    status: JobStatus
    total: int
    tally: Tally
    created_at: datetime
    finished_at: datetime | None = None
    is_cancelled: bool = False
    "Whether somebody wants it to end."
    file: ExportFile | None = None


@dataclass(frozen=True, slots=True)
class JobPage:
    """Jobs, the newest first, each with its cursor; `total` counts all pages."""

    items: tuple[tuple[str, Job], ...]
    has_previous: bool
    has_next: bool
    total: int
