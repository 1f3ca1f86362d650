"""What mutations answer."""

import strawberry

from gql.automation import Automation
from gql.contacts import Contact
from gql.enums import RejectionCode
from gql.info import Info
from gql.problems import MapProblem
from measure.recorded import Recorded, RejectedItem, Upserted
from resolvers.editing import Edited
from resolvers.recording import upserted_contacts


@strawberry.type
class AutomationPayload:
    automation: Automation | None
    problems: list[MapProblem]

    @classmethod
    def of(cls, edited: Edited) -> "AutomationPayload":
        return cls(
            automation=Automation.of_optional(edited.map),
            problems=[MapProblem.of(problem) for problem in edited.problems],
        )


@strawberry.type(description="`id`: the event's id or the contact's key, when it could be read.")
class Rejection:
    index: int
    id: str | None
    code: RejectionCode
    field: str | None
    message: str

    @classmethod
    def of(cls, item: RejectedItem) -> "Rejection":
        rejection = item.rejection
        return cls(
            index=item.index,
            id=item.id,
            code=rejection.code,
            field=rejection.field,
            message=rejection.message,
        )


@strawberry.type
class RecordEventsPayload:
    accepted: int = strawberry.field(description="New and now in every number.")
    duplicates: int = strawberry.field(description="Seen before, by id; nothing changed.")
    rejected: list[Rejection]

    @classmethod
    def of(cls, recorded: Recorded) -> "RecordEventsPayload":
        return cls(
            accepted=recorded.accepted,
            duplicates=recorded.duplicates,
            rejected=[Rejection.of(item) for item in recorded.rejected],
        )


@strawberry.type
class UpsertContactsPayload:
    upserted: strawberry.Private[Upserted]
    created: int
    updated: int
    rejected: list[Rejection]

    @classmethod
    def of(cls, upserted: Upserted) -> "UpsertContactsPayload":
        return cls(
            upserted=upserted,
            created=upserted.created,
            updated=upserted.updated,
            rejected=[Rejection.of(item) for item in upserted.rejected],
        )

    @strawberry.field
    async def contacts(self, info: Info) -> list[Contact]:
        return [Contact.of(seen) for seen in await upserted_contacts(info.context, self.upserted)]


@strawberry.type(description="deletedId null: there was none.")
class DeletePayload:
    deleted_id: strawberry.ID | None

    @classmethod
    def of(cls, id: strawberry.ID, *, was_there: bool) -> "DeletePayload":
        return cls(deleted_id=id if was_there else None)
