"""Every rejection of semantics.md, with the field it is about."""

from datetime import UTC, datetime, timedelta

import pytest

from measure.decoding import convert
from measure.events import Event
from measure.history import History
from measure.judging import judge
from measure.rejections import Rejected
from tests.measure.ledger import definition

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ELEMENTS = [
    {"key": "start", "kind": "TRIGGER", "name": "Start"},
    {"key": "mail", "kind": "EMAIL", "name": "Mail", "links": ["https://example.org/a"]},
    {"key": "text", "kind": "SMS", "name": "Text"},
    {"key": "wait", "kind": "WAIT", "name": "Wait"},
    {"key": "task", "kind": "TASK", "name": "Task"},
    {"key": "bought", "kind": "GOAL", "name": "Bought"},
]
CONNECTORS = [
    {"source": "start", "target": "mail"},
    {"key": "slow", "source": "mail", "target": "wait"},
    {"key": "fast", "source": "mail", "target": "wait"},
]
FIRST = {"key": "m", "name": "M", "timeZone": "UTC", "elements": ELEMENTS, "connectors": CONNECTORS}
PUBLISHED = History().publish(definition(FIRST), NOW)


def judged(event: dict, history: History | None = PUBLISHED) -> Event:
    defaults = {"id": "e", "at": NOW, "contact": "ann", "automation": "m"}
    return judge(convert({**defaults, **event}), history, "USD", NOW)


def rejection(event: dict, history: History | None = PUBLISHED) -> tuple[str, str | None]:
    with pytest.raises(Rejected) as rejected:
        judged(event, history)
    return rejected.value.rejection.code, rejected.value.rejection.field


def follow_up(elements: list[dict] = ELEMENTS, connectors: list[dict] = CONNECTORS) -> History:
    return PUBLISHED.publish(definition({**FIRST, "elements": elements, "connectors": connectors}), NOW)


MONEY = {"type": "PURCHASED", "amount": "1", "currency": "USD"}


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"type": "MOVED", "to": "mail", "automation": None}, "automation"),
        ({"type": "MOVED", "to": "mail", "contact": None}, "contact"),
        ({"type": "MOVED"}, "to"),
        ({"type": "ACHIEVED"}, "element"),
        ({"type": "SENT"}, "element"),
        ({"type": "FAILED"}, "element"),
        ({"type": "VISITED"}, "element"),
        ({"type": "VISITED", "element": "start", "automation": None}, "automation"),
        ({"type": "TOUCHED"}, "source"),
        ({"type": "TOUCHED", "source": "facebook", "contact": None}, "contact"),
        ({**MONEY, "amount": None}, "amount"),
        ({**MONEY, "currency": None}, "currency"),
        ({**MONEY, "contact": None}, "contact"),
        ({"type": "TAGGED"}, "tag"),
        ({"type": "UNTAGGED"}, "tag"),
    ],
)
def test_missing_field(event, field):
    assert rejection(event) == ("MISSING_FIELD", field)


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"type": "MOVED", "to": "mail", "at": datetime(1999, 12, 31, tzinfo=UTC)}, "at"),
        ({"type": "MOVED", "to": "mail", "at": datetime(2101, 1, 1, tzinfo=UTC)}, "at"),
        ({"type": "CLICKED", "element": "mail", "link": 1}, "link"),
        ({"type": "CLICKED", "element": "mail", "link": -1}, "link"),
        ({"type": "CLICKED", "element": "text", "link": 0}, "link"),
        ({**MONEY, "amount": "0.00"}, "amount"),
        ({**MONEY, "amount": "1e3"}, "amount"),
        ({"type": "TOUCHED", "medium": "x" * 256}, "medium"),
    ],
)
def test_bad_value(event, field):
    assert rejection(event) == ("BAD_VALUE", field)


def test_unknown_automation_and_one_that_was_never_published():
    moved = {"type": "MOVED", "to": "mail"}
    assert rejection(moved, None) == ("UNKNOWN_AUTOMATION", "automation")
    assert rejection(moved, History()) == ("NOT_PUBLISHED", "automation")


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"type": "MOVED", "to": "nowhere"}, "to"),
        ({"type": "MOVED", "from": "nowhere", "to": "mail"}, "from"),
        ({"type": "MOVED", "from": ""}, "from"),
        ({"type": "ACHIEVED", "element": "nowhere"}, "element"),
        ({"type": "ACHIEVED", "element": "bought", "from": "nowhere"}, "from"),
        ({"type": "VISITED", "element": "nowhere", "contact": None}, "element"),
    ],
)
def test_unknown_element(event, field):
    assert rejection(event) == ("UNKNOWN_ELEMENT", field)


