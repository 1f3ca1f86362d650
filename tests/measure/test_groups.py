"""Definitions of groups: their limits, and what decides who is in them."""

import pytest

from measure.errors import ErrorCode, Refused
from measure.groups import Combined, Filter, StatGroup, automations, check_limits
from measure.stats import Stat


def test_a_group_is_at_most_5_deep_and_holds_at_most_50():
    leaf = StatGroup("m", Stat.COHORT)
    deep = leaf
    for _ in range(4):
        deep = Combined(all=(deep,))
    check_limits(deep)
    check_limits(Combined(any=(leaf,) * 49))
    for refused in (Combined(all=(deep,)), Combined(any=(leaf,) * 50)):
        with pytest.raises(Refused) as error:
            check_limits(refused)
        assert error.value.code is ErrorCode.LIMIT_EXCEEDED


def test_a_group_knows_the_automations_that_decide_it():
    one = StatGroup("m", Stat.REACHED, "a", filter=Filter(StatGroup("n", Stat.REACHED, "a")))
    assert automations(Combined(all=(one,), none=(StatGroup("o", Stat.COHORT),))) == {"m", "n", "o"}
