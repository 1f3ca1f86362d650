"""Maps read under filters: pinned, filtered to a set, ready to be counted."""

from dataclasses import replace

from measure import groups
from measure.features import Feature
from measure.group_ids import digest, text
from measure.groups import EVERYBODY, StatGroup
from measure.membership import States, passing
from measure.scope import Scope
from measure.stats import Stat
from resolvers.context import Context
from resolvers.definitions import keep
from resolvers.filters import filter_of, found_groups
from resolvers.found_group import Basis
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
    own, days = filter_of(context, pinned, conditions)
    counted = groups.within(own, (each.group for each in found))
    meant = groups.within(own, (each.meaning for each in found))
    cohort = StatGroup(pinned.id, Stat.COHORT, filter=meant)
    groups.check_limits(cohort)
    # No stat's own definition is ever too long for an id, so keeping the cohort's keeps them all.
    await keep(context, replace(cohort, filter=counted))
    basis = Basis.joined([*(each.basis for each in found), Basis({pinned.id: pinned}, days=days)])
    maps = basis.maps
    states = {key: each.state for key, each in maps.items()}
    account = await context.pins.account_knowing(states.values())
    known = {each.meaning: each.members for each in found if each.account is account.state}
    who = passing(meant, pinned.id, States(states, account.state, known, basis.frozen, context.scans))
    others = [each for key, each in sorted(maps.items()) if key != pinned.id]
    dates = (day.isoformat() for _, day in sorted(basis.days.items()))
    return Reading(
        pinned,
        Scope(pinned.id, pinned.state, counted, who, account.state, meant),
        currency=context.account.currency,
        # Presets are other days on another one.
        revision="-".join([revision(pinned, account), *(each.revision for each in others), *dates]),
        as_of=min(account.as_of, *(each.stream.as_of for each in maps.values())),
        days=basis.days,
        digest=None if counted == EVERYBODY else digest(text(counted)),
        depends_on=frozenset({*maps, context.account.id} if groups.asks_account(cohort) else maps),
        names_saved=bool(basis.saved),
    )
