"""Which values the two kinds of state are made of, and which parts of them a commit touches.

All that a commit changes is absolute, so replaying commits over a part that has them already, up to the
last that it has, ends where it began. Only a new version is not: `unseen` takes it out of a commit that
the history has seen.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from measure.account_state import AccountChanges, AccountState
from measure.changes import SetChanges
from measure.columns import WIDE, BitSliced, Column
from measure.history import History
from measure.map_state import MapChanges, MapState
from measure.sets import EMPTY, Set
from measure.terms import Terms
from measure.touches import Model, Touched, Touches
from store.shapes import Part, column_chunks, set_chunks, term_chunks

S = TypeVar("S")
C = TypeVar("C")

Values = dict[str, Any]
"A state's values by name; each shape has a type of its own."

HasSeen = Callable[[Part], bool]
"Whether a part has seen the commit in question."


@dataclass(frozen=True, slots=True)
class Layout(Generic[S, C]):
    """How a state S falls into values and is built of them; which parts changes C touched, given the state
    after them.
    """

    values: Callable[[S], Values]
    build: Callable[[Values], S]
    touched: Callable[[C, S], Iterator[Part]]
    unseen: Callable[[C, HasSeen], C]


HISTORY = "history:"
CONTACTS = "set:contacts"
CREATED = "column:created"
MONEY = "money:"


def _map_values(state: MapState) -> Values:
    return {
        HISTORY: state.history,
        **{f"set:{name}": members for name, members in state.sets.items()},
        **{f"counts:{name}": counts for name, counts in state.counts.items()},
        **{f"column:{name}": column for name, column in state.columns.items()},
    }


def _build_map(values: Values) -> MapState:
    named = _by_shape(values)
    return MapState(
        history=values.get(HISTORY, History()),
        sets=named.get("set", {}),
        counts=named.get("counts", {}),
        columns=named.get("column", {}),
    )


def _touched_by_map(changes: MapChanges, _: MapState) -> Iterator[Part]:
    if changes.lifecycle is not None:
        yield Part(HISTORY)
    yield from _touched_sets("set:", changes.sets)
    for name in changes.counts:
        yield Part(f"counts:{name}")
    for name, values in changes.columns.items():
        yield from _parts(f"column:{name}", column_chunks(values))


def _unseen_by_map(changes: MapChanges, has_seen: HasSeen) -> MapChanges:
    return replace(changes, lifecycle=None) if has_seen(Part(HISTORY)) else changes


def _account_values(state: AccountState) -> Values:
    values: Values = {CONTACTS: state.contacts, CREATED: state.created, MONEY: state.money}
    values |= {f"set:tag/{tag}": members for tag, members in state.tags.items()}
    values |= {f"terms:{dimension}": terms for dimension, terms in state.touches.terms.items()}
    for (model, dimension), touched in state.touches.touched.items():
        who, codes, times = _touch_names(model, dimension)
        values |= {who: touched.who, codes: touched.codes, times: touched.times}
    return values


def _build_account(values: Values) -> AccountState:
    named = _by_shape(values)
    sets, terms = named.get("set", {}), named.get("terms", {})
    places = [name.split("/")[1:] for name in sets if name.startswith("touched/")]
    return AccountState(
        contacts=values.get(CONTACTS, EMPTY),
        created=values.get(CREATED, Column()),
        money=values.get(MONEY, BitSliced()),
        tags={name.removeprefix("tag/"): who for name, who in sets.items() if name.startswith("tag/")},
        touches=Touches(
            terms=terms,
            touched={
                (Model(model), dimension): _touched(values, Model(model), dimension)
                for model, dimension in places
            },
        ),
    )


def _touched(values: Values, model: Model, dimension: str) -> Touched:
    """While a snapshot is being written there may be a set whose columns are still to come: from the log."""
    who, codes, times = _touch_names(model, dimension)
    return Touched(values[who], values.get(codes, Column()), values.get(times, Column(dtype=WIDE)))


def _touched_by_account(changes: AccountChanges, state: AccountState) -> Iterator[Part]:
    yield from _parts(CONTACTS, set_chunks(Set(changes.created)))
    yield from _parts(CREATED, column_chunks(changes.created))
    yield from _parts(MONEY, set_chunks(Set(changes.money)))
    yield from _touched_sets("set:tag/", changes.tags)
    for dimension, new in changes.touches.spellings.items():
        terms: Terms = state.touches.terms[dimension]
        yield from _parts(f"terms:{dimension}", term_chunks(terms, len(new)))
    for (model, dimension), values in changes.touches.touched.items():
        who, codes, times = _touch_names(model, dimension)
        yield from _parts(who, set_chunks(Set(values)))
        for column in (codes, times):
            yield from _parts(column, column_chunks(values))


def _touch_names(model: Model, dimension: str) -> tuple[str, str, str]:
    place = f"{model}/{dimension}"
    return f"set:touched/{place}", f"column:code/{place}", f"column:time/{place}"


def _touched_sets(prefix: str, changes: SetChanges) -> Iterator[Part]:
    for sets in (changes.add, changes.remove):
        for name, members in sets.items():
            yield from _parts(prefix + name, set_chunks(members))


def _parts(value: str, chunks: Iterable[int]) -> Iterator[Part]:
    return (Part(value, chunk) for chunk in chunks)


def _by_shape(values: Values) -> Mapping[str, Values]:
    named: dict[str, Values] = {}
    for value_name, value in values.items():
        shape, _, name = value_name.partition(":")
        named.setdefault(shape, {})[name] = value
    return named


MAP_LAYOUT: Layout[MapState, MapChanges] = Layout(_map_values, _build_map, _touched_by_map, _unseen_by_map)
ACCOUNT_LAYOUT: Layout[AccountState, AccountChanges] = Layout(
    _account_values, _build_account, _touched_by_account, lambda changes, _: changes
)
