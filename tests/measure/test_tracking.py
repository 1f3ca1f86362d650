"""Breakdowns by a tracking dimension, against counting."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from measure.account_state import AccountState
from measure.columns import Column
from measure.groups import EVERYBODY
from measure.map_state import MapState
from measure.scope import Scope
from measure.sets import Set
from measure.stats import COHORT
from measure.terms import Terms
from measure.touches import Model, Touched, Touches
from measure.tracking import breakdown


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from("abcdefgh") | st.none(), max_size=40), st.integers(1, 9))
def test_the_largest_values_come_first_and_ties_are_by_folded_value(values, first):
    terms = Terms().with_spellings(sorted({value.upper() for value in values if value}, reverse=True))
    codes = {who: terms.code(value) for who, value in enumerate(values) if value}
    touched = Touched(Set(codes), Column().with_values(codes))
    everybody = Set(range(len(values)))
    account = AccountState(
        contacts=everybody, touches=Touches({"source": terms}, {(Model.FIRST, "source"): touched})
    )
    scope = Scope("map", MapState(sets={COHORT: everybody}), EVERYBODY, None, account)

    found = breakdown(scope, Model.FIRST, "source", first)

    counts = Counter(value for value in values if value)
    largest = sorted(counts, key=lambda value: (-counts[value], value))[:first]
    rows = [(row.value, row.contacts.count) for row in found.rows]
    assert rows == [(value.upper(), counts[value]) for value in largest] + [(None, values.count(None))]
    assert found.distinct == len(counts)
    assert found.others.count == sum(counts.values()) - sum(counts[value] for value in largest)
