"""Definitions of groups as ids, and back."""

import json
from dataclasses import replace
from datetime import date
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure import ids
from measure.days import Days, Preset
from measure.events import DIMENSIONS
from measure.group_ids import LONGEST_ID, UnknownDefinition, group_id, kept_texts, parse
from measure.groups import Combined, Filter, Saved, StatGroup, Tracked
from measure.stats import Stat
from measure.touches import Model

quick = settings(max_examples=100, deadline=None)
keys = st.one_of(st.sampled_from(["wait", "mail", "start>mail"]), st.text(max_size=64))
automation_ids = st.sampled_from(["65a1b2c3d4e5f60718293a4b", "65a1b2c3d4e5f60718293a4c"])
details = st.none() | st.integers(0, 9) | keys
dates = st.none() | st.dates()


def days(first: date | None, last: date | None, preset: Preset | None) -> Days | None:
    if first is None and last is None:
        return None
    return Days(first, last, preset) if None in (first, last) or first <= last else Days(last, first, preset)


ranges = st.none() | st.builds(days, dates, dates, st.none() | st.sampled_from(Preset))
values = st.lists(st.text(max_size=150), max_size=4)
tracked = st.builds(
    lambda model, dimension, values, none: Tracked.of(model, dimension, values, includes_none=none),
    st.sampled_from(Model),
    st.sampled_from(DIMENSIONS),
    values,
    st.booleans(),
)
several = st.lists(tracked, max_size=2).map(lambda some: tuple(sorted(set(some))))
filters = st.builds(Filter, st.none(), ranges, ranges, several, st.lists(keys, max_size=3).map(tuple))
plain = st.builds(
    StatGroup, automation_ids, st.sampled_from(Stat), keys, details, st.just(Filter()) | filters
)


def around(inner: st.SearchStrategy) -> st.SearchStrategy:
    parts = st.lists(inner, max_size=4).map(tuple)
    nested = st.builds(Filter, inner) | st.builds(replace, filters, group=inner)
    filtered = st.builds(StatGroup, automation_ids, st.sampled_from(Stat), keys, st.none(), nested)
    some = st.lists(inner, min_size=1, max_size=4).map(tuple)
    return filtered | st.builds(Combined, some, parts, parts) | st.builds(Combined, st.just(()), some, parts)


saved = st.builds(Saved, st.sampled_from(["0" * 24, "f0" * 12]))
groups = st.recursive(plain | saved, around, max_leaves=8)


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
        "[[],[],[]]",
        '[[],[],[["a","COHORT","",null,null]]]',
        "[[],[]]",
        '["0123456789abcdef"]',
        '["0123456789ABCDEF01234567"]',
        '[["0123456789abcdef01234567"]]',
        "[null]",
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
    group = StatGroup("m", Stat.COHORT)
    for _ in range(60):
        group = Combined(all=(group,))
    began = process_time()
    group_id(group)
    assert process_time() - began < 0.5
