import json
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from server.demo.journey import LONGEST, contact_key, journey
from server.demo.people import person
from server.demo.walk import Step
from server.demo.welcome import JOINED, PLACED, welcome

KINDS = {key: kind for key, kind, *_ in PLACED}
LINKS = {key: len(links) for key, *_, links in PLACED}
WAYS = {(source, target) for source, target, *_ in JOINED}
ALL = {
    "TOUCHED", "VISITED", "MOVED", "SENT", "DELIVERED", "OPENED", "CLICKED", "BOUNCED", "UNSUBSCRIBED",
    "COMPLAINED", "ACHIEVED", "PURCHASED", "REFUNDED", "TAGGED", "FAILED",
}  # fmt: skip


@cache
def people() -> Sequence[Sequence[Step]]:
    """What the first of them do; made when a test asks, not by everybody who imports this."""
    return [journey(number) for number in range(1, 4_001)]


def steps(*types: str) -> list[Step]:
    return [step for walked in people() for step in walked if step.event["type"] in types]


def test_a_contact_does_the_same_at_every_start():
    assert journey(42) == journey(42)
    assert journey(42) != journey(43)


def test_a_journey_is_in_order_of_time_and_ends_in_time():
    for walked in people():
        times = [step.after for step in walked]
        assert times == sorted(times)
        assert 0 <= times[0] <= times[-1] < LONGEST


def test_a_journey_is_of_one_contact_besides_visits_by_strangers():
    for number in (1, 20_000):
        own = {step.event.get("contact") for step in journey(number) if step.event["type"] != "VISITED"}
        assert own == {contact_key(number)}


def test_contacts_move_along_connectors_from_where_they_are():
    for walked in people():
        here = None
        for step in walked:
            event = step.event
            if event["type"] == "ACHIEVED":
                here = event["element"]
            if event["type"] != "MOVED":
                continue
            assert event.get("from") == here
            assert here is None or "to" not in event or (here, event["to"]) in WAYS
            here = event.get("to")


def test_events_name_elements_of_their_kind():
    for step in steps("SENT", "DELIVERED", "OPENED", "CLICKED", "BOUNCED", "UNSUBSCRIBED", "COMPLAINED"):
        assert KINDS[str(step.event["element"])] == "EMAIL"
    for step in steps("CLICKED"):
        assert 0 <= int(step.event["link"]) < LINKS[str(step.event["element"])]
    assert {KINDS[str(step.event["element"])] for step in steps("VISITED")} == {"TRIGGER", "GOAL"}
    assert {KINDS[str(step.event["element"])] for step in steps("ACHIEVED")} == {"GOAL"}


def test_everything_that_can_happen_to_people_happens():
    assert {step.event["type"] for walked in people() for step in walked} == ALL


def test_opening_the_welcome_decides_the_second_email():
    for walked in people():
        happened = [(step.event["type"], step.event.get("element")) for step in walked]
        second = [step.event["to"] for step in walked if str(step.event.get("to")).startswith(("st", "re"))]
        expected = "story-email" if ("OPENED", "welcome-email") in happened else "reminder-email"
        assert set(second) <= {expected}


def test_a_click_comes_after_its_opening():
    for walked in people():
        mails = [
            (s.event["type"], s.event["element"]) for s in walked if s.event["type"] in ("OPENED", "CLICKED")
        ]
        for index, (kind, email) in enumerate(mails):
            assert kind == "OPENED" or ("OPENED", email) in mails[:index]


def test_the_sample_map_is_one_piece_and_places_no_two_elements_on_one_spot():
    assert len(KINDS) == len(PLACED)
    assert all(source in KINDS and target in KINDS for source, target in WAYS)
    spots = [(column, row) for _, _, _, column, row, _ in PLACED]
    assert len(set(spots)) == len(spots)
    assert [kind for kind in KINDS.values() if kind == "GOAL"] == ["GOAL", "GOAL"]
    assert json.loads(json.dumps(welcome()))["key"] == "welcome"


def test_neighbours_have_different_names():
    names = [person(number)["name"] for number in range(1, 576)]
    assert all(one != other for one, other in pairwise(names))
    assert len(set(names)) == 575
