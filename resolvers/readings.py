"""Maps read under filters: pinned, filtered to a set, ready to be counted."""

from collections.abc import Iterator
from datetime import date

from measure import groups
from measure.features import Feature
from measure.group_ids import digest, text
from measure.groups import EVERYBODY, StatGroup
from measure.membership import States, passing
from measure.scope import Scope
from measure.stats import Stat
from resolvers.context import Context
from resolvers.filters import filter_of, found_groups
from resolvers.groups import keep
from resolvers.pins import PinnedMap, revision
from resolvers.reading import Conditions, Reading


async def read(context: Context, pinned: PinnedMap, conditions: Conditions) -> Reading:
    """`pinned` under a filter, made once a request.

    The definitions behind every group that can be read off it are kept: their ids may go out.

    Raises:
        Refused: BAD_USER_INPUT for a condition that breaks a rule, LIMIT_EXCEEDED when there are too many or
            groups are nested too deep, PLAN_REQUIRED.
    """
    context.require_feature(Feature.REPORTS)
    key = (pinned.id, conditions)
    return await context.readings.get(key, lambda: _read(context, pinned, conditions))


async def _read(context: Context, pinned: PinnedMap, conditions: Conditions) -> Reading:
    found = await found_groups(context, conditions)
    counted, day = filter_of(context, pinned, conditions, found)
    cohort = StatGroup(pinned.id, Stat.COHORT, filter=counted)
    groups.check_limits(cohort)
    # No stat's own definition is ever too long for an id, so keeping the cohort's keeps them all.
    await keep(context, cohort)
    maps = {pinned.id: pinned} | {key: other for each in found for key, other in each.maps.items()}
    states = {key: each.state for key, each in maps.items()}
    account = await context.pins.account_knowing(states.values())
    known = {each.group: each.members for each in found if each.account is account.state}
    who = passing(counted, pinned.id, States(states, account.state, known, context.scans))
    others = [each for key, each in sorted(maps.items()) if key != pinned.id]
    return Reading(
        pinned,
        Scope(pinned.id, pinned.state, counted, who, account.state),
        currency=context.account.currency,
        revision="-".join([revision(pinned, account), *(each.revision for each in others), *_day(day)]),
        as_of=min(account.as_of, *(each.stream.as_of for each in maps.values())),
        day=day,
        digest=None if counted == EVERYBODY else digest(text(counted)),
        depends_on=frozenset({*maps, context.account.id} if groups.asks_account(cohort) else maps),
    )


def _day(day: date | None) -> Iterator[str]:
    """Presets are other days on another one."""
    if day is not None:
        yield day.isoformat()
