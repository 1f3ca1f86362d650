"""What an open map is sent, from one board to the next."""

from dataclasses import replace
from datetime import date

from measure.graph import Connector, Definition, Element, Kind
from measure.groups import EVERYBODY
from measure.history import History
from measure.instants import EARLIEST
from measure.map_state import MapState
from measure.map_updates import Asked, Board, Increment, Number, Update, board, sent_rows, snapshot, update
from measure.scope import Place, Scope
from measure.sets import Set
from measure.stats import Stat

DEFINITION = Definition(
    name="Two ways",
    time_zone="UTC",
    elements=(
        Element("start", Kind.TRIGGER, "Start"),
        Element("a", Kind.EMAIL, "A"),
        Element("b", Kind.EMAIL, "B"),
    ),
    connectors=(Connector("start>a", "start", "a"), Connector("start>b", "start", "b")),
)
HISTORY = History().publish(DEFINITION, EARLIEST)


def boarded(asked: Asked = Asked(), version: History = HISTORY, **sets: set[int]) -> Board:  # noqa: B008 (frozen)
    names = {name.replace("__", "/").replace("_to_", ">"): Set(members) for name, members in sets.items()}
    return board(Scope("map", MapState(history=version, sets=names), EVERYBODY), asked)


def elements(*keys: str) -> tuple[Place, ...]:
    return tuple(Place("elements", key) for key in keys)


def connectors(*keys: str) -> tuple[Place, ...]:
    return tuple(Place("connectors", key) for key in keys)


BEFORE = {"COHORT": {1, 2}, "REACHED__start": {1, 2}, "REACHED__a": {1}, "PASSED__start_to_a": {1}}


def test_nothing_is_sent_when_nothing_changed():
    assert update(boarded(**BEFORE), boarded(**BEFORE)) is None


def test_a_snapshot_has_everything_asked():
    first = snapshot(boarded(**BEFORE))
    assert first.is_snapshot
    assert first.rows == (*elements("start", "a", "b"), *connectors("start>a", "start>b"))
    assert Increment(Number(Stat.REACHED, element="start"), 0, 2) in first.increments
    assert Increment(Number(Stat.PASSED, connector="start>b"), 0, 0) in first.increments


def test_a_connector_changes_when_only_its_sibling_did():
    now = boarded(**{**BEFORE, "PASSED__start_to_b": {2}})
    assert update(boarded(**BEFORE), now) == Update(
        is_snapshot=False,
        rows=connectors("start>a", "start>b"),
        increments=(Increment(Number(Stat.PASSED, connector="start>b"), 1, 1),),
    )


def test_the_rows_of_an_update_are_found_on_its_board():
    now = boarded(**{**BEFORE, "PASSED__start_to_b": {2}})
    sent = update(boarded(**BEFORE), now)
    assert sent is not None
    assert [row.figures() for row in sent_rows(now, sent)] == [(1, 0.5), (1, 0.5)]
    assert [row.place for row in sent_rows(now, sent)] == list(sent.rows)


def test_a_row_changes_by_numbers_that_are_no_increments():
    now = boarded(**{**BEFORE, "SENT__a": {1}})
    assert update(boarded(**BEFORE), now) == Update(False, elements("a"), ())


def test_a_cohort_that_grew_is_news_by_itself():
    now = boarded(**{**BEFORE, "COHORT": {1, 2, 3}})
    assert update(boarded(**BEFORE), now) == Update(False, (), ())


def test_only_asked_elements_and_the_connectors_between_them_count():
    asked = Asked(elements=frozenset({"start", "b"}))
    before, now = boarded(asked, **BEFORE), boarded(asked, **{**BEFORE, "REACHED__a": {1, 2}})
    assert tuple(now.rows) == (*elements("start", "b"), *connectors("start>b"))
    assert update(before, now) is None


def test_another_version_is_a_snapshot_again():
    shorter = replace(DEFINITION, elements=DEFINITION.elements[:2], connectors=DEFINITION.connectors[:1])
    now = boarded(version=HISTORY.publish(shorter, EARLIEST), **BEFORE)
    sent = update(boarded(**BEFORE), now)
    assert sent is not None
    assert (sent.is_snapshot, sent.rows) == (True, (*elements("start", "a"), *connectors("start>a")))


def test_another_day_is_a_snapshot_again_though_no_number_changed():
    scope = Scope("map", MapState(history=HISTORY), EVERYBODY)
    before, now = (board(scope, Asked(), date(2026, 3, day)) for day in (1, 2))
    sent = update(before, now)
    assert sent is not None
    assert (sent.is_snapshot, sent.rows) == (True, tuple(now.rows))


def test_a_stat_is_counted_where_it_applies_only():
    asked = Asked(stats=(Stat.SENT, Stat.TOTAL_VISITORS, Stat.PASSED))
    assert list(boarded(asked).numbers) == [
        Number(Stat.TOTAL_VISITORS, element="start"),
        Number(Stat.SENT, element="a"),
        Number(Stat.SENT, element="b"),
        Number(Stat.PASSED, connector="start>a"),
        Number(Stat.PASSED, connector="start>b"),
    ]
