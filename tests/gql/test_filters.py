"""Every condition of a filter by example, on every report, and what is refused."""

from dataclasses import replace
from datetime import datetime

from tests.gql.conftest import WORKED, Asker, Events
from tests.gql.reports import TYPES, Json, ask_report, by_element, people

COHORT = """
query ($id: ID!, $filter: ReportFilter) {
  automation(id: $id) { report(filter: $filter) { revision cohort { id count } } }
}
"""
GROUP = "query ($id: ID!) { contactGroup(id: $id) { id count contacts { edges { node { key } } } } }"


async def cohort(asker: Asker, automation: str, filter: Json | None) -> str:
    """Who is in the filtered cohort, by the report and by its group's id."""
    report = await ask_report(asker, automation, "CONTACT_FLOW", filter=filter)
    found = (await asker.ask(GROUP, id=report["cohort"]["id"]))["contactGroup"]
    keys = " ".join(sorted(edge["node"]["key"] for edge in found["contacts"]["edges"]))
    assert keys == people(report["cohort"])
    return keys


def at(asker: Asker, now: str) -> Asker:
    """The same, on a day of their own."""
    instant = datetime.fromisoformat(now)
    return replace(asker, services=replace(asker.services, now=lambda: instant))


def added(**days: str) -> Json:
    return {"added": days}


async def test_added_counts_the_first_time_whatever_came_later(asker: Asker, worked: str, events: Events):
    """The second worked case."""
    again = [
        events.on_map("MOVED", "A", to="T", at="2026-04-05T09:00:00Z"),
        events.on_map("MOVED", "A", to="W1", at="2026-04-05T09:00:00Z"),
    ]
    await asker.record(*again)
    march, april = added(**{"from": "2026-03-01", "to": "2026-03-31"}), added(**{"from": "2026-04-01"})
    for kind in TYPES:
        assert people((await ask_report(asker, worked, kind, "G", march))["cohort"]) == "A B C"
        assert people((await ask_report(asker, worked, kind, "G", april))["cohort"]) == ""
    flow = await ask_report(asker, worked, "CONTACT_FLOW", filter=march)
    assert by_element(flow["elements"], "reached", "hereNow")["W1"] == ("A B C", "A")
    flow = await ask_report(asker, worked, "CONTACT_FLOW", filter=april)
    assert by_element(flow["elements"], "reached", "hereNow")["W1"] == ("", "")


async def test_days_are_those_of_the_automations_time_zone_daylight_saving_included(
    asker: Asker, events: Events
):
    automation = await asker.save({**WORKED, "timeZone": "Europe/Berlin"})
    for contact, instant in (
        ("a", "2026-03-28T22:59:59Z"),  # 23:59:59 on Saturday
        ("b", "2026-03-28T23:00:00Z"),  # midnight
        ("c", "2026-03-29T21:59:59Z"),  # 23:59:59 on Sunday, which has 23 hours
        ("d", "2026-03-29T22:00:00Z"),
    ):
        await asker.record(events.on_map("MOVED", contact, to="T", at=instant))
    sunday = {"from": "2026-03-29", "to": "2026-03-29"}
    assert await cohort(asker, automation, added(**sunday)) == "b c"
    assert await cohort(asker, automation, added(to="2026-03-28")) == "a"
    assert await cohort(asker, automation, added(**{"from": "2026-03-30"})) == "d"
    # Contacts were created by the same events; those days are the automation's too.
    assert await cohort(asker, automation, {"created": sunday}) == "b c"


async def test_presets_end_with_today_in_the_automations_time_zone(asker: Asker, events: Events):
    automation = await asker.save({**WORKED, "timeZone": "Pacific/Auckland"})
    for contact, instant in (("a", "2026-03-24T11:00:00Z"), ("b", "2026-03-31T10:59:59Z")):
        await asker.record(events.on_map("MOVED", contact, to="T", at=instant))
    before, after = at(asker, "2026-03-31T10:59:00Z"), at(asker, "2026-03-31T11:01:00Z")  # 1 April there
    for asked, preset, expected in (
        (before, "TODAY", "b"),
        (after, "TODAY", ""),
        (after, "YESTERDAY", "b"),
        (before, "LAST_7_DAYS", "a b"),
        (after, "LAST_7_DAYS", "b"),
        (before, "THIS_MONTH", "a b"),
        (after, "LAST_MONTH", "a b"),
        (after, "THIS_MONTH", ""),
        (after, "THIS_YEAR", "a b"),
        (after, "LAST_YEAR", ""),
        (after, "ALL_TIME", "a b"),
    ):
        assert await cohort(asked, automation, added(preset=preset)) == expected, preset


