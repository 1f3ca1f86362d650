"""Where a state is not what its log comes to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from measure.account_state import AccountState
from measure.columns import Column
from measure.map_state import MapState
from measure.recount.account_recount import AccountRecount, TouchRecount
from measure.recount.map_recount import MapRecount
from measure.recount.numbers import Numbers
from measure.sets import EMPTY, Set, union
from measure.terms import Terms
from measure.touches import Place, Touched


@dataclass(frozen=True, slots=True)
class Difference:
    """`what` is wrong, such as "set REACHED/mail": as `says`, or by these contacts.

    A set holds the `too_many` and lacks the `missing`; of the `wrong` ones a column holds another value.
    """

    what: str
    says: str = ""
    too_many: Set = EMPTY
    missing: Set = EMPTY
    wrong: Set = EMPTY


def map_differences(counted: MapRecount, state: MapState) -> Iterator[Difference]:
    """Everything of an automation that is not as it was counted."""
    yield from _history_differences(counted, state)
    sets = counted.sets()
    yield from _set_differences("set", sets, state.sets)
    for name in sorted(counted.counts.keys() | state.counts.keys()):
        yield from _counter_differences(name, counted.counts[name], state.counts.get(name, {}))
    for name, numbers in counted.columns.items():
        owner = counted.owners[name]
        both = sets[owner] & state.set(owner)
        yield from _column_differences(f"column {name}", both, numbers, state.column(name))


def account_differences(counted: AccountRecount, state: AccountState) -> Iterator[Difference]:
    """Everything of an account that is not as it was counted."""
    yield from _members_differ("contacts", counted.contacts, state.contacts)
    existing = counted.contacts & state.contacts
    yield from _column_differences("column created", existing, counted.created, state.created)
    yield from _money_differences(counted, state)
    yield from _set_differences("tag", counted.tags, state.tags)
    for dimension in sorted(counted.spellings.keys() | state.touches.terms.keys()):
        terms = state.touches.terms.get(dimension, Terms())
        if terms.spellings() != list(counted.spellings[dimension].values()):
            yield Difference(
                f"values of {dimension}", "are not those that came, in the spelling that came first"
            )
    for place in sorted(counted.touched.keys() | state.touches.touched.keys()):
        yield from _touch_differences(
            place, counted.touched[place], state.touches.touched.get(place, Touched())
        )


def _history_differences(counted: MapRecount, state: MapState) -> Iterator[Difference]:
    history = state.history
    yield from _value_differs("version", counted.version, history.version)
    yield from _value_differs("status", counted.status, history.status)
    if counted.definition != history.definition:
        yield Difference("drawing", "is not the one that was published last")
    if counted.elements != history.elements:
        yield Difference("elements", "are not those that were ever published, in their latest shape")
    if list(counted.elements) != list(history.numbers):
        yield Difference("numbers of elements", "do not follow the order in which they were first published")


def _set_differences(what: str, counted: Mapping[str, Set], found: Mapping[str, Set]) -> Iterator[Difference]:
    for name in sorted(counted.keys() | found.keys()):
        yield from _members_differ(f"{what} {name}", counted.get(name, EMPTY), found.get(name, EMPTY))


def _members_differ(what: str, counted: Set, found: Set) -> Iterator[Difference]:
    if counted != found:
        yield Difference(what, too_many=found - counted, missing=counted - found)


def _counter_differences(
    name: str, counted: Mapping[int, int], found: Mapping[int, int]
) -> Iterator[Difference]:
    for index in sorted(counted.keys() | found.keys()):
        yield from _value_differs(f"counter {name}/{index}", counted.get(index, 0), found.get(index, 0))


def _value_differs(what: str, counted: object, found: object) -> Iterator[Difference]:
    if counted != found:
        yield Difference(what, f"is {found}, not {counted}")


def _column_differences(what: str, owner: Set, counted: Numbers, found: Column) -> Iterator[Difference]:
    """Only what the column says of its `owner` counts."""
    right = Set(ordinal for ordinal, value in found.items() if counted.get(ordinal) == value)
    if not owner <= right:
        yield Difference(what, wrong=owner - right)


def _money_differences(counted: AccountRecount, state: AccountState) -> Iterator[Difference]:
    who = Set(counted.money) | union(state.money.slices)
    wrong = Set(ordinal for ordinal in who if counted.money.get(ordinal, 0) != state.money.get(ordinal))
    if wrong:
        yield Difference("lifetime value", wrong=wrong)


def _touch_differences(place: Place, counted: TouchRecount, found: Touched) -> Iterator[Difference]:
    what = f"{place[0]} {place[1]}"
    yield from _members_differ(f"touches {what}", counted.who, found.who)
    both = counted.who & found.who
    yield from _column_differences(f"column {what}", both, counted.codes, found.codes)
    yield from _column_differences(f"column {what} times", both, counted.times, found.times)
