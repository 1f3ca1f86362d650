"""The recount of an account over its log, against what folding and replaying made of it."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measure import account_fold, account_state
from measure.account_state import AccountState, Arrival, Profile
from measure.columns import BitSliced, Column
from measure.events import Event, EventType
from measure.recount.account_recount import AccountRecount
from measure.recount.differences import Difference, account_differences
from measure.sets import Set
from measure.terms import Terms
from measure.touches import Model, Touched, Touches
from tests.measure.ledger import Ledger
from tests.strategies import histories

thorough = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
cuts = st.integers(0, 1_000).map(Random)

AT = datetime(2000, 1, 1, 0, 0, 9, tzinfo=UTC)
ENTRIES = (
    Arrival(1, AT),
    Profile(2, AT, created_at=AT.replace(second=4), tags=("vip",)),
    Event("t-1", EventType.TOUCHED, AT, contact=1, touch=(("source", "Mail"),)),
    Event("t-2", EventType.TOUCHED, AT, contact=2, touch=(("source", " mAIL"),)),
    Event("t-3", EventType.TOUCHED, AT, contact=1, touch=(("source", "Ads"),)),
    Event("p-1", EventType.PURCHASED, AT, contact=1, amount=500),
    Event("p-2", EventType.REFUNDED, AT, contact=2, amount=300),
)
FIRST_SOURCE = (Model.FIRST, "source")


def counted(*entries: Arrival | Profile | Event) -> AccountRecount:
    recount = AccountRecount()
    for entry in entries:
        recount.take(entry)
    return recount


@thorough
@given(histories(), cuts)
def test_what_folds_and_replays_made_is_what_the_log_comes_to(steps, cuts):
    ledger = Ledger(cuts).take(steps)
    entries = [entry for entries, _ in ledger.account_commits for entry in entries]

    assert list(account_differences(counted(*entries), ledger.account)) == []


@pytest.fixture
def state() -> AccountState:
    return account_state.replay(AccountState(), account_fold.fold(AccountState(), ENTRIES))


def test_contacts_upserted_and_met_are_counted_alike(state: AccountState):
    assert list(account_differences(counted(*ENTRIES), state)) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"contacts": Set([1, 2, 3])}, Difference("contacts", too_many=Set([3]))),
        ({"created": Column().with_values({1: 9, 2: 5})}, Difference("column created", wrong=Set([2]))),
        ({"created": Column().with_values({1: 9})}, Difference("column created", wrong=Set([2]))),
        ({"money": BitSliced().with_values({1: 500, 2: 300})}, Difference("lifetime value", wrong=Set([2]))),
        ({"tags": {"vip": Set([1])}}, Difference("tag vip", too_many=Set([1]), missing=Set([2]))),
    ],
)
def test_what_is_wrong_is_named_with_its_contacts(state: AccountState, changes: dict, told: Difference):
    assert list(account_differences(counted(*ENTRIES), replace(state, **changes))) == [told]


def test_a_touch_that_is_wrong_is_named_with_its_place(state: AccountState):
    before = state.touches.touched[FIRST_SOURCE]
    late = replace(before, times=before.times.with_values({1: 9_001}))
    lost = Touched().with_values({2: (9_000, 0)})

    def told(touched: Touched) -> list[Difference]:
        touches = Touches(state.touches.terms, {**state.touches.touched, FIRST_SOURCE: touched})
        return list(account_differences(counted(*ENTRIES), replace(state, touches=touches)))

    assert told(late) == [Difference("column FIRST source times", wrong=Set([1]))]
    assert told(lost) == [Difference("touches FIRST source", missing=Set([1]))]


def test_another_spelling_than_the_first_is_told(state: AccountState):
    respelt = Touches({"source": Terms().with_spellings(["mail"])}, state.touches.touched)
    [told] = account_differences(counted(*ENTRIES), replace(state, touches=respelt))
    assert told.what == "values of source"
