"""Who is in a group, and who passes a filter."""

import pytest

from measure.groups import Combined, Filter, StatGroup
from measure.history import History
from measure.map_state import MapState
from measure.membership import States, is_countable, members
from measure.sets import Set
from measure.stats import Stat, set_name
from tests.measure.ledger import NOW, definition


def reached(automation: str, key: str, within=None) -> StatGroup:
    return StatGroup(automation, Stat.REACHED, key, None, Filter(within))


STATES = {
    "m": MapState(
        sets={set_name(Stat.REACHED, "a"): Set([1, 2, 3]), set_name(Stat.REACHED, "b"): Set([2, 3, 4])}
    ),
    "n": MapState(sets={set_name(Stat.REACHED, "a"): Set([3, 4, 5])}),
}
A, B, C = reached("m", "a"), reached("m", "b"), reached("n", "a")


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (A, [1, 2, 3]),
        (reached("m", "a", within=C), [3]),
        (Combined(all=(A, B)), [2, 3]),
        (Combined(any=(A, C)), [1, 2, 3, 4, 5]),
        (Combined(all=(A,), any=(B, C)), [2, 3]),
        (Combined(all=(A,), none=(B, C)), [1]),
        (Combined(any=(A, B), none=(C,)), [1, 2]),
        (Combined(all=(reached("m", "b", within=A),), none=(C,)), [2]),
        (Combined(all=(reached("m", "nowhere"),)), []),
    ],
)
def test_who_is_in_a_group(group, expected):
    assert list(members(group, States(STATES))) == expected


def test_only_what_the_map_has_can_be_counted():
    drawing = {
        "key": "m",
        "name": "M",
        "timeZone": "UTC",
        "elements": [
            {"key": "t", "kind": "TRIGGER", "name": "T"},
            {"key": "e", "kind": "EMAIL", "name": "E", "links": ["https://example.org"]},
        ],
        "connectors": [{"source": "t", "target": "e"}],
    }
    state = MapState(History().publish(definition(drawing), NOW))
    for stat, subject, link in (
        ("COHORT", "", None),
        ("REACHED", "t", None),
        ("PASSED", "t>e", None),
        ("CLICKED_LINK", "e", 0),
    ):
        assert is_countable(StatGroup("m", Stat(stat), subject, link), state)
    for stat, subject, link in (
        ("COHORT", "t", None),
        ("REACHED", "nowhere", None),
        ("REACHED", "t", 0),
        ("ACHIEVED", "t", None),
        ("PASSED", "t", None),
        ("SENT", "t", None),
        ("CLICKED_LINK", "e", 1),
        ("CLICKED_LINK", "e", None),
        ("TOTAL_VISITORS", "t", None),
    ):
        assert not is_countable(StatGroup("m", Stat(stat), subject, link), state)
