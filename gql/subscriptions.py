"""Everything that can be watched."""

from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry

from gql.arguments import given, listed
from gql.contact_moves import ContactMove
from gql.enums import ReportType, Stat
from gql.fields import described
from gql.filters import ReportFilter, conditions
from gql.info import Info, selects
from gql.jobs import Job
from gql.map_updates import MapUpdate
from gql.stage import Stage
from measure.map_updates import Parts
from resolvers import contact_moves, job_progress, map_updates


@strawberry.type
class Subscription:
    stage: strawberry.Private[Stage]

    @described(
        "An open map. The first message is a snapshot; each one after it carries only what "
        "changed, with absolute values. A message is\n"
        "never skipped silently: if the server had to drop some for this client, or the "
        "published version or (with a preset) the day\n"
        "changed, the next one is a snapshot again.",
        is_subscription=True,
    )
    async def map_updates(
        self,
        info: Info,
        automation: strawberry.ID,
        report: Annotated[
            ReportType, strawberry.argument(description="Which report `changed` is of.")
        ] = ReportType.CONTACT_FLOW,
        goal: Annotated[
            str | None,
            strawberry.argument(
                description="An element key: for GOAL_CONVERSION_* reports and the CONVERTED stat."
            ),
        ] = strawberry.UNSET,
        filter: ReportFilter | None = strawberry.UNSET,
        elements: Annotated[
            list[str] | None,
            strawberry.argument(
                description="Only these elements (keys) and the connectors between them; all when left out."
            ),
        ] = strawberry.UNSET,
        stats: Annotated[
            list[Stat] | None,
            strawberry.argument(
                description="For `increments`; REACHED, WERE_HERE, HERE_NOW, ACHIEVED and PASSED "
                "when left out."
            ),
        ] = strawberry.UNSET,
        min_interval_ms: Annotated[
            int, strawberry.argument(description="At least this long between two messages, 50 to 60000.")
        ] = 250,
    ) -> AsyncGenerator[MapUpdate, None]:
        asked = await map_updates.open_map(
            info.context,
            automation,
            conditions(filter),
            report=report,
            goal=given(goal),
            elements=listed(elements),
            stats=[stat.to_measure() for stat in listed(stats)],
            interval=min_interval_ms,
            parts=_parts(info),
        )
        return self.stage.put_on(await map_updates.follow(info.context, asked), MapUpdate.of)

    @described("Contacts as they move, sampled down to at most `perSecond` (1 to 100).", is_subscription=True)
    async def contact_moves(
        self,
        info: Info,
        automation: strawberry.ID,
        elements: list[str] | None = strawberry.UNSET,
        per_second: int = 10,
    ) -> AsyncGenerator[ContactMove, None]:
        asked = await contact_moves.open_moves(info.context, automation, listed(elements), per_second)
        return self.stage.put_on(await contact_moves.follow(info.context, asked), ContactMove.of)

    @described("A job as it gets on; it completes when the job has ended.", is_subscription=True)
    async def job_progress(self, info: Info, id: strawberry.ID) -> AsyncGenerator[Job, None]:
        return self.stage.put_on(await job_progress.follow(info.context, id), Job.of)


def _parts(info: Info) -> Parts:
    """What a client sees of updates; one that selects none of it wants to hear of every change."""
    rows, numbers = selects(info, "changed"), selects(info, "increments")
    cohort = selects(info, "cohort") or selects(info, "changed", "cohort")
    return Parts(cohort, rows, numbers) if rows or numbers else Parts()
