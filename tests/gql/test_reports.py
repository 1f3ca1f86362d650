"""The six reports by example: the worked cases of semantics.md, and what else they promise."""

import pytest

from tests.gql.conftest import WORKED, Asker, Events, element, path
from tests.gql.reports import GROUP, RATE, TIME, TYPES, VALUE, ask_report, by_element, people

MONEY = {"currency": "USD"}


@pytest.fixture
async def bought(asker: Asker, worked: str, events: Events) -> str:
    """The third worked case: A purchased 100.00, B 50.00 and was refunded all of it."""
    await asker.record(
        events("PURCHASED", contact="A", amount="100.00", **MONEY),
        events("PURCHASED", contact="B", amount="50.00", **MONEY),
        events("REFUNDED", contact="B", amount="50.00", **MONEY),
    )
    return worked


async def test_conversion_points_and_emails_of_the_first_case(asker: Asker, worked: str):
    report = await ask_report(asker, worked, "GOAL_CONVERSION_POINT", "G")
    assert (report["type"], report["goal"], people(report["achieved"])) == (
        "GOAL_CONVERSION_POINT",
        {"key": "G"},
        "A B",
    )
    assert by_element(report["points"], "contacts", "share") == {"W1": ("A", 0.5), "W2": ("B", 0.5)}
    assert by_element(report["emails"], "contacts", "share") == {"E1": ("A", 0.5), "E2": ("B", 0.5)}


async def test_conversion_rates_of_the_first_case(asker: Asker, worked: str):
    report = await ask_report(asker, worked, "GOAL_CONVERSION_RATE", "G")
    assert by_element(report["elements"], "reached", "converted", "rate") == {
        "T": ("A B C", "A B", 2 / 3),
        "E1": ("A B C", "A B", 2 / 3),
        "W1": ("A B C", "A B", 2 / 3),
        "E2": ("B C", "B", 1 / 2),
        "W2": ("B C", "B", 1 / 2),
    }


async def test_lifetime_values_of_the_third_case(asker: Asker, bought: str):
    report = await ask_report(asker, bought, "LIFETIME_VALUE")
    numbers = by_element(report["elements"], "contacts", "total", "average", "buyers", "averagePerBuyer")
    everybody = ("A B C", "100.00", "33.33333333333333333333333333", "A", "100.00")
    assert numbers["T"] == numbers["E1"] == numbers["W1"] == everybody
    assert numbers["W2"] == ("B C", "0.00", "0.00", "", None)
    assert numbers["G"] == ("A B", "100.00", "50.00", "A", "100.00")
    assert numbers["X"] == ("", "0.00", None, "", None)
    assert list(numbers) == [each["key"] for each in WORKED["elements"]]
    assert report["elements"][0]["total"]["currency"] == "USD"


async def test_a_balance_below_zero_counts_and_buys_nothing(asker: Asker, worked: str, events: Events):
    await asker.record(
        events("REFUNDED", contact="A", amount="10.00", **MONEY),
        events("PURCHASED", contact="B", amount="0.01", **MONEY),
    )
    report = await ask_report(asker, worked, "LIFETIME_VALUE")
    numbers = by_element(report["elements"], "total", "average", "buyers", "averagePerBuyer")
    assert numbers["G"] == ("-9.99", "-4.995", "B", "0.01")


async def test_times_are_whole_seconds_and_the_median_may_be_halves(asker: Asker, events: Events):
    automation = await asker.save(WORKED)
    for contact, later in (("a", "09:00:10"), ("b", "09:00:20.1"), ("c", "09:00:31"), ("d", "09:01:40")):
        await asker.record(
            events.on_map("MOVED", contact, to="T", at="2026-03-01T09:00:00.999Z"),
            events.on_map("ACHIEVED", contact, element="G", at=f"2026-03-01T{later}Z"),
        )
    await asker.record(events.on_map("ACHIEVED", "early", element="G"))
    await asker.record(events.on_map("MOVED", "early", to="T", at="2026-03-01T09:00:01Z"))
    report = await ask_report(asker, automation, "GOAL_CONVERSION_TIME", "G")
    numbers = by_element(
        report["elements"], "converted", "meanSeconds", "medianSeconds", "fastestSeconds", "slowestSeconds"
    )
    assert numbers["T"] == ("a b c d", 40.25, 25.5, 10, 100)
    assert numbers["E1"] == ("", None, None, None, None)


FUNNEL = {
    "key": "worked",
    "name": "Two goals and more",
    "timeZone": "UTC",
    "elements": [
        element("G2", "GOAL"),
        element("T1", "TRIGGER"),
        element("W", "WAIT"),
        element("G1", "GOAL"),
        element("T2", "TRIGGER"),
        element("G3", "GOAL"),
        element("J", "GO_TO"),
    ],
    "connectors": [*path("T1", "W", "G1", "G2"), *path("W", "G3"), *path("T2", "J", "W")],
}


