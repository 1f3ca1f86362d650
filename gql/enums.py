"""Enums of the contract: measure's own under their public names, and those that measure has more of."""

from enum import Enum, StrEnum

import strawberry

from measure import stats
from measure.accounts import Plan, Role
from measure.days import Preset as DatePreset
from measure.events import EventType
from measure.graph import Family as ElementFamily
from measure.graph import Kind as ElementKind
from measure.history import Status as AutomationStatus
from measure.jobs import ExportFormat, JobKind, JobStatus
from measure.paging import Order
from measure.problems import ProblemCode as MapProblemCode
from measure.problems import Severity
from measure.rejections import RejectionCode
from measure.reports import ReportType
from measure.saved_groups import GroupMode
from measure.touches import Model as AttributionModel

__all__ = [
    "AttributionModel",
    "AutomationStatus",
    "ContactOrder",
    "DatePreset",
    "ElementFamily",
    "ElementKind",
    "EventType",
    "ExportFormat",
    "GroupMode",
    "JobKind",
    "JobStatus",
    "MapProblemCode",
    "Plan",
    "RejectionCode",
    "ReportType",
    "Role",
    "Severity",
    "Stat",
    "TrackingDimension",
]

strawberry.enum(AttributionModel, name="AttributionModel")
strawberry.enum(AutomationStatus, name="AutomationStatus")
strawberry.enum(DatePreset, name="DatePreset")
strawberry.enum(ElementFamily, name="ElementFamily")
strawberry.enum(ElementKind, name="ElementKind")
strawberry.enum(EventType)
strawberry.enum(ExportFormat)
strawberry.enum(JobKind)
strawberry.enum(JobStatus)
strawberry.enum(
    GroupMode,
    description="SNAPSHOT: the contacts of that moment. LIVE: whoever is in the group when it is read.",
)
strawberry.enum(MapProblemCode, name="MapProblemCode")
strawberry.enum(Plan)
strawberry.enum(RejectionCode)
strawberry.enum(ReportType)
strawberry.enum(
    Role,
    description="VIEWER reads; INGEST only records events and contacts; EDITOR reads, records, "
    "edits maps and runs actions; ADMIN also manages keys and erases contacts.",
)
strawberry.enum(Severity)


@strawberry.enum(description="By when the account first heard of the contact (not `createdAt`).")
class ContactOrder(Enum):
    """`measure.paging.Order` with what is said of its values."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    NAME = strawberry.enum_value("NAME", description="A to Z, those without one last.")
    LIFETIME_VALUE = strawberry.enum_value("LIFETIME_VALUE", description="Largest first.")

    def to_measure(self) -> Order:
        return Order(self.value)


@strawberry.enum
class TrackingDimension(Enum):
    """Values are the names that touches have of them."""

    SOURCE = "source"
    MEDIUM = "medium"
    CAMPAIGN = "campaign"
    CONTENT = "content"
    TERM = "term"


@strawberry.enum
class Stat(StrEnum):
    """The stats that clients may ask for by name; `measure.stats.Stat` has others beside them."""

    REACHED = "REACHED"
    WERE_HERE = "WERE_HERE"
    HERE_NOW = "HERE_NOW"
    WAITING = "WAITING"
    ACHIEVED = "ACHIEVED"
    PASSED = "PASSED"
    SENT = "SENT"
    DELIVERED = "DELIVERED"
    OPENED = "OPENED"
    CLICKED = "CLICKED"
    BOUNCED = "BOUNCED"
    UNSUBSCRIBED = "UNSUBSCRIBED"
    COMPLAINED = "COMPLAINED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"
    TOTAL_VISITORS = "TOTAL_VISITORS"
    BUYERS = "BUYERS"
    LIFETIME_VALUE = "LIFETIME_VALUE"
    CONVERTED = "CONVERTED"

    @classmethod
    def of(cls, stat: stats.Stat) -> "Stat":
        return cls(stat.value)

    def to_measure(self) -> stats.Stat:
        return stats.Stat(self.value)
