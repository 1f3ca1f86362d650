"""What an answer costs while it is made: lists that turn out longer than they were taken for."""

import pytest

from measure.cost import Field, Many, Operation, Selection
from measure.errors import Refused
from measure.spending import Spending

INNER = Field(Selection(), many=Many.OF_MAP)
OUTER = Field(Selection([INNER]), many=Many.OF_MAP)
LINKS = Field(Selection(), many=Many.UNPAGED)
KEYS = {1: OUTER, 2: INNER, 3: LINKS}
AROUND = Operation(Selection([OUTER]), unpaged=KEYS)
"Of each of 20 elements, each of 20 elements."


def test_lists_without_pages_count_20_at_first():
    assert Spending(AROUND, {}, limit=1_000).requested == 20 * (1 + 20)


def test_a_longer_list_adds_what_it_has_more_with_all_beneath_it():
    spending = Spending(AROUND, {}, limit=10_000)
    spending.add([1], 25)
    assert spending.requested == 20 * 21 + 5 * 21
    spending.add([1], 20)
    spending.add([3], 3)
    spending.add([4], 1_000)  # a list of leaves
    assert spending.requested == 25 * 21


def test_fields_that_are_merged_count_each():
    spending = Spending(AROUND, {}, limit=10_000)
    spending.add([1, 2], 21)
    assert spending.requested == 20 * 21 + 21 + 1


def test_beyond_the_limit_the_list_is_refused():
    spending = Spending(AROUND, {}, limit=500)
    with pytest.raises(Refused) as refused:
        spending.add([3], 1_000)
    assert refused.value.message == "cost: 1400 is more than the 500 allowed (FOOTFALL_MAX_COST)"
    assert refused.value.extensions == {
        "limit": "cost",
        "value": 1_400,
        "most": 500,
        "setting": "FOOTFALL_MAX_COST",
        "cost": {"requested": 1_400, "limit": 500},
    }


def test_a_map_within_a_map_is_taken_to_be_as_long():
    spending = Spending(AROUND, {}, limit=100 * 101 - 1)
    with pytest.raises(Refused) as refused:
        spending.add([1], 100)
    assert refused.value.extensions["value"] == 100 * 101
    kept = Spending(AROUND, {}, limit=100 * 101)
    kept.add([1], 100)
    for _ in range(100):
        kept.add([2], 100)
    assert kept.requested == 100 * 101


def test_an_event_of_a_subscription_begins_anew():
    spending = Spending(AROUND, {}, limit=1_000)
    spending.add([3], 30)
    assert spending.renewed().requested == 420