async def test_the_funnel_goes_from_triggers_and_goals_to_the_next_goals(asker: Asker, events: Events):
    automation = await asker.save(FUNNEL)
    await asker.record(
        *events.walk("a", "T1", "W"),
        *events.walk("b", "T1", "W"),
        *events.walk("c", "T2", "J", "W"),
        events.on_map("ACHIEVED", "a", element="G1", at="2026-03-01T09:00:05Z"),
        events.on_map("ACHIEVED", "a", element="G2", at="2026-03-01T09:00:05Z"),
        events.on_map("ACHIEVED", "b", element="G2", at="2026-03-01T09:00:06Z"),
        events.on_map("ACHIEVED", "b", element="G1", at="2026-03-01T09:00:07Z"),
        events.on_map("ACHIEVED", "c", element="G3"),
    )
    report = await ask_report(asker, automation, "FUNNEL_CONVERSION")
    assert list(by_element(report["stages"], "contacts", "overallRate").items()) == [
        ("G2", ("a b", 2 / 3)),
        ("T1", ("a b", 2 / 3)),
        ("G1", ("a b", 2 / 3)),
        ("T2", ("c", 1 / 3)),
        ("G3", ("c", 1 / 3)),
    ]
    steps = {
        (step["from"]["key"], step["to"]["key"]): (
            people(step["eligible"]),
            people(step["converted"]),
            step["rate"],
        )
        for step in report["steps"]
    }
    assert list(steps.items()) == [
        (("T1", "G1"), ("a b", "a b", 1)),
        (("T1", "G3"), ("a b", "", 0)),
        (("G1", "G2"), ("a b", "a", 0.5)),
        (("T2", "G1"), ("c", "", 0)),
        (("T2", "G3"), ("c", "c", 1)),
    ]


async def test_of_an_empty_cohort_counts_are_0_and_rates_averages_and_times_null(asker: Asker):
    automation = await asker.save(WORKED)
    for kind in TYPES:
        report = await ask_report(asker, automation, kind, "G")
        assert report["cohort"]["count"] == 0
        lists = [rows for rows in report.values() if isinstance(rows, list)]
        for name, value in (item for rows in lists for row in rows for item in row.items()):
            if isinstance(value, dict) and "contacts" in value:
                assert people(value) == ""
            elif name == "total":
                assert value["amount"] == "0.00"
            elif name not in ("id", "element", "connector", "from", "to", "totalVisitors"):
                assert value is None, name


async def test_a_contact_never_seen_converts_from_nowhere_and_without_an_email(asker: Asker, events: Events):
    automation = await asker.save(WORKED)
    await asker.record(events.on_map("ACHIEVED", "A", element="G"))
    report = await ask_report(asker, automation, "GOAL_CONVERSION_POINT", "G")
    assert by_element(report["points"], "contacts", "share") == {None: ("A", 1)}
    assert by_element(report["emails"], "contacts", "share") == {None: ("A", 1)}


async def test_shares_sum_to_1_also_when_the_place_was_removed(asker: Asker, worked: str):
    kept = [each for each in WORKED["elements"] if each["key"] not in ("W2", "E2")]
    shorter = {**WORKED, "elements": kept, "connectors": path("T", "E1", "W1", "G", "E3", "X")}
    assert await asker.save(shorter) == worked
    report = await ask_report(asker, worked, "GOAL_CONVERSION_POINT", "G")
    assert by_element(report["points"], "contacts", "share") == {"W1": ("A", 0.5), "W2": ("B", 0.5)}
    assert by_element(report["emails"], "contacts", "share") == {"E1": ("A", 0.5), "E2": ("B", 0.5)}
    rates = await ask_report(asker, worked, "GOAL_CONVERSION_RATE", "G")
    assert [row["element"]["key"] for row in rates["elements"]] == ["T", "E1", "W1"]
    own = await asker.ask(OWN, id=worked, element="E2")
    assert own["automation"]["element"]["goalConversionRate"]["rate"] == 1 / 2


OWN = (
    """
query ($id: ID!, $element: String!, $filter: ReportFilter) {
  automation(id: $id) { element(key: $element) {
    removed lifetimeValue(filter: $filter) { ...Value }
    goalConversionRate(goal: "G", filter: $filter) { ...Rate }
    goalConversionTime(goal: "G", filter: $filter) { ...Time }
  } }
}
"""
    + GROUP
    + VALUE
    + RATE
    + TIME
)


async def test_an_elements_own_fields_are_the_reports_rows(asker: Asker, bought: str):
    for asked in (None, {"added": {"from": "2026-03-01"}, "triggers": ["T"]}):
        answer = await asker.ask(OWN, id=bought, element="W1", filter=asked)
        for field, kind in (
            ("lifetimeValue", "LIFETIME_VALUE"),
            ("goalConversionRate", "GOAL_CONVERSION_RATE"),
            ("goalConversionTime", "GOAL_CONVERSION_TIME"),
        ):
            report = await ask_report(asker, bought, kind, "G", asked)
            row = next(row for row in report["elements"] if row["element"]["key"] == "W1")
            assert answer["automation"]["element"][field] == row


async def test_every_row_has_an_id_of_its_own(asker: Asker, bought: str):
    ids = []
    for asked in (None, {"triggers": ["T"]}):
        for kind in TYPES:
            report = await ask_report(asker, bought, kind, "G", asked)
            lists = [rows for rows in report.values() if isinstance(rows, list)]
            ids += [row["id"] for rows in lists for row in rows]
    assert len(set(ids)) == len(ids) > 50


async def test_a_goal_that_is_missing_or_none_is_refused_and_the_rest_stands(asker: Asker, worked: str):
    query = """query ($id: ID!, $type: ReportType!, $goal: String) {
      automation(id: $id) { key report(type: $type, goal: $goal) { type } }
    }"""
    for kind in TYPES[3:]:
        for goal, rule in (
            (None, f"is required by the report {kind}"),
            ("nowhere", 'automation "worked" has no goal "nowhere"'),
            ("W1", 'automation "worked" has no goal "W1"'),
        ):
            answer = await asker.answer(query, id=worked, type=kind, goal=goal)
            [error] = answer["errors"]
            assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": "goal", "rule": rule}
            assert answer["data"] == {"automation": {"key": "worked", "report": None}}


async def test_reports_on_no_goal_ignore_one(asker: Asker, worked: str):
    for kind in TYPES[:3]:
        assert await ask_report(asker, worked, kind, "nowhere") == await ask_report(asker, worked, kind)
