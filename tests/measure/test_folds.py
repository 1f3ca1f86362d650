"""Folding and replaying: commits cut anywhere come to the same state."""

from contextlib import contextmanager
from itertools import chain, groupby
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measure import account_fold, account_state, map_fold, map_state
from measure.account_state import AccountState
from measure.changes import SetChanges, SetDraft
from measure.map_state import MapState
from measure.sets import EMPTY, Set
from measure.stats import ADDED
from measure.touches import Model
from tests.measure.ledger import Ledger, MapCommit
from tests.recount.world import DIMENSIONS
from tests.strategies import histories

thorough = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
cuts = st.integers(0, 1_000).map(Random)


@thorough
@given(histories(), cuts)
def test_folding_all_events_at_once_equals_replaying_every_change(steps, cuts):
    ledger = Ledger(cuts).take(steps)

    for automation, commits in ledger.map_commits.items():
        state = MapState()
        for is_of_events, run in groupby(commits, key=lambda commit: commit.changes.lifecycle is None):
            state = (folded_at_once if is_of_events else replayed)(state, list(run))
        assert without_empties(state.sets) == without_empties(ledger.maps[automation].sets)
        assert values(state) == values(ledger.maps[automation])
        assert state.counts == ledger.maps[automation].counts
        assert state.history == ledger.maps[automation].history


def folded_at_once(state: MapState, commits: list[MapCommit]) -> MapState:
    events = chain.from_iterable(commit.events for commit in commits)
    return map_state.replay(state, map_fold.fold(state, events))


def replayed(state: MapState, commits: list[MapCommit]) -> MapState:
    for commit in commits:
        state = map_state.replay(state, commit.changes)
    return state


def without_empties(sets) -> dict[str, Set]:
    return {name: members for name, members in sets.items() if members}


def values(state: MapState) -> dict[str, dict[int, int]]:
    return {name: dict(column.items()) for name, column in state.columns.items()}


@thorough
@given(histories(), cuts)
def test_the_account_folded_at_once_equals_its_replay(steps, cuts):
    ledger = Ledger(cuts).take(steps)
    entries = [entry for entries, _ in ledger.account_commits for entry in entries]

    at_once = account_state.replay(AccountState(), account_fold.fold(AccountState(), entries))

    for ordinal in ledger.ordinals.values():
        assert facts(at_once, ordinal) == facts(ledger.account, ordinal)
    assert at_once.touches.terms == ledger.account.touches.terms
    assert at_once.contacts == ledger.account.contacts


def facts(account: AccountState, ordinal: int) -> tuple[object, ...]:
    touches = (account.touches.value(model, name, ordinal) for model in Model for name in DIMENSIONS)
    return account.created_at(ordinal), account.tags_of(ordinal), account.money.get(ordinal), *touches


@thorough
@given(histories(), cuts)
def test_changes_never_say_what_is_already_so(steps, cuts):
    ledger = Ledger(cuts).take(steps)

    for commits in ledger.map_commits.values():
        state = MapState()
        for commit in commits:
            assert says_only_news(commit.changes.sets, state.sets)
            state = map_state.replay(state, commit.changes)
    tags = {}
    for _, changes in ledger.account_commits:
        assert says_only_news(changes.tags, tags)
        tags = changes.tags.applied_to(tags)


def says_only_news(changes: SetChanges, before) -> bool:
    is_new = all(members and not members & before.get(name, EMPTY) for name, members in changes.add.items())
    return is_new and all(
        members and members <= before.get(name, EMPTY) for name, members in changes.remove.items()
    )


@thorough
@given(histories(), cuts)
def test_an_older_state_folds_as_it_did_whatever_was_written_in_place_since(steps, cuts):
    with all_chunks_dense():
        ledger = Ledger(cuts).take(steps)

        for commits in ledger.map_commits.values():
            state, states = MapState(), []
            for commit in commits:
                states.append(state)
                state = map_state.replay(state, commit.changes)
            for state, commit in zip(states, commits, strict=True):
                if commit.events:
                    assert map_fold.fold(state, commit.events) == commit.changes


@thorough
@given(histories(), cuts)
def test_an_older_account_keeps_its_answers_whatever_was_written_in_place_since(steps, cuts):
    with all_chunks_dense():
        ledger, revisions, account = Ledger(cuts).take(steps), [], AccountState()
        for entries, changes in ledger.account_commits:
            revisions.append((account, known(account), entries, changes))
            account = account_state.replay(account, changes)
        for account, before, entries, changes in revisions:
            assert known(account) == before
            assert account_fold.fold(account, entries) == changes


@contextmanager
def all_chunks_dense():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("measure.columns.MOST_SPARSE", 0)
        yield


def known(account: AccountState) -> dict[int, tuple[object, ...]]:
    return {ordinal: facts(account, ordinal) for ordinal in account.contacts}


def test_an_older_state_knows_nobody_who_came_later():
    with all_chunks_dense():
        before = Ledger().take([("publish", TINY), ("events", [{**MOVE, "id": "1"}])])
        state, account = before.maps["m"], before.account
        before.events([{**MOVE, "id": "2", "contact": "bob"}])
        bob = before.ordinals["bob"]

        assert state.column(ADDED).get(bob) == account.created.get(bob) == 825_670_800
        for answer in (state.added_at, account.created_at):
            with pytest.raises(KeyError):
                answer(bob)
        assert before.maps["m"].added_at(bob) == before.account.created_at(bob)


def test_what_comes_and_goes_within_a_commit_is_no_change():
    draft = SetDraft({"here": Set([1])})
    here = draft.of("here")
    here.add(2)
    here.remove(2)
    here.remove(1)
    here.add(1)
    assert draft.changes() == SetChanges({}, {})


def test_untouched_sets_are_shared_between_revisions():
    before = {"a": Set([1]), "b": Set([2])}
    after = SetChanges(add={"a": Set([3])}).applied_to(before)
    assert after["b"] is before["b"]
    assert (before["a"], after["a"]) == (Set([1]), Set([1, 3]))


def test_a_batch_folded_again_changes_nothing_but_counters():
    ledger = Ledger().take(
        [
            ("publish", TINY),
            ("events", [{**MOVE, "id": "1"}, {**MOVE, "id": "2", "type": "ACHIEVED", "element": "g"}]),
        ]
    )
    commits = ledger.map_commits["m"]
    events = [event for commit in commits for event in commit.events][1:]
    assert map_fold.fold(ledger.maps["m"], events).sets == SetChanges({}, {})


TINY = {
    "key": "m",
    "name": "M",
    "timeZone": "UTC",
    "elements": [{"key": "t", "kind": "TRIGGER", "name": "T"}, {"key": "g", "kind": "GOAL", "name": "G"}],
    "connectors": [{"source": "t", "target": "g"}],
}
MOVE = {"type": "MOVED", "automation": "m", "contact": "ann", "to": "t", "at": "2026-03-01T09:00:00Z"}
