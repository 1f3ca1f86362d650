"""What keeps a map from being published, and what is only a warning."""

import pytest

from measure.history import History
from measure.problems import Problem, ProblemCode, Severity, problems
from tests.measure.ledger import NOW, definition

CODE = ProblemCode


def drawing(elements: str, *connectors: str | dict, time_zone: str = "UTC", **shapes: dict) -> dict:
    """`elements` as "key:KIND …", connectors as "source>target" or in full, more of an element by key."""
    pairs = [element.split(":") for element in elements.split()]
    return {
        "key": "m",
        "name": "M",
        "timeZone": time_zone,
        "elements": [{"key": key, "kind": kind, "name": key, **shapes.get(key, {})} for key, kind in pairs],
        "connectors": [
            dict(zip(("source", "target"), connector.split(">"), strict=True))
            if isinstance(connector, str)
            else connector
            for connector in connectors
        ],
    }


def found(new: dict, *earlier: dict) -> list[Problem]:
    history = History()
    for version in earlier:
        history = history.publish(definition(version), NOW)
    return list(problems(definition(new), history))


def codes(new: dict, *earlier: dict) -> list[tuple[ProblemCode, str | None, str | None]]:
    return [(problem.code, problem.element, problem.connector) for problem in found(new, *earlier)]


def way(source: str, target: str, **more: object) -> dict:
    return {"source": source, "target": target, **more}


WHOLE = drawing("t:TRIGGER w:WAIT g:GOAL x:END", "t>w", "w>g", "g>x")


def test_a_whole_map_has_no_problems():
    assert found(WHOLE) == []
    assert found(WHOLE, WHOLE) == []


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (drawing(""), (CODE.NO_TRIGGER, None, None)),
        (drawing("g:GOAL"), (CODE.NO_TRIGGER, None, None)),
        (drawing("t:TRIGGER t:TRIGGER"), (CODE.DUPLICATE_KEY, "t", None)),
        (drawing("t:TRIGGER w:WAIT", "t>w", "t>w"), (CODE.DUPLICATE_KEY, None, "t>w")),
        (drawing("t/1:TRIGGER"), (CODE.BAD_KEY, "t/1", None)),
        (drawing(f"{'t' * 65}:TRIGGER"), (CODE.BAD_KEY, "t" * 65, None)),
        (drawing("t:TRIGGER w:WAIT", way("t", "w", key="a b")), (CODE.BAD_KEY, None, "a b")),
        (drawing("t:TRIGGER", "t>w"), (CODE.UNKNOWN_ELEMENT, None, "t>w")),
        (drawing("t:TRIGGER", "w>t"), (CODE.UNKNOWN_ELEMENT, None, "w>t")),
        (drawing("t:TRIGGER u:TRIGGER", "t>u"), (CODE.INTO_TRIGGER, None, "t>u")),
        (drawing("t:TRIGGER x:END w:WAIT", "t>x", "x>w"), (CODE.OUT_OF_END, "x", None)),
        (drawing("t:TRIGGER o:GO_TO", "t>o"), (CODE.GO_TO_TARGET, "o", None)),
        (drawing("t:TRIGGER o:GO_TO a:WAIT b:WAIT", "t>o", "o>a", "o>b"), (CODE.GO_TO_TARGET, "o", None)),
        (drawing("t:TRIGGER o:GO_TO g:GOAL", "t>o", "o>g"), (CODE.GO_TO_TARGET, "o", None)),
        (drawing("t:TRIGGER a:WAIT b:WAIT", "t>a", "a>b", "b>a"), (CODE.CYCLE_WITHOUT_GO_TO, "a", None)),
        (drawing("t:TRIGGER a:WAIT", "t>a", "a>a"), (CODE.CYCLE_WITHOUT_GO_TO, "a", None)),
        (drawing("t:TRIGGER w:WAIT"), (CODE.UNREACHABLE, "w", None)),
    ],
    ids=str,
)
def test_each_rule_is_told_where_it_is_broken(new, expected):
    assert codes(new) == [expected]


def test_a_go_to_must_not_lead_to_a_trigger():
    assert (CODE.GO_TO_TARGET, "o", None) in codes(drawing("t:TRIGGER o:GO_TO", "t>o", "o>t"))


def test_a_cycle_may_go_through_a_go_to():
    assert found(drawing("t:TRIGGER a:WAIT o:GO_TO", "t>a", "a>o", "o>a")) == []
    assert found(drawing("t:TRIGGER o:GO_TO", "t>o", "o>o")) == []


