"""Everything that can be changed."""

import strawberry

from gql.access_token import AccessToken
from gql.arguments import given
from gql.enums import AutomationStatus, ExportFormat, GroupMode, Role
from gql.fields import described
from gql.info import Info, selects
from gql.inputs import AutomationInput, ContactInput, EventInput
from gql.jobs import GroupActionInput, Job
from gql.payloads import AutomationPayload, DeletePayload, RecordEventsPayload, UpsertContactsPayload
from gql.saved_groups import SavedGroup
from resolvers import editing, jobs, recording, saved_groups, tokens
from resolvers.access import Right, require


@strawberry.type
class Mutation:
    @described("Creates or replaces the draft, whatever its problems.")
    async def save_automation(self, info: Info, input: AutomationInput) -> AutomationPayload:
        drawn, time_zone = input.to_measure(), given(input.time_zone)
        return AutomationPayload.of(await editing.save(info.context, input.key, drawn, time_zone))

    @described("With an ERROR among the problems nothing changes.")
    async def publish_automation(self, info: Info, id: strawberry.ID) -> AutomationPayload:
        return AutomationPayload.of(await editing.publish(info.context, id))

    @strawberry.mutation
    async def pause_automation(self, info: Info, id: strawberry.ID) -> AutomationPayload:
        edited = await editing.change_status(info.context, id, AutomationStatus.PAUSED)
        return AutomationPayload.of(edited)

    @strawberry.mutation
    async def resume_automation(self, info: Info, id: strawberry.ID) -> AutomationPayload:
        edited = await editing.change_status(info.context, id, AutomationStatus.PUBLISHED)
        return AutomationPayload.of(edited)

    @strawberry.mutation
    async def archive_automation(self, info: Info, id: strawberry.ID) -> AutomationPayload:
        edited = await editing.change_status(info.context, id, AutomationStatus.ARCHIVED)
        return AutomationPayload.of(edited)

    @described(
        "At most 500 events; `POST /events` takes more at a time. They are durable and counted "
        "when this answers. A value of the wrong GraphQL type refuses the request whole; all "
        "else is judged event by event."
    )
    async def record_events(self, info: Info, events: list[EventInput]) -> RecordEventsPayload:
        values = [event.to_measure() for event in events]
        return RecordEventsPayload.of(await recording.record_events(info.context, values))

    @described("At most 1,000 contacts.")
    async def upsert_contacts(self, info: Info, contacts: list[ContactInput]) -> UpsertContactsPayload:
        if selects(info, "contacts"):
            require(info.context.caller.role, Right.READ)  # before anything is written, not after
        upserts = [contact.to_measure() for contact in contacts]
        return UpsertContactsPayload.of(await recording.upsert_contacts(info.context, upserts))

    @described(
        "A bearer token for a browser, at most 24 h and never with more rights than the caller's. "
        "Sockets opened with it close (4401) when it expires."
    )
    async def create_access_token(
        self, info: Info, role: Role = Role.VIEWER, ttl_seconds: int = 3600
    ) -> AccessToken:
        return AccessToken.of(await tokens.create(info.context, role, ttl_seconds))

    @strawberry.mutation
    async def save_group(
        self, info: Info, group: strawberry.ID, name: str, mode: GroupMode = GroupMode.SNAPSHOT
    ) -> SavedGroup:
        return SavedGroup.of(await saved_groups.save(info.context, group, name, mode))

    @strawberry.mutation
    async def delete_group(self, info: Info, id: strawberry.ID) -> DeletePayload:
        return DeletePayload.of(id, was_there=await saved_groups.delete(info.context, id))

    @described(
        "Starts a job; the same idempotencyKey answers the job that was started then, with another "
        "action or group CONFLICT."
    )
    async def run_group_action(
        self, info: Info, group: strawberry.ID, action: GroupActionInput, idempotency_key: str
    ) -> Job:
        return Job.of(await jobs.run_action(info.context, group, action.to_measure(), idempotency_key))

    @strawberry.mutation
    async def export_group(
        self, info: Info, group: strawberry.ID, format: ExportFormat = ExportFormat.CSV
    ) -> Job:
        return Job.of(await jobs.export(info.context, group, format))

    @strawberry.mutation
    async def cancel_job(self, info: Info, id: strawberry.ID) -> Job:
        return Job.of(await jobs.cancel(info.context, id))