async def test_a_groups_id_holds_the_days_that_its_preset_meant(asker: Asker, worked: str):
    asked = at(asker, "2026-03-01T12:00:00Z")
    report = (await asked.ask(COHORT, id=worked, filter=added(preset="TODAY")))["automation"]["report"]
    assert report["cohort"]["count"] == 3
    later = at(asker, "2026-03-02T12:00:00Z")
    assert (await later.ask(GROUP, id=report["cohort"]["id"]))["contactGroup"]["count"] == 3
    again = (await later.ask(COHORT, id=worked, filter=added(preset="TODAY")))["automation"]["report"]
    assert again["cohort"]["count"] == 0
    assert again["revision"] != report["revision"]


async def test_created_is_what_upserts_say(asker: Asker, worked: str):
    upsert = (
        'mutation { upsertContacts(contacts: [{key: "B", createdAt: "2020-02-29T12:00:00Z"}]) { updated } }'
    )
    await asker.ask(upsert)
    assert await cohort(asker, worked, {"created": {"to": "2020-12-31"}}) == "B"
    assert await cohort(asker, worked, {"created": {"from": "2021-01-01"}}) == "A C"


async def touch(asker: Asker, events: Events) -> None:
    """The sixth worked case: A by facebook then email, B by facebook only, C never."""
    await asker.record(
        events("TOUCHED", contact="A", source="facebook", medium="cpc"),
        events("TOUCHED", contact="A", source="email", at="2026-03-02T09:00:00Z"),
        events("TOUCHED", contact="B", source="Facebook "),
    )


def tracked(*values: str, **more: object) -> Json:
    return {"values": values, **more}


async def test_tracking_filters_by_the_first_or_last_value(asker: Asker, worked: str, events: Events):
    await touch(asker, events)
    for filters, expected in (
        ([tracked("facebook")], "A B"),
        ([tracked(" FACEBOOK ", model="LAST")], "B"),
        ([tracked("facebook", "email", model="LAST")], "A B"),
        ([tracked("facebook"), tracked("email", model="LAST")], "A"),
        ([tracked("facebook"), tracked("cpc", dimension="MEDIUM")], "A"),
        ([tracked("facebook", model="LAST", includeNone=True)], "B C"),
        ([tracked(includeNone=True)], "C"),
        ([tracked("cpc", dimension="MEDIUM", includeNone=True)], "A B C"),
        ([tracked("unheard of")], ""),
        ([tracked("x", dimension="TERM", includeNone=True)], "A B C"),
    ):
        assert await cohort(asker, worked, {"tracking": filters}) == expected, filters


async def test_a_filter_by_triggers_counts_who_ever_entered_by_one(asker: Asker, events: Events):
    second = {"key": "U", "kind": "TRIGGER", "name": "U"}
    entry = {"source": "U", "target": "E1"}
    automation = await asker.save(
        {**WORKED, "elements": [*WORKED["elements"], second], "connectors": [*WORKED["connectors"], entry]}
    )
    await asker.record(*events.walk("a", "T", "E1"), *events.walk("b", "U", "E1"), *events.walk("c", "T"))
    assert await cohort(asker, automation, {"triggers": ["U"]}) == "b"
    assert await cohort(asker, automation, {"triggers": ["U", "T", "U"]}) == "a b c"
    await asker.save(WORKED)  # without U, which stays known
    assert await cohort(asker, automation, {"triggers": ["U"]}) == "b"


async def test_visits_are_filtered_by_their_own_days_only(asker: Asker, worked: str, events: Events):
    await asker.record(
        *(events.on_map("VISITED", who, element="T") for who in ("A", None, "D")),
        events.on_map("VISITED", "A", element="T", at="2026-03-02T00:00:00Z"),
    )
    for asked, visitors in (
        (None, 4),
        (added(to="2026-03-01"), 3),
        (added(**{"from": "2026-03-02"}), 1),
        ({"tracking": [tracked("unheard of")]}, 4),
    ):
        flow = await ask_report(asker, worked, "CONTACT_FLOW", filter=asked)
        assert by_element(flow["elements"], "totalVisitors")["T"] == (visitors,)


NOTHING: tuple[Json, ...] = (
    {},
    {"added": None, "created": {}, "tracking": [], "triggers": [], "group": None},
    {"added": {"preset": None, "from": None, "to": None}, "triggers": None},
)


async def test_null_and_empty_lists_are_as_if_left_out(asker: Asker, worked: str):
    everybody = await ask_report(asker, worked, "CONTACT_FLOW")
    for nothing in NOTHING:
        assert await ask_report(asker, worked, "CONTACT_FLOW", filter=nothing) == everybody


async def test_the_same_filter_has_the_same_ids_however_it_is_written(asker: Asker, worked: str):
    one = {"triggers": ["T", "T"], "tracking": [tracked("b", "A"), tracked("x", model="LAST")]}
    other = {"tracking": [tracked("X ", model="LAST"), tracked("a", "B", "b")], "triggers": ["T"]}
    assert await ask_report(asker, worked, "CONTACT_FLOW", filter=one) == (
        await ask_report(asker, worked, "CONTACT_FLOW", filter=other)
    )