def test_a_condition_has_one_yes_and_one_no():
    def condition(*labels: str | None) -> dict:
        ways = [way("c", f"w{n}", label=label) for n, label in enumerate(labels)]
        waits = " ".join(f"w{n}:WAIT" for n in range(len(labels)))
        return drawing(f"t:TRIGGER c:CONDITION {waits}", "t>c", *ways)

    assert found(condition("YES", "NO", None, None)) == []
    assert codes(condition("YES", "YES", "NO")) == [(CODE.CONDITION_LABELS, "c", None)]
    assert codes(condition("NO", "NO")) == [(CODE.CONDITION_LABELS, "c", None)]


@pytest.mark.parametrize(
    ("weights", "is_right"),
    [
        ([None, None], True),
        ([0.5, 0.5], True),
        ([0.333, 0.333, 0.333], True),
        ([0.5, 0.499], True),
        ([0.5, 0.501], True),
        ([1.0, None], True),
        ([0.5, 0.4989], False),
        ([0.5, 0.5011], False),
        ([0.5, None], False),
        ([1.2, -0.2], False),
        ([0.0, 0.0], False),
    ],
)
def test_a_splits_weights_sum_to_one_when_any_is_given(weights, is_right):
    ways = [way("s", f"w{n}", weight=weight) for n, weight in enumerate(weights)]
    waits = " ".join(f"w{n}:WAIT" for n in range(len(weights)))
    expected = [] if is_right else [(CODE.SPLIT_WEIGHTS, "s", None)]
    assert codes(drawing(f"t:TRIGGER s:SPLIT {waits}", "t>s", *ways)) == expected


def test_what_follows_a_goal_is_reachable():
    assert found(drawing("t:TRIGGER g:GOAL w:WAIT", "g>w")) == []


def test_a_map_has_at_most_1000_elements_and_4000_connectors():
    waits = [f"w{n}" for n in range(1_000)]
    large = drawing(
        " ".join(["t:TRIGGER", *(f"{key}:WAIT" for key in waits)]), *(f"t>{key}" for key in waits)
    )
    assert codes(large) == [(CODE.TOO_LARGE, None, None)]
    parallel = [way("t", "w", key=f"k{n}") for n in range(4_001)]
    assert codes(drawing("t:TRIGGER w:WAIT", *parallel)) == [(CODE.TOO_LARGE, None, None)]
    assert found(drawing("t:TRIGGER w:WAIT", *parallel[:4_000])) == []


def test_a_key_keeps_its_kind_against_any_earlier_version():
    was, without, now = (drawing(f"t:TRIGGER {more}") for more in ("w:WAIT", "", "w:EMAIL"))
    changed = (CODE.KIND_CHANGED, "w", None)
    assert changed in codes(now, was)
    assert changed in codes(now, was, without)


def test_a_connectors_key_keeps_joining_the_same_elements():
    was = drawing("t:TRIGGER a:WAIT b:WAIT", way("t", "a", key="k"), "t>b")
    without = drawing("t:TRIGGER a:WAIT b:WAIT", "t>a", "t>b")
    now = drawing("t:TRIGGER a:WAIT b:WAIT", "t>a", way("t", "b", key="k"))
    assert codes(now, was) == [(CODE.KEY_REUSED, None, "k")]
    assert codes(now, was, without) == [(CODE.KEY_REUSED, None, "k")]


def test_another_url_at_an_index_is_a_warning():
    was, now = (
        drawing("t:TRIGGER e:EMAIL", "t>e", e={"links": links}) for links in (["a", "b"], ["a", "c", "d"])
    )
    assert codes(now, was) == [(CODE.LINK_CHANGED, "e", None)]
    fewer = drawing("t:TRIGGER e:EMAIL", "t>e", e={"links": ["a"]})
    assert found(fewer, was) == []
    assert codes(now, was, fewer) == [(CODE.LINK_CHANGED, "e", None)]


def test_the_time_zone_is_fixed_at_the_first_publish():
    moved = {**WHOLE, "timeZone": "Europe/Berlin"}
    assert codes(moved, WHOLE) == [(CODE.TIME_ZONE_FIXED, None, None)]
    assert found(moved) == []


def test_only_what_may_stay_is_a_warning():
    warnings = {code for code in CODE if Problem(code, "").severity is Severity.WARNING}
    assert warnings == {CODE.LINK_CHANGED, CODE.UNREACHABLE}
