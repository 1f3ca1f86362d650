"""Jobs: actions on groups, and what became of them."""

from datetime import datetime

import strawberry

from gql.arguments import given
from gql.connections import PageInfo
from gql.enums import JobKind, JobStatus
from gql.fields import derived_attribute, described, described_derived
from gql.info import Info
from gql.node import Node
from measure import ids, jobs
from measure.errors import bad_input
from resolvers import downloads


@strawberry.input
class AddToAutomationInput:
    automation: str = strawberry.field(description="Its key.")
    trigger: str | None = strawberry.UNSET


@strawberry.input(description="Exactly one.", one_of=True)
class GroupActionInput:
    add_tag: str | None = strawberry.UNSET
    remove_tag: str | None = strawberry.UNSET
    add_to_automation: AddToAutomationInput | None = strawberry.field(
        description="Contacts enter by the map's first trigger unless `trigger` is given.",
        default=strawberry.UNSET,
    )
    remove_from_automation: str | None = strawberry.field(
        description="Automation key: off every place on it.", default=strawberry.UNSET
    )

    def to_measure(self) -> jobs.Action:
        if (tag := given(self.add_tag)) is not None:
            return jobs.Action(JobKind.ADD_TAG, tag)
        if (tag := given(self.remove_tag)) is not None:
            return jobs.Action(JobKind.REMOVE_TAG, tag)
        if (added := given(self.add_to_automation)) is not None:
            return jobs.Action(JobKind.ADD_TO_AUTOMATION, added.automation, given(added.trigger))
        if (automation := given(self.remove_from_automation)) is not None:
            return jobs.Action(JobKind.REMOVE_FROM_AUTOMATION, automation)
        raise bad_input("action", "must name exactly one action")


@strawberry.type
class JobReason:
    code: str
    message: str
    count: int


def _id(root: "Job") -> strawberry.ID:
    return strawberry.ID(ids.encode("Job", root.job.id))


@strawberry.type
class Job(Node):
    id: strawberry.ID = derived_attribute(_id, "Opaque, unique over all types, stable for ever.")
    job: strawberry.Private[jobs.Job]
    kind: JobKind
    subject: str | None = strawberry.field(
        description="What it is about: the tag, or the automation's key; null for an export."
    )
    status: JobStatus
    total: int
    succeeded: int
    skipped: int
    failed: int
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, job: jobs.Job) -> "Job":
        return cls(
            job=job,
            kind=job.order.kind,
            subject=job.order.subject if isinstance(job.order, jobs.Action) else None,
            status=job.status,
            total=job.total,
            succeeded=job.tally.succeeded,
            skipped=job.tally.skipped,
            failed=job.tally.failed,
            created_at=job.created_at,
            finished_at=job.finished_at,
        )

    @classmethod
    def of_optional(cls, job: jobs.Job | None) -> "Job | None":
        return None if job is None else cls.of(job)

    @described_derived("Why contacts were skipped or failed, most frequent first.")
    def reasons(self) -> list[JobReason]:
        listed = self.job.tally.listed()
        return [JobReason(code=each.code, message=each.message, count=each.count) for each in listed]

    @described("A finished export's file; expires.")
    async def download_url(self, info: Info) -> str | None:
        return await downloads.url(info.context, self.job)


@strawberry.type
class JobEdge:
    cursor: str
    node: Job


@strawberry.type
class JobConnection:
    edges: list[JobEdge]
    page_info: PageInfo
    total_count: int

    @classmethod
    def of(cls, page: jobs.JobPage) -> "JobConnection":
        cursors = [cursor for cursor, _ in page.items]
        return cls(
            edges=[JobEdge(cursor=cursor, node=Job.of(job)) for cursor, job in page.items],
            page_info=PageInfo.of(cursors, has_previous=page.has_previous, has_next=page.has_next),
            total_count=page.total,
        )
