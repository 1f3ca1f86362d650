"""A board, and a filter's set, made from the one before are those that are made from nothing."""

from dataclasses import dataclass, field, replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure import map_state
from measure.account_state import AccountState
from measure.columns import BitSliced, Column
from measure.graph import Connector, Definition, Element, Kind
from measure.groups import EVERYBODY
from measure.history import History
from measure.map_state import MapChanges, MapState
from measure.map_updates import Asked, Board, board
from measure.membership import States, passing
from measure.reports import ReportType
from measure.rescans import Scans
from measure.scope import Scope
from measure.sets import Set
from measure.stats import Stat
from measure.zones import zone
from tests.measure.ledger import NOW, Ledger
from tests.measure.test_reports_against_the_recount import (
    cohort,
    cuts,
    published,
    scope_of,
    thorough,
)
from tests.recount import Map, recount
from tests.strategies import filters, histories_for_reports

INCREMENTS = sorted(
    set(Stat)
    - {Stat.COHORT, Stat.CLICKED_LINK, Stat.GOAL_CONVERTED, Stat.CONVERSION_POINT, Stat.CONVERSION_EMAIL}
    - {Stat.OTHER_VALUES}
)
"The stats that may be asked for, as the public contract has them."


@dataclass
class Room:
    """Makes each board of a map from the one before; now and then it sleeps over a commit."""

    place: Map
    filter: dict
    asked: Asked
    groups: dict
    sleeps: Random
    board: Board | None = None
    scans: Scans = field(default_factory=Scans)

    def look(self, ledger: Ledger) -> None:
        if not all(key in ledger.maps for key in self.groups) or self.sleeps.random() < 0.2:
            return
        today = NOW.astimezone(zone(self.place.versions[-1]["timeZone"])).date()
        scope = scope_of(ledger, self.place, self.filter, self.groups, today)
        self.scans = self.scans.renewed()
        states = States(ledger.maps, ledger.account, scans=self.scans)
        who = passing(scope.filter, scope.automation, states)
        assert who == scope.who
        self.board = board(replace(scope, who=who), self.asked, today, self.board)
        counted = board(scope, self.asked, today)
        assert self.board == counted
        assert [*self.board.rows, *self.board.numbers] == [*counted.rows, *counted.numbers]


@dataclass
class Watched(Ledger):
    """A ledger that lets rooms look after every commit."""

    rooms: list[Room] = field(default_factory=list)

    def _commit_account(self, *commit) -> None:
        super()._commit_account(*commit)
        self._look()

    def _commit(self, *commit) -> None:
        super()._commit(*commit)
        self._look()

    def _look(self) -> None:
        for room in self.rooms:
            room.look(self)


@settings(thorough, max_examples=25)
@given(histories_for_reports(), cuts, st.data())
def test_a_board_made_from_the_one_before_equals_one_made_from_nothing(steps, cuts, data):
    world = recount(steps, NOW)
    groups = {place.key: cohort(place) for place in published(world)}
    rooms = []
    for place in published(world):
        asked = data.draw(filters(world, place, groups, NOW.date()))
        rooms += [Room(place, asked, data.draw(questions(place, of)), groups, cuts) for of in ReportType]
    Watched(cuts, rooms=rooms).take(steps)


@st.composite
def questions(draw, place: Map, report: ReportType) -> Asked:
    goals = [key for key, shape in place.elements_ever.items() if shape["kind"] == "GOAL"]
    elements = st.frozensets(st.sampled_from(sorted(place.elements_ever)), min_size=1)
    return Asked(
        report=report,
        goal=draw(st.sampled_from(goals)) if goals else "",
        elements=draw(st.none() | elements),
        stats=tuple(draw(st.lists(st.sampled_from(INCREMENTS), min_size=1, max_size=5, unique=True))),
    )


