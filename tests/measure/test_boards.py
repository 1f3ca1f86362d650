"""A board that is made from the one before it is the one that is counted from nothing."""

from dataclasses import dataclass, field
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from measure.map_updates import Asked, Board, board
from measure.reports import ReportType
from measure.stats import Stat
from measure.zones import zone
from tests.measure.ledger import NOW, Ledger
from tests.measure.test_reports_against_the_recount import (
    FILTERS,
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

    def look(self, ledger: Ledger) -> None:
        if not all(key in ledger.maps for key in self.groups) or self.sleeps.random() < 0.2:
            return
        today = NOW.astimezone(zone(self.place.versions[-1]["timeZone"])).date()
        scope = scope_of(ledger, self.place, self.filter, self.groups, today)
        self.board = board(scope, self.asked, today, self.board)
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


@thorough
@given(histories_for_reports(), cuts, st.data())
def test_a_board_made_from_the_one_before_equals_one_made_from_nothing(steps, cuts, data):
    world = recount(steps, NOW)
    groups = {place.key: cohort(place) for place in published(world)}
    rooms = [
        Room(place, data.draw(filters(world, place, groups, NOW.date())), asked, groups, cuts)
        for place in [*published(world)] * FILTERS
        for asked in [data.draw(questions(place))]
    ]
    Watched(cuts, rooms=rooms).take(steps)


@st.composite
def questions(draw, place: Map) -> Asked:
    goals = [key for key, shape in place.elements_ever.items() if shape["kind"] == "GOAL"]
    elements = st.frozensets(st.sampled_from(sorted(place.elements_ever)), min_size=1)
    return Asked(
        report=draw(st.sampled_from(ReportType)),
        goal=draw(st.sampled_from(goals)) if goals else "",
        elements=draw(st.none() | elements),
        stats=tuple(draw(st.lists(st.sampled_from(INCREMENTS), min_size=1, max_size=5, unique=True))),
    )
