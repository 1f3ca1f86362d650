"""Filters: from what was asked to who is counted."""

from measure import groups
from measure.contact_flow import Scope
from measure.errors import bad_input
from measure.groups import EVERYBODY, Filter, StatGroup
from measure.stats import Stat
from resolvers.context import Context
from resolvers.groups import NO_GROUP, find, keep
from resolvers.pins import PinnedMap
from resolvers.reading import Conditions, Reading


async def read(context: Context, pinned: PinnedMap, conditions: Conditions) -> Reading:
    """`pinned` under a filter, made once a request.

    The definitions behind every group that can be read off it are kept: their ids may go out.

    Raises:
        Refused: BAD_USER_INPUT for a group that is none of the account's, LIMIT_EXCEEDED when it is
            nested too deep.
    """
    key = (pinned.id, conditions)
    return await context.readings.get(key, lambda: _read(context, pinned, conditions))


async def _read(context: Context, pinned: PinnedMap, conditions: Conditions) -> Reading:
    if conditions.group is None:
        scope = Scope(pinned.id, pinned.state, EVERYBODY)
        return Reading(pinned, scope, pinned.revision, digest=None, depends_on=frozenset({pinned.id}))
    found = await find(context, conditions.group)
    if found is None:
        raise bad_input("filter.group", NO_GROUP)
    counted = Filter(found.group)
    cohort = StatGroup(pinned.id, Stat.COHORT, filter=counted)
    groups.check_limits(cohort)
    # No stat's own definition is ever too long for an id, so keeping the cohort's keeps them all.
    await keep(context, cohort)
    others = (found.maps[other].revision for other in sorted(found.maps) if other != pinned.id)
    return Reading(
        pinned,
        Scope(pinned.id, pinned.state, counted, found.members),
        revision="-".join((pinned.revision, *others)),
        digest=groups.digest(groups.text(found.group)),
        depends_on=frozenset({pinned.id, *found.maps}),
    )
