"""Who brought these contacts: a cohort split by a tracking dimension (semantics.md, "Filters")."""

from dataclasses import dataclass, replace

from measure.dimensions import split
from measure.group_ids import LONGEST_FILTER, text
from measure.groups import EVERYBODY, Filter, StatGroup, Tracked, is_within_limits
from measure.scope import Counted, Scope, ratio
from measure.sets import Set
from measure.stats import Stat, values_subject
from measure.terms import Terms
from measure.touches import Model


@dataclass(frozen=True, slots=True)
class TrackingRow:
    """The contacts of one value, by its key and in the spelling that came first; None: who has none."""

    scope: Scope
    key: str | None
    value: str | None
    contacts: Counted

    @property
    def share(self) -> float | None:
        return ratio(self.contacts.count, self.scope.count(Stat.COHORT))

    @property
    def lifetime_value(self) -> int:
        """Minor units of the account's currency."""
        return self.scope.account.money.total(self.contacts.members)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Every contact of `total` stands in exactly one of `rows` or in `others`; `distinct` counts values."""

    total: Counted
    rows: tuple[TrackingRow, ...]
    others: Counted
    distinct: int


def breakdown(scope: Scope, model: Model, dimension: str, first: int) -> Breakdown:
    """The cohort by its values of a dimension: the `first` largest, then those without one."""
    touches, total = scope.account.touches, scope.counted(Stat.COHORT)
    found = split(touches, model, dimension, total.members, first)
    terms = touches.terms.get(dimension, Terms())

    def row(tracked: Tracked, key: str | None, value: str | None, members: Set) -> TrackingRow:
        group = StatGroup(scope.automation, Stat.COHORT, filter=_narrowed(scope, tracked))
        return TrackingRow(scope, key, value, Counted(group, members, scope.account))

    rows = [
        row(Tracked(model, dimension, (terms.key(code),)), terms.key(code), terms.spelling(code), members)
        for code, members in zip(found.codes, found.parts, strict=True)
    ]
    none = row(Tracked(model, dimension, includes_none=True), None, None, found.none)
    others = StatGroup(
        scope.automation, Stat.OTHER_VALUES, values_subject(model, dimension), first, scope.filter
    )
    return Breakdown(total, (*rows, none), Counted(others, found.others, scope.account), found.distinct)


def _narrowed(scope: Scope, tracked: Tracked) -> Filter:
    """The scope's filter, and `tracked`.

    As a filter within the cohort's group when both together are long and groups may nest one deeper:
    hundreds of rows under a long filter would else be hundreds of long definitions.
    """
    before = scope.filter
    flat = replace(before, tracking=tuple(sorted({*before.tracking, tracked})))
    if before == EVERYBODY or len(text(flat).encode()) <= LONGEST_FILTER:
        return flat

    def cohort(filter: Filter) -> StatGroup:
        return StatGroup(scope.automation, Stat.COHORT, filter=filter)

    def within(filter: Filter) -> Filter:
        return Filter(group=cohort(filter), tracking=(tracked,))

    is_allowed = is_within_limits(cohort(within(scope.meaning or before)))
    return within(before) if is_allowed else flat