@pytest.mark.parametrize(
    ("kind", "element"),
    [
        *(("ACHIEVED", element) for element in ("mail", "start", "wait")),
        *(("OPENED", element) for element in ("start", "wait", "task", "bought")),
        *(("FAILED", element) for element in ("start", "wait", "bought")),
        *(("VISITED", element) for element in ("mail", "wait", "task")),
    ],
)
def test_wrong_element_kind(kind, element):
    assert rejection({"type": kind, "element": element}) == ("WRONG_ELEMENT_KIND", "element")


@pytest.mark.parametrize(
    ("kind", "element"),
    [("SENT", "text"), ("SKIPPED", "mail"), ("FAILED", "text"), ("SKIPPED", "task"), ("VISITED", "bought")],
)
def test_the_right_element_kind(kind, element):
    assert judged({"type": kind, "element": element}).element == element


def test_connectors_that_join_two_elements_are_told_apart_by_name():
    moved = {"type": "MOVED", "from": "mail", "to": "wait"}
    assert rejection(moved) == ("AMBIGUOUS_CONNECTOR", "connector")
    assert judged({**moved, "connector": "fast"}).connector == "fast"
    assert rejection({**moved, "connector": "start>mail"}) == ("UNKNOWN_CONNECTOR", "connector")
    assert rejection({**moved, "connector": "nowhere"}) == ("UNKNOWN_CONNECTOR", "connector")


def test_a_move_between_elements_that_nothing_joins_passes_nothing():
    assert judged({"type": "MOVED", "from": "wait", "to": "task"}).connector is None
    unjoined = {"type": "MOVED", "from": "wait", "to": "task", "connector": "slow"}
    assert rejection(unjoined) == ("UNKNOWN_CONNECTOR", "connector")


def test_removed_connectors_are_passed_where_no_published_one_joins():
    moved = {"type": "MOVED", "from": "mail", "to": "wait"}
    assert judged(moved, follow_up(connectors=[CONNECTORS[1]])).connector == "slow"
    removed = follow_up(connectors=[])
    assert rejection(moved, removed) == ("AMBIGUOUS_CONNECTOR", "connector")
    assert judged({**moved, "connector": "fast"}, removed).connector == "fast"


def test_a_removed_connector_does_not_join_where_a_published_one_does():
    moved = {"type": "MOVED", "from": "mail", "to": "wait", "connector": "fast"}
    assert rejection(moved, follow_up(connectors=[CONNECTORS[1]])) == ("UNKNOWN_CONNECTOR", "connector")


def test_removed_elements_stay_known_and_links_of_any_version_count():
    shorter = [{**element, "links": []} for element in ELEMENTS if element["key"] != "wait"]
    history = follow_up(shorter, [CONNECTORS[0]])
    assert judged({"type": "MOVED", "to": "wait"}, history).to == "wait"
    assert judged({"type": "CLICKED", "element": "mail", "link": 0}, history).link == 0


def test_the_currency_must_be_the_accounts():
    for currency in ("EUR", "usd", ""):
        assert rejection({**MONEY, "currency": currency}) == ("CURRENCY_MISMATCH", "currency")


def test_an_event_may_be_24_hours_ahead_and_no_more():
    ahead = {"type": "MOVED", "to": "mail", "at": NOW + timedelta(hours=24)}
    assert judged(ahead).at == ahead["at"]
    late = {**ahead, "at": ahead["at"] + timedelta(microseconds=1)}
    assert rejection(late) == ("TOO_FAR_AHEAD", "at")


def test_an_accepted_event_holds_nothing_that_does_not_apply():
    moved = judged({"type": "MOVED", "to": "mail", "tag": "vip", "source": "x", "amount": "1", "link": 0})
    assert moved == Event("e", moved.type, NOW, to="mail")
    assert judged({"type": "SENT", "element": "mail", "from": "nowhere", "link": 7}).link is None


def test_touches_are_trimmed_and_blank_ones_left_out():
    touched = judged({"type": "TOUCHED", "source": " facebook\t", "medium": "  ", "term": " " * 300})
    assert touched.touch == (("source", "facebook"),)
    assert judged({"type": "TOUCHED", "source": " "}).touch == ()


def test_visits_need_no_contact():
    assert judged({"type": "VISITED", "element": "start", "contact": None}).element == "start"
