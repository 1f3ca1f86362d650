"""Maps read under filters: pinned, filtered to a set, ready to be counted."""

from measure import groups
from measure.account_state import AccountState
from measure.features import Feature
from measure.group_ids import digest, text
from measure.groups import EVERYBODY, StatGroup
from measure.membership import States, passing
from measure.scope import Scope
from measure.stats import Stat
from resolvers.context import Context
from resolvers.filters import filter_of, found_groups
from resolvers.groups import keep
from resolvers.pins import PinnedMap
from resolvers.reading import Conditions, Reading


async def read(
    context: Context, pinned: PinnedMap, conditions: Conditions, *, with_money: bool = False
) -> Reading:
    """`pinned` under a filter, made once a request; `with_money`: what contacts are worth can be read off it.

    The definitions behind every group that can be read off it are kept: their ids may go out.

    Raises:
        Refused: BAD_USER_INPUT for a condition that breaks a rule, LIMIT_EXCEEDED when there are too many or
            groups are nested too deep, PLAN_REQUIRED.
    """
    context.require_feature(Feature.REPORTS)
    key = (pinned.id, conditions, with_money)
    return await context.readings.get(key, lambda: _read(context, pinned, conditions, with_money))


async def _read(context: Context, pinned: PinnedMap, conditions: Conditions, with_money: bool) -> Reading:
    found = await found_groups(context, conditions)
    counted, day = filter_of(context, pinned, conditions, found)
    cohort = StatGroup(pinned.id, Stat.COHORT, filter=counted)
    groups.check_limits(cohort)
    # No stat's own definition is ever too long for an id, so keeping the cohort's keeps them all.
    await keep(context, cohort)
    maps = {pinned.id: pinned} | {key: other for each in found for key, other in each.maps.items()}
    states = {key: each.state for key, each in maps.items()}
    account, revisions = AccountState(), [maps[key].revision for key in sorted(maps) if key != pinned.id]
    if asks_account := with_money or groups.asks_account(cohort):
        stream = await context.pins.account_knowing(states.values())
        account = stream.state
        revisions.append(str(stream.rev))
    if day is not None:
        revisions.append(day.isoformat())
    who = passing(counted, pinned.id, States(states, account))
    return Reading(
        pinned,
        Scope(pinned.id, pinned.state, counted, who, account),
        currency=context.account.currency,
        revision="-".join((pinned.revision, *revisions)),
        day=day,
        digest=None if counted == EVERYBODY else digest(text(counted)),
        depends_on=frozenset({*maps, context.account.id} if asks_account else maps),
    )