START, GOAL = Element("start", Kind.TRIGGER, "Start"), Element("goal", Kind.GOAL, "Goal")
DRAWN = Definition("Short", "UTC", (START, GOAL), (Connector("start>goal", "start", "goal"),))
STATE = MapState(
    history=History().publish(DRAWN, NOW),
    sets={
        name: Set([1, 2])
        for name in ("COHORT", "REACHED/start", "REACHED/goal", "ACHIEVED/goal", "CONVERTED/start/goal")
    },
    columns={
        "FIRST_REACHED/start": Column().with_values({1: 10, 2: 20}),
        "FIRST_REACHED/goal": Column().with_values({1: 40, 2: 40}),
        "FIRST_ACHIEVED/goal": Column().with_values({1: 40, 2: 40}),
    },
)
ACCOUNT = AccountState(money=BitSliced().with_values({1: 500}))
LOOP = replace(DRAWN, connectors=(*DRAWN.connectors, Connector("goal>goal", "goal", "goal")))


def scope(state: MapState = STATE, account: AccountState = ACCOUNT, who: Set | None = None) -> Scope:
    return Scope("map", state, EVERYBODY, who, account)


def columns(**now: dict[int, int]) -> MapState:
    named = {name.replace("__", "/"): values for name, values in now.items()}
    return map_state.replay(STATE, MapChanges(columns=named))


@pytest.mark.parametrize(
    ("asked", "now"),
    [
        (Asked(), scope(map_state.replay(STATE, MapChanges(counts={"VISITS/start": {730_000: 1}})))),
        (Asked(ReportType.LIFETIME_VALUE), scope(account=AccountState(money=BitSliced()))),
        (Asked(stats=(Stat.LIFETIME_VALUE,)), scope(account=AccountState(money=BitSliced()))),
        (Asked(ReportType.GOAL_CONVERSION_TIME, "goal"), scope(columns(FIRST_REACHED__start={1: 5}))),
        (Asked(ReportType.GOAL_CONVERSION_TIME, "goal"), scope(columns(FIRST_ACHIEVED__goal={1: 30}))),
    ],
)
def test_what_is_no_set_of_contacts_is_counted_again_when_it_is_another(asked: Asked, now: Scope):
    before = board(scope(), asked)
    assert board(now, asked, before=before) == board(now, asked) != before


def test_every_row_of_times_is_made_of_when_the_goal_was_achieved():
    history = History().publish(LOOP, NOW)
    both = {**STATE.sets, "CONVERTED/goal/goal": Set([1, 2])}
    before, now = (
        scope(replace(state, history=history, sets=both))
        for state in (STATE, columns(FIRST_ACHIEVED__goal={1: 50}))
    )
    asked = Asked(ReportType.GOAL_CONVERSION_TIME, "goal")
    assert board(now, asked, before=board(before, asked)) == board(now, asked)


def test_a_row_that_read_less_before_is_counted_again_for_what_it_reads_now():
    asked = Asked(ReportType.GOAL_CONVERSION_TIME, "goal")
    nobody = replace(STATE, sets={**STATE.sets, "CONVERTED/start/goal": Set()})
    first = board(scope(nobody), asked)
    second = board(scope(), asked, before=first)
    now = scope(columns(FIRST_REACHED__start={1: 5}))
    assert board(now, asked, before=second) == board(now, asked) != second


def test_nothing_is_counted_again_for_what_no_row_is_made_of():
    asked = Asked(elements=frozenset({"start"}), stats=(Stat.REACHED,))
    before = board(scope(), asked)
    now = scope(replace(STATE, sets={**STATE.sets, "ACHIEVED/goal": Set([1])}))
    assert board(now, asked, before=before).made.rows is before.made.rows


def test_a_board_of_another_version_is_counted_from_nothing():
    longer = scope(replace(STATE, history=STATE.history.publish(LOOP, NOW)))
    assert board(longer, Asked(), before=board(scope(), Asked())) == board(longer, Asked())
