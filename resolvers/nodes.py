"""Anything that has an id, by it."""

import asyncio
from collections.abc import Sequence

from measure import ids
from measure.accounts import Account
from measure.errors import Refused, limit_exceeded
from measure.jobs import Job
from measure.saved_groups import SavedGroup
from resolvers import automations, contact_paths, contacts, groups, jobs, saved_groups
from resolvers.access import Right, require
from resolvers.contact_paths import ContactPath
from resolvers.contacts import SeenContact
from resolvers.context import Context
from resolvers.found_group import FoundGroup
from resolvers.pins import MapConnector, MapElement, PinnedMap

MOST_IDS = 100

Found = (
    PinnedMap
    | MapElement
    | MapConnector
    | SeenContact
    | ContactPath
    | FoundGroup
    | SavedGroup
    | Job
    | Account
)


async def by_id(context: Context, identifier: str) -> Found | None:
    """What this id stands for; None when it is malformed, unknown or another account's."""
    require(context.caller.role, Right.READ)
    match ids.decode(identifier):
        case ("Automation", _):
            return await automations.by_id(context, identifier)
        case ("Element", _):
            return await automations.element_by_id(context, identifier)
        case ("Connector", _):
            return await automations.connector_by_id(context, identifier)
        case ("Contact", _):
            return await contacts.by_id(context, identifier)
        case ("ContactPath", _):
            return await contact_paths.by_id(context, identifier)
        case ("ContactGroup", _):
            return await groups.find(context, identifier)
        case ("Job", _):
            return await jobs.by_id(context, identifier)
        case ("SavedGroup", _):
            return await saved_groups.by_id(context, identifier)
        case ("Account", id) if id == context.account.id:
            return context.account
    return None


async def by_ids(context: Context, identifiers: Sequence[str]) -> list[Found | Refused | None]:
    """As many as were asked for, in that order, with the refusal of each that is refused alone.

    Raises:
        Refused: FORBIDDEN, LIMIT_EXCEEDED above 100.
    """
    require(context.caller.role, Right.READ)
    if len(identifiers) > MOST_IDS:
        raise limit_exceeded("ids", len(identifiers), MOST_IDS)
    found = await asyncio.gather(*(_by_id(context, identifier) for identifier in identifiers))
    return list(found)


async def _by_id(context: Context, identifier: str) -> Found | Refused | None:
    try:
        return await by_id(context, identifier)
    except Refused as refused:
        return refused
