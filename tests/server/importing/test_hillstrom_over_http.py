"""The public experiment, through `footfall import` and read back over GraphQL: its table, and every report.

`make test` finds the file by FOOTFALL_HILLSTROM. What must come out is counted straight from the file, beside
the figures that docs/reports.md and the README show.
"""

import os
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from server.settings import Settings
from tests.commands import footfall
from tests.examples import ROOT
from tests.processes.running import ServerProcess, running
from tests.server.importing.hillstrom_file import Customer, customers, within, worth
from tests.server.importing.hillstrom_map import WAYS, HillstromMap, flow_of
from tests.serving import Json

MAPPING = ROOT / "examples" / "hillstrom" / "mapping.toml"
EVENTS = "352,516"
SUMMARY = re.compile(r"64,000 rows, 352,516 events in [\d.]+ s \([\d,]+ a second\): (.*)\.\n")
WEEK = 604_800.0

People = list[Customer]


@pytest.mark.skipif("FOOTFALL_HILLSTROM" not in os.environ, reason="FOOTFALL_HILLSTROM names no file")
async def test_the_whole_file_gives_the_published_table_and_a_second_import_nothing_new(
    settings: Settings, tmp_path: Path
):
    """One import for every check: it takes half a minute."""
    file, rejected = Path(os.environ["FOOTFALL_HILLSTROM"]), tmp_path / "rejected.ndjson"
    people = customers(file)
    async with running(replace(settings, bootstrap_key="an-admin-key")) as server:
        assert await imported(server, file, rejected) == f"{EVENTS} accepted, 0 duplicates, 0 rejected"
        flow, hillstrom = await flow_of(server), await HillstromMap.of(server)
        await assert_it_is_the_published_table(hillstrom, flow["report"])
        for row in (1, 218, 64_000):
            assert await hillstrom.contact(row) == contact_of(people[row - 1])
        for assert_it_is_of in REPORTS:
            await assert_it_is_of(people, hillstrom)
        assert await hillstrom.differences("reports.md") == []
        assert await imported(server, file, rejected) == f"0 accepted, {EVENTS} duplicates, 0 rejected"
        assert await flow_of(server) == flow


async def imported(server: ServerProcess, file: Path, rejected: Path) -> str:
    """The counts in the last line of an import without rejected rows."""
    words = ("--mapping", str(MAPPING), "--url", server.url, "--key", server.key)
    async with footfall("import", str(file), *words, "--rejected", str(rejected)) as running:
        out, said = await running.communicate()
    assert running.returncode == 0, said.decode()
    summary = SUMMARY.fullmatch(out.decode())
    assert summary, out.decode()
    return summary[1]


async def assert_it_is_the_published_table(hillstrom: HillstromMap, flow: Json) -> None:
    assert flow["cohort"] == {"count": 64_000}
    rows = {row["element"]["key"]: row for row in flow["elements"]}
    passed = {row["connector"]["key"]: row["passed"]["count"] for row in flow["connectors"]}
    assert [passed[way] for way in WAYS.values()] == [21_307, 21_387, 21_306]
    assert [rows[key]["message"]["sent"]["count"] for key in ("mens", "womens")] == [21_307, 21_387]
    assert [rows[key]["achieved"]["count"] for key in ("visited", "bought")] == [9_394, 578]
    assert [rows[key]["hereNow"]["count"] for key in ("two-weeks", "visited", "bought", "end")] == [
        64_000 - 9_394,
        9_394 - 578,
        0,
        578,
    ]
    assert [await hillstrom.in_both(arm, "visited") for arm in WAYS] == [3_894, 3_238, 2_262]
    assert [await hillstrom.in_both(arm, "bought") for arm in WAYS] == [267, 189, 122]


def contact_of(customer: Customer) -> Json:
    return {
        "firstTouch": {"source": customer.channel, "medium": customer.zip_code},
        "lifetimeValue": {"amount": str(customer.worth), "currency": "USD"},
    }


async def assert_lifetime_values(people: People, hillstrom: HillstromMap) -> None:
    for arm, contacts, total, average in (
        (None, 64_000, "15560740.10", "243.1365640625"),
        ("mens", 21_307, "5204416.87", "244.2585474257286337823250575"),
        ("womens", 21_387, "5210169.09", "243.6138350399775564595314911"),
        ("none", 21_306, "5146154.14", "241.5354425983291091711255046"),
        ("bought", 578, "252788.01", "437.3494982698961937716262976"),
    ):
        there = within(people, arm)
        assert (len(there), str(worth(there)), str(worth(there) / len(there))) == (contacts, total, average)
        assert all(each.worth > 0 for each in there)
        rows = await hillstrom.report("LIFETIME_VALUE", "elements", group=arm)
        assert ("two-weeks", contacts, total, average, contacts, average) in rows
    assert rows[-1] == ("end", contacts, total, average, contacts, average)


async def assert_conversion_rates(people: People, hillstrom: HillstromMap) -> None:
    every_way = {
        "visited": {None: 9_394, "mens": 3_894, "womens": 3_238},
        "bought": {None: 578, "mens": 267, "womens": 189, "visited": 578},
    }
    places = {"recent-buyer": None, "split": None, "mens": "mens", "womens": "womens", "two-weeks": None}
    for goal, converted in every_way.items():
        assert {group: len(within(within(people, group), goal)) for group in converted} == converted
        before = places if goal == "visited" else {**places, "visited": "visited"}
        assert await hillstrom.report("GOAL_CONVERSION_RATE", "elements", goal) == [
            (element, reached, converted[group], converted[group] / reached)
            for element, group in before.items()
            for reached in [len(within(people, group))]
        ]


