from server.demo.journey import LONGEST, journey
from server.demo.schedule import PER_SECOND, Schedule, arrival, first_to_replay


def ids(schedule: Schedule, until: float) -> list[str]:
    return [due.event_id() for due, _ in schedule.due(until)]


def test_five_contacts_come_a_second():
    assert [arrival(1), arrival(6), arrival(20_000)] == [0.0, 1.0, 3999.8]


def test_everything_is_handed_out_once_in_order_of_time():
    schedule = Schedule(1, 20)
    happened = [due for until in range(300) for due, _ in schedule.due(until)]
    assert schedule.finished
    assert happened == sorted(happened)
    assert len(happened) == sum(len(journey(number)) for number in range(1, 21))


def test_one_contacts_steps_come_in_their_order():
    schedule = Schedule(1, 50)
    happened = [due for due, _ in schedule.due(1_000) if due.number == 17]
    assert [due.position for due in happened] == list(range(len(journey(17))))


def test_nothing_is_handed_out_before_its_time():
    schedule = Schedule(1, 100)
    assert all(due.at <= 2.0 for due, _ in schedule.due(2.0))
    assert not schedule.finished


def test_starting_again_sends_the_journeys_under_way_with_the_same_ids():
    whole, stop = Schedule(1, 3_000), 500.0
    before = ids(whole, stop)
    again = Schedule(first_to_replay(int(stop * PER_SECOND)), 3_000)
    assert set(ids(again, stop)) < set(before)
    assert ids(again, 1_000) == ids(whole, 1_000)


def test_only_journeys_that_have_ended_are_left_out():
    left_out = first_to_replay(10_000) - 1
    assert arrival(left_out) + LONGEST <= arrival(10_000)
    assert first_to_replay(3) == 1
