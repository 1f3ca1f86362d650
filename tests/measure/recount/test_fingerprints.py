from measure.recount.fingerprints import Fingerprints
from measure.sets import Set


def fingerprints(*steps: tuple[int, str]) -> Fingerprints:
    made = Fingerprints()
    for contact, step in steps:
        made.add(contact, step)
    return made


def test_the_same_steps_of_each_contact_have_the_same_fingerprints():
    told = fingerprints((1, "a"), (2, "a"), (1, "b"))
    assert told.differing(fingerprints((2, "a"), (1, "a"), (1, "b"))) == Set()


def test_a_step_more_less_changed_or_in_another_order_differs():
    told = fingerprints((1, "a"), (1, "b"), (2, "a"), (3, "a"), (3, "a"), (4, "a"), (5, "a"))
    others = fingerprints((1, "b"), (1, "a"), (2, "b"), (3, "a"), (5, "a"), (6, "a"))
    assert told.differing(others) == others.differing(told) == Set([1, 2, 3, 4, 6])