async def assert_funnels(people: People, hillstrom: HillstromMap) -> None:
    for arm, entered, visited, bought in (
        (None, 64_000, 9_394, 578),
        ("mens", 21_307, 3_894, 267),
        ("womens", 21_387, 3_238, 189),
        ("none", 21_306, 2_262, 122),
    ):
        there = within(people, arm)
        assert (entered, visited, bought) == (
            len(there),
            len(within(there, "visited")),
            len(within(there, "bought")),
        )
        assert await hillstrom.report("FUNNEL_CONVERSION", "stages", group=arm) == [
            ("recent-buyer", entered, 1.0),
            ("visited", visited, visited / entered),
            ("bought", bought, bought / entered),
        ]
        assert await hillstrom.report("FUNNEL_CONVERSION", "steps", group=arm) == [
            ("recent-buyer", "visited", entered, visited, visited / entered),
            ("visited", "bought", visited, bought, bought / visited),
        ]


async def assert_points_and_emails(people: People, hillstrom: HillstromMap) -> None:
    for goal, point, of_emails in (
        ("visited", "two-weeks", {"mens": 3_894, "womens": 3_238, "none": 2_262}),
        ("bought", "visited", {"mens": 267, "womens": 189, "none": 122}),
    ):
        there = within(people, goal)
        assert Counter(each.arm for each in there) == of_emails
        assert await hillstrom.report("GOAL_CONVERSION_POINT", "points", goal) == [(point, len(there), 1.0)]
        assert await hillstrom.report("GOAL_CONVERSION_POINT", "emails", goal) == [
            (None if arm == "none" else arm, count, count / len(there)) for arm, count in of_emails.items()
        ]


async def assert_times(people: People, hillstrom: HillstromMap) -> None:
    """The mapping's own: a week for whoever did anything, and nothing from one goal to the next."""
    rows = await hillstrom.report("GOAL_CONVERSION_TIME", "elements", "bought")
    assert [row[:2] for row in rows] == [
        ("recent-buyer", 578),
        ("split", 578),
        ("mens", 267),
        ("womens", 189),
        ("two-weeks", 578),
        ("visited", 578),
    ]
    assert [row[2:] for row in rows] == [(WEEK,) * 4] * 5 + [(0.0,) * 4]


async def assert_tracking(people: People, hillstrom: HillstromMap) -> None:
    for group, rows in (
        (
            None,
            [
                ("Web", 28_217, "5797759.33"),
                ("Phone", 28_021, "5708328.17"),
                ("Multichannel", 7_762, "4054652.60"),
            ],
        ),
        (
            "visited",
            [
                ("Web", 4_498, "1080578.24"),
                ("Phone", 3_563, "891227.70"),
                ("Multichannel", 1_333, "747601.39"),
            ],
        ),
        ("bought", [("Web", 263, "96826.70"), ("Phone", 217, "89974.48"), ("Multichannel", 98, "65986.83")]),
    ):
        there = within(people, group)
        for channel, count, total in rows:
            came = [each for each in there if each.channel == channel]
            assert (len(came), str(worth(came))) == (count, total)
        expected = [(channel, count, count / len(there), total) for channel, count, total in rows]
        assert await hillstrom.tracking(group) == {
            "total": len(there),
            "others": 0,
            "distinct": 3,
            "rows": [*expected, (None, 0, 0.0, "0.00")],
        }


async def assert_overlaps(people: People, hillstrom: HillstromMap) -> None:
    asked = ("mens", "womens", "visited", "bought")
    rows = [
        ("womens", 18_149),
        ("mens", 17_413),
        ("mens visited", 3_627),
        ("womens visited", 3_049),
        ("visited", 2_140),
        ("mens visited bought", 267),
        ("womens visited bought", 189),
        ("visited bought", 122),
    ]
    counted = Counter(" ".join(name for name in asked if name in each.groups) for each in people)
    assert {name: count for name, count in counted.items() if name} == dict(rows)
    assert await hillstrom.overlap(*asked) == rows


async def assert_cohorts(people: People, hillstrom: HillstromMap) -> None:
    """Created so many months before 1 March 2008: nine are 1 June 2007, eight are 1 July."""
    web = [each for each in people if each.channel == "Web"]
    assert await hillstrom.cohort(tracking=[{"values": ["web"]}]) == len(web) == 28_217
    medium = {"dimension": "MEDIUM", "values": ["rural"]}
    rural = [each for each in web if each.zip_code == "Rural"]
    assert await hillstrom.cohort(tracking=[{"values": ["web"]}, medium]) == len(rural) == 4_238
    early = [each for each in people if each.recency >= 9]
    assert await hillstrom.cohort(created={"to": "2007-06-30"}, triggers=[]) == len(early) == 19_842
    assert await hillstrom.cohort(triggers=["recent-buyer"]) == len(people) == 64_000
    assert await hillstrom.cohort(added={"from": "2008-03-02"}) == 0


REPORTS = (
    assert_lifetime_values,
    assert_conversion_rates,
    assert_funnels,
    assert_points_and_emails,
    assert_times,
    assert_tracking,
    assert_overlaps,
    assert_cohorts,
)
