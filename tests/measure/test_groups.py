"""Definitions of groups and their ids."""

import json
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure import ids
from measure.errors import ErrorCode, Refused
from measure.groups import (
    LONGEST_ID,
    Combined,
    Filter,
    StatGroup,
    UnknownDefinition,
    automations,
    check_limits,
    group_id,
    is_countable,
    kept_texts,
    members,
    parse,
)
from measure.history import History
from measure.map_state import MapState
from measure.sets import Set
from measure.stats import Stat, set_name
from tests.measure.ledger import NOW, definition

quick = settings(max_examples=100, deadline=None)
keys = st.one_of(st.sampled_from(["wait", "mail", "start>mail"]), st.text(max_size=64))
automation_ids = st.sampled_from(["65a1b2c3d4e5f60718293a4b", "65a1b2c3d4e5f60718293a4c"])
plain = st.builds(
    StatGroup, automation_ids, st.sampled_from(Stat), keys, st.none() | st.integers(0, 9), st.just(Filter())
)


def around(inner: st.SearchStrategy) -> st.SearchStrategy:
    parts = st.lists(inner, max_size=4).map(tuple)
    filtered = st.builds(
        StatGroup, automation_ids, st.sampled_from(Stat), keys, st.none(), st.builds(Filter, inner)
    )
    return filtered | st.builds(Combined, parts, parts, parts)


groups = st.recursive(plain, around, max_leaves=15)


@quick
@given(groups)
def test_an_id_is_short_and_stands_for_its_definition(group):
    identifier = group_id(group)
    texts = dict(kept_texts(group))

    assert len(identifier) <= LONGEST_ID
    assert parse(identifier, texts) == group
    assert group_id(parse(identifier, texts)) == identifier


@quick
@given(groups, groups)
def test_the_same_id_means_the_same_definition(one, other):
    assert (group_id(one) == group_id(other)) is (one == other)


@quick
@given(
    st.text() | st.text().map(lambda text: ids.encode("ContactGroup", text.encode(errors="replace").decode()))
)
def test_garbage_is_no_group(text):
    assert parse(text, {}) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(Stat),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=2),
)


@quick
@given(json_values)
def test_json_that_is_no_definition_is_no_group(value):
    identifier = ids.encode("ContactGroup", json.dumps(value))
    assert parse(identifier, {}) is None or group_id(parse(identifier, {})) == identifier


@pytest.mark.parametrize(
    "text",
    [
        '""',
        '"\\ud800"',
        '["a","SENT","b",null,"not a digest"]',
        '["a","SENT","b",true,null]',
        '["a","SENT","b",1.0,null]',
        '["a","SENT","b",1' + "0" * 5_000 + ",null]",
        '["a",["SENT"],"b",null,null]',
        '["a", "SENT", "b", null, null]',
        '["a","SENT","b",null]',
        '["ab","c",""]',
        "[{},{},{}]",
        "[[],[]]",
        "[" * 10_000,
        "[[" * 400 + "]" + ",[],[]]" * 400,
    ],
    ids=lambda text: text[:40],
)
def test_what_only_looks_like_a_definition_is_no_group(text):
    assert parse(ids.encode("ContactGroup", text), {}) is None


def test_a_digest_whose_text_is_not_at_hand_is_asked_for():
    with pytest.raises(UnknownDefinition) as unknown:
        parse(ids.encode("ContactGroup", f'"{"0" * 64}"'), {})
    assert unknown.value.digest == "0" * 64


def test_a_deep_definition_is_read_in_a_moment():
    group = Combined()
    for _ in range(60):
        group = Combined(all=(group,))
    began = process_time()
    group_id(group)
    assert process_time() - began < 0.5


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


def reached(automation: str, key: str, within=None) -> StatGroup:
    return StatGroup(automation, Stat.REACHED, key, None, Filter(within))


STATES = {
    "m": MapState(
        sets={set_name(Stat.REACHED, "a"): Set([1, 2, 3]), set_name(Stat.REACHED, "b"): Set([2, 3, 4])}
    ),
    "n": MapState(sets={set_name(Stat.REACHED, "a"): Set([3, 4, 5])}),
}
A, B, C = reached("m", "a"), reached("m", "b"), reached("n", "a")


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (A, [1, 2, 3]),
        (reached("m", "a", within=C), [3]),
        (Combined(all=(A, B)), [2, 3]),
        (Combined(any=(A, C)), [1, 2, 3, 4, 5]),
        (Combined(all=(A,), any=(B, C)), [2, 3]),
        (Combined(all=(A,), none=(B, C)), [1]),
        (Combined(any=(A, B), none=(C,)), [1, 2]),
        (Combined(all=(reached("m", "b", within=A),), none=(C,)), [2]),
        (Combined(all=(reached("m", "nowhere"),)), []),
    ],
)
def test_who_is_in_a_group(group, expected):
    assert list(members(group, STATES)) == expected


def test_a_group_knows_the_automations_that_decide_it():
    assert automations(Combined(all=(reached("m", "a", within=C),), none=(A,))) == {"m", "n"}


def test_only_what_the_map_has_can_be_counted():
    drawing = {
        "key": "m",
        "name": "M",
        "timeZone": "UTC",
        "elements": [
            {"key": "t", "kind": "TRIGGER", "name": "T"},
            {"key": "e", "kind": "EMAIL", "name": "E", "links": ["https://example.org"]},
        ],
        "connectors": [{"source": "t", "target": "e"}],
    }
    state = MapState(History().publish(definition(drawing), NOW))
    for stat, subject, link in (
        ("COHORT", "", None),
        ("REACHED", "t", None),
        ("PASSED", "t>e", None),
        ("CLICKED_LINK", "e", 0),
    ):
        assert is_countable(StatGroup("m", Stat(stat), subject, link), state)
    for stat, subject, link in (
        ("COHORT", "t", None),
        ("REACHED", "nowhere", None),
        ("REACHED", "t", 0),
        ("ACHIEVED", "t", None),
        ("PASSED", "t", None),
        ("SENT", "t", None),
        ("CLICKED_LINK", "e", 1),
        ("CLICKED_LINK", "e", None),
        ("TOTAL_VISITORS", "t", None),
    ):
        assert not is_countable(StatGroup("m", Stat(stat), subject, link), state)
