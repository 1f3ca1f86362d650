from datetime import UTC, datetime

from measure.events import EventType
from measure.moves import Move, Wanted

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


def move(rev: int, element: str | None, from_: str | None = None) -> Move:
    return Move(rev, 7, AT, EventType.MOVED, element, from_)


def test_of_too_many_the_newest_are_taken_in_their_order():
    moves = [move(rev, "mail") for rev in range(1, 9)]
    taken = Wanted(frozenset(), 3).newest(reversed(moves))
    assert [each.rev for each in taken] == [6, 7, 8]


def test_a_move_is_wanted_by_where_it_goes_and_by_where_it_comes_from():
    wanted = Wanted(frozenset({"mail"}), 10)
    moves = [move(1, "mail"), move(2, "wait", "mail"), move(3, None, "mail"), move(4, "wait", "form")]
    assert [each.rev for each in wanted.newest(reversed(moves))] == [1, 2, 3]
    assert len(Wanted(frozenset(), 10).newest(moves)) == 4