LONG = {
    "added": {"from": "2026-01-01"},
    "created": {"preset": "THIS_YEAR"},
    "triggers": ["T"],
    "tracking": [
        tracked(*(f"{'界' * 250}{n}" for n in range(50)), includeNone=True, dimension=dimension)
        for dimension in ("SOURCE", "MEDIUM", "CAMPAIGN", "CONTENT", "TERM")
    ],
}


async def test_ids_stay_short_whatever_the_filter(asker: Asker, worked: str):
    for kind in TYPES:
        report = await ask_report(asker, worked, kind, "G", LONG)
        lists = [rows for rows in report.values() if isinstance(rows, list)]
        groups = [each for rows in lists for row in rows for each in row.values() if is_group(each)]
        for group in (report["cohort"], *groups):
            assert len(group["id"]) <= 1_000
            found = (await asker.ask(GROUP, id=group["id"]))["contactGroup"]
            assert (found["id"], found["count"]) == (group["id"], group["count"])


def is_group(value: object) -> bool:
    return isinstance(value, dict) and "contacts" in value


REFUSED: tuple[tuple[Json, str, str], ...] = (
    (
        added(**{"from": "2026-03-02", "to": "2026-03-01"}),
        "filter.added.from",
        "must not be after to, 2026-03-01, but is 2026-03-02",
    ),
    (
        {"created": {"preset": "TODAY", "to": "2026-03-01"}},
        "filter.created.preset",
        "give a preset or days, not both",
    ),
    (
        {"tracking": [tracked("a"), tracked()]},
        "filter.tracking.1.values",
        "must name a value, or includeNone must be true",
    ),
    (
        {"tracking": [tracked("a", "x" * 256)]},
        "filter.tracking.0.values.1",
        "must be at most 255 characters, not 256",
    ),
    ({"triggers": ["T", "E1"]}, "filter.triggers.1", 'automation "worked" has no trigger "E1"'),
    ({"triggers": ["nowhere"]}, "filter.triggers.0", 'automation "worked" has no trigger "nowhere"'),
    ({"group": "garbage"}, "filter.group", "is not the id of a group of this account"),
    (
        added(to="2026-02-29"),
        "filter.added.to",
        "is no day: day is out of range for month",
    ),
    (added(to="2026-3-1"), "filter.added.to", 'must be a day such as 2026-03-01, not "2026-3-1"'),
)
TOO_LONG: tuple[tuple[Json, str, int, int], ...] = (
    ({"tracking": [tracked("a")] * 6}, "filter.tracking", 6, 5),
    ({"tracking": [tracked(*map(str, range(51)))]}, "filter.tracking.0.values", 51, 50),
    ({"triggers": ["T"] * 51}, "filter.triggers", 51, 50),
)


async def test_a_condition_that_breaks_a_rule_is_refused_by_name(asker: Asker, worked: str):
    for asked, argument, rule in REFUSED:
        refusal = await asker.refusal(COHORT, id=worked, filter=asked)
        assert (refusal["code"], refusal["argument"]) == ("BAD_USER_INPUT", argument)
        assert refusal["rule"].endswith(rule)


async def test_lists_that_are_too_long_are_refused(asker: Asker, worked: str):
    for asked, limit, value, most in TOO_LONG:
        refusal = await asker.refusal(COHORT, id=worked, filter=asked)
        assert refusal == {"code": "LIMIT_EXCEEDED", "limit": limit, "value": value, "most": most}


async def test_a_filter_counts_the_present_of_the_account(asker: Asker, worked: str, events: Events):
    """Touches are on the account's stream: what was acknowledged is counted, on every report."""
    for number in range(5):
        source = f"source-{number}"
        await asker.record(
            events("TOUCHED", contact="A", source=source, at=f"2026-03-0{number + 1}T00:00:00Z")
        )
        assert await cohort(asker, worked, {"tracking": [tracked(source, model="LAST")]}) == "A"


async def test_groups_made_under_filters_combine(asker: Asker, worked: str, events: Events):
    await touch(asker, events)
    groups = []
    for asked in ({"tracking": [tracked("facebook")]}, {"tracking": [tracked("email", model="LAST")]}):
        report = (await asker.ask(COHORT, id=worked, filter=asked))["automation"]["report"]
        groups.append(report["cohort"]["id"])
    combine = "query ($all: [ID!], $none: [ID!]) { combineGroups(all: $all, none: $none) { id count } }"
    combined = (await asker.ask(combine, all=groups[:1], none=groups[1:]))["combineGroups"]
    found = (await asker.ask(GROUP, id=combined["id"]))["contactGroup"]
    assert (combined["count"], [edge["node"]["key"] for edge in found["contacts"]["edges"]]) == (1, ["B"])
    assert await cohort(asker, worked, added(**{"from": "2026-03-01"}) | {"group": combined["id"]}) == "B"
