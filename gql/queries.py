"""Everything that can be asked."""

from typing import cast

import strawberry

from gql import contact_paths
from gql.arguments import given, listed
from gql.automation import Automation, AutomationConnection
from gql.connections import window
from gql.contacts import Contact, ContactConnection
from gql.element import Connector, Element
from gql.enums import AutomationStatus
from gql.fields import described
from gql.groups import ContactGroup
from gql.info import Info
from gql.jobs import Job, JobConnection
from gql.node import Node
from gql.overlap import Overlap
from gql.saved_groups import SavedGroup, SavedGroupConnection
from gql.viewer import Account, Viewer
from measure import jobs as measured
from measure import saved_groups as saving
from measure.errors import Refused
from measure.paging import MOST_CONTACTS, MOST_OTHERS
from resolvers import automations, contacts, groups, jobs, nodes, saved_groups
from resolvers.contact_paths import ContactPath
from resolvers.contacts import SeenContact
from resolvers.found_group import FoundGroup
from resolvers.groups import overlap
from resolvers.pins import MapConnector, MapElement, PinnedMap


def shown(found: nodes.Found | None) -> Node | None:
    """What clients see of anything that has an id."""
    match found:
        case None:
            return None
        case PinnedMap():
            return Automation.of(found)
        case MapElement(map, element):
            return Element.of(map, element)
        case MapConnector(map, connector):
            return Connector.of(map, connector)
        case SeenContact():
            return Contact.of(found)
        case ContactPath():
            return contact_paths.ContactPath.of(found)
        case FoundGroup():
            return ContactGroup.of(found)
        case measured.Job():
            return Job.of(found)
        case saving.SavedGroup():
            return SavedGroup.of(found)
    return Account.of(found)


@strawberry.type
class Query:
    @strawberry.field
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        return shown(await nodes.by_id(info.context, id))

    @strawberry.field
    async def nodes(self, info: Info, ids: list[strawberry.ID]) -> list[Node | None]:
        found = await nodes.by_ids(info.context, ids)
        # GraphQL makes an error of an exception in a list, in its place.
        listed = [each if isinstance(each, Refused) else shown(each) for each in found]
        return cast(list[Node | None], listed)

    @strawberry.field
    def viewer(self, info: Info) -> Viewer:
        return Viewer.of(info.context.caller)

    @strawberry.field
    async def automation(self, info: Info, id: strawberry.ID) -> Automation | None:
        return Automation.of_optional(await automations.by_id(info.context, id))

    @strawberry.field
    async def automation_by_key(self, info: Info, key: str) -> Automation | None:
        return Automation.of_optional(await automations.by_key(info.context, key))

    @strawberry.field
    async def automations(
        self,
        info: Info,
        first: int | None = strawberry.UNSET,
        after: str | None = strawberry.UNSET,
        last: int | None = strawberry.UNSET,
        before: str | None = strawberry.UNSET,
        status: list[AutomationStatus] | None = strawberry.UNSET,
        search: str | None = strawberry.UNSET,
    ) -> AutomationConnection | None:
        asked = window(first, after, last, before, most=MOST_OTHERS)
        page = await automations.page(info.context, asked, listed(status), given(search))
        return AutomationConnection.of(page)

    @strawberry.field
    async def contact(self, info: Info, id: strawberry.ID) -> Contact | None:
        return Contact.of_optional(await contacts.by_id(info.context, id))

    @strawberry.field
    async def contact_by_key(self, info: Info, key: str) -> Contact | None:
        return Contact.of_optional(await contacts.by_key(info.context, key))

    @described("By the start of key, email or name, without case.")
    async def contacts(
        self,
        info: Info,
        search: str,
        first: int | None = strawberry.UNSET,
        after: str | None = strawberry.UNSET,
        last: int | None = strawberry.UNSET,
        before: str | None = strawberry.UNSET,
    ) -> ContactConnection | None:
        asked = window(first, after, last, before, most=MOST_CONTACTS)
        return ContactConnection.of(await contacts.search(info.context, search, asked))

    @strawberry.field
    async def contact_group(self, info: Info, id: strawberry.ID) -> ContactGroup | None:
        found = await groups.find(info.context, id)
        return None if found is None else ContactGroup.of(found)

    @described(
        "In all of `all`, in at least one of `any` (when given), in none of `none`. `all` or "
        "`any` must name a group; 20 in all."
    )
    async def combine_groups(
        self,
        info: Info,
        all: list[strawberry.ID] | None = strawberry.UNSET,
        any: list[strawberry.ID] | None = strawberry.UNSET,
        none: list[strawberry.ID] | None = strawberry.UNSET,
    ) -> ContactGroup | None:
        combined = await groups.combine(info.context, listed(all), listed(any), listed(none))
        return ContactGroup.of(combined)

    @described(
        "How groups overlap: one row per exact combination that has anyone, largest first. 2 to 6 groups."
    )
    async def overlap(self, info: Info, groups: list[strawberry.ID]) -> list[Overlap] | None:
        rows, account = await overlap(info.context, groups)
        return [Overlap.of(groups, row, account) for row in rows]

    @strawberry.field
    async def saved_groups(
        self,
        info: Info,
        first: int | None = strawberry.UNSET,
        after: str | None = strawberry.UNSET,
        last: int | None = strawberry.UNSET,
        before: str | None = strawberry.UNSET,
    ) -> SavedGroupConnection | None:
        asked = window(first, after, last, before, most=MOST_OTHERS)
        return SavedGroupConnection.of(await saved_groups.page(info.context, asked))

    @strawberry.field
    async def job(self, info: Info, id: strawberry.ID) -> Job | None:
        return Job.of_optional(await jobs.by_id(info.context, id))

    @described("Newest first.")
    async def jobs(
        self,
        info: Info,
        first: int | None = strawberry.UNSET,
        after: str | None = strawberry.UNSET,
        last: int | None = strawberry.UNSET,
        before: str | None = strawberry.UNSET,
    ) -> JobConnection | None:
        asked = window(first, after, last, before, most=MOST_OTHERS)
        return JobConnection.of(await jobs.page(info.context, asked))
