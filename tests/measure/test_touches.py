"""First and last touches, and the spelling that came first."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure.touches import Model
from tests.measure.ledger import NOW, Ledger
from tests.recount import recount
from tests.recount.world import DIMENSIONS

values = st.sampled_from(["facebook", " Facebook ", "FACEBOOK", "email", "Straße", "STRASSE", " "])
touched = st.fixed_dictionaries(
    {
        "contact": st.sampled_from(["ann", "bob"]),
        "at": st.sampled_from([f"2026-03-01T09:00:0{second}Z" for second in ("0", "0.5", "1", "2", "3")]),
        "source": values,
    },
    optional={"medium": values},
)


@settings(max_examples=150, deadline=None)
@given(st.lists(touched, min_size=1, max_size=10), st.integers(0, 99).map(Random))
def test_touches_are_those_of_the_recount_however_they_are_committed(touches, cuts):
    events = [{"id": f"{n}", "type": "TOUCHED", **touch} for n, touch in enumerate(touches)]
    steps = [("events", events)]
    expected, ledger = recount(steps, NOW), Ledger(cuts).take(steps)

    for key in expected.contacts:
        assert attribution(ledger, key) == expected.attribution(key)


def attribution(ledger: Ledger, key: str) -> tuple[dict[str, str], dict[str, str]]:
    found = []
    for model in (Model.FIRST, Model.LAST):
        named = {name: ledger.account.touches.value(model, name, ledger.ordinals[key]) for name in DIMENSIONS}
        found.append({name: value for name, value in named.items() if value is not None})
    return found[0], found[1]


def arrived(*touches: tuple[str, str, str]) -> Ledger:
    """Each (contact, second, source) in a commit of its own."""
    return Ledger().take(
        (
            "events",
            [{"id": f"{n}", "type": "TOUCHED", "contact": contact, "at": at(second), "source": source}],
        )
        for n, (contact, second, source) in enumerate(touches)
    )


def at(second: str) -> str:
    return f"2026-03-01T09:00:{second}Z"


def sources(ledger: Ledger, key: str) -> tuple[str | None, str | None]:
    first, last = attribution(ledger, key)
    return first.get("source"), last.get("source")


def test_the_earliest_is_first_and_the_latest_last_in_whatever_order_they_arrive():
    ledger = arrived(("ann", "02", "b"), ("ann", "03", "c"), ("ann", "01", "a"), ("ann", "02", "d"))
    assert sources(ledger, "ann") == ("a", "c")


def test_of_two_at_once_the_first_to_arrive_stays_first_and_the_last_becomes_last():
    assert sources(arrived(("ann", "01", "a"), ("ann", "01", "b")), "ann") == ("a", "b")


def test_a_spelling_that_came_first_is_kept_also_when_it_was_neither_first_nor_last():
    ledger = arrived(
        ("ann", "01", "a"), ("ann", "03", "c"), ("ann", "02", "Facebook"), ("bob", "01", "FACEBOOK")
    )
    assert sources(ledger, "bob") == ("Facebook", "Facebook")


@pytest.mark.parametrize("second", ["  facebook", "FaceBook", "facebook\t"])
def test_values_are_one_when_trimmed_and_case_folded(second):
    ledger = arrived(("ann", "01", "Facebook"), ("bob", "01", second))
    assert sources(ledger, "bob") == ("Facebook", "Facebook")
    assert len(ledger.account.touches.terms["source"]) == 1


def test_an_older_account_knows_no_touch_that_came_later(monkeypatch):
    monkeypatch.setattr("measure.columns.MOST_SPARSE", 0)
    ledger = arrived(("ann", "01", "a"))
    before = ledger.account.touches
    ledger.events([{"id": "later", "type": "TOUCHED", "contact": "bob", "at": at("05"), "source": "b"}])
    bob, place = ledger.ordinals["bob"], (Model.FIRST, "source")

    assert before.touched[place].codes.get(bob) == 1
    assert before.touched[place].code(bob) is before.touched[place].time(bob) is None
    assert before.value(Model.FIRST, "source", bob) is None
    assert ledger.account.touches.value(Model.FIRST, "source", bob) == "b"
