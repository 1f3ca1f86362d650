"""The public experiment, through `footfall import` and read back over GraphQL: the table published with it.

`make test` finds the file by FOOTFALL_HILLSTROM.
"""

import csv
import gzip
import os
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from server.settings import Settings
from tests.commands import footfall
from tests.processes.running import ServerProcess, running
from tests.serving import Json

MAPPING = Path(__file__).parents[3] / "examples" / "hillstrom" / "mapping.toml"
EVENTS = "352,516"
SUMMARY = re.compile(r"64,000 rows, 352,516 events in [\d.]+ s \([\d,]+ a second\): (.*)\.\n")
ARMS = {"split>mens": "Mens E-Mail", "split>womens": "Womens E-Mail", "split>two-weeks": "No E-Mail"}

REPORT = """{ automationByKey(key: "hillstrom") { revision report { ... on ContactFlowReport {
  cohort { count }
  elements { element { key } hereNow { count } achieved { id count } message { sent { count } } }
  connectors { connector { key } passed { id count } }
} } } }"""
BOTH = "query ($all: [ID!]) { combineGroups(all: $all) { count } }"
CONTACT = """query ($key: String!) { contactByKey(key: $key) {
  firstTouch { source medium } lifetimeValue { amount currency }
} }"""


@pytest.mark.skipif("FOOTFALL_HILLSTROM" not in os.environ, reason="FOOTFALL_HILLSTROM names no file")
async def test_the_whole_file_gives_the_published_table_and_a_second_import_nothing_new(
    settings: Settings, tmp_path: Path
):
    file, rejected = Path(os.environ["FOOTFALL_HILLSTROM"]), tmp_path / "rejected.ndjson"
    async with running(replace(settings, bootstrap_key="an-admin-key")) as server:
        assert await imported(server, file, rejected) == f"{EVENTS} accepted, 0 duplicates, 0 rejected"
        report = await read(server)
        await assert_it_is_the_published_table(server, report)
        for number in (1, 218, 64_000):
            assert await contact(server, number) == expected_contact(file, number)
        assert await imported(server, file, rejected) == f"0 accepted, {EVENTS} duplicates, 0 rejected"
        assert await read(server) == report


async def assert_it_is_the_published_table(server: ServerProcess, automation: Json) -> None:
    report = automation["report"]
    assert report["cohort"] == {"count": 64_000}
    rows = {row["element"]["key"]: row for row in report["elements"]}
    passed = {row["connector"]["key"]: row["passed"] for row in report["connectors"]}
    assert {key: passed[key]["count"] for key in ARMS} == {
        "split>mens": 21_307,
        "split>womens": 21_387,
        "split>two-weeks": 21_306,
    }
    assert [rows[key]["message"]["sent"]["count"] for key in ("mens", "womens")] == [21_307, 21_387]
    assert [rows[key]["achieved"]["count"] for key in ("visited", "bought")] == [9_394, 578]
    assert [rows[key]["hereNow"]["count"] for key in ("two-weeks", "visited", "bought", "end")] == [
        64_000 - 9_394,
        9_394 - 578,
        0,
        578,
    ]
    assert await by_arm(server, passed, rows["visited"]) == [3_894, 3_238, 2_262]
    assert await by_arm(server, passed, rows["bought"]) == [267, 189, 122]


async def by_arm(server: ServerProcess, passed: Json, goal: Json) -> list[int]:
    """Who was sent each way and achieved the goal."""
    counts = []
    for key in ARMS:
        answer = await server.graphql(BOTH, {"all": [passed[key]["id"], goal["achieved"]["id"]]})
        counts.append(answer["data"]["combineGroups"]["count"])
    return counts


async def imported(server: ServerProcess, file: Path, rejected: Path) -> str:
    """The counts in the last line of an import without rejected rows."""
    words = ("--mapping", str(MAPPING), "--url", server.url, "--key", server.key)
    async with footfall("import", str(file), *words, "--rejected", str(rejected)) as running:
        out, said = await running.communicate()
    assert running.returncode == 0, said.decode()
    summary = SUMMARY.fullmatch(out.decode())
    assert summary, out.decode()
    return summary[1]


async def read(server: ServerProcess) -> Json:
    return (await server.graphql(REPORT))["data"]["automationByKey"]


async def contact(server: ServerProcess, number: int) -> Json:
    return (await server.graphql(CONTACT, {"key": f"hillstrom-{number}"}))["data"]["contactByKey"]


def expected_contact(file: Path, number: int) -> Json:
    """Straight from the file."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as text:
        row = next(row for place, row in enumerate(csv.DictReader(text), 1) if place == number)
    value = (Decimal(row["history"]) + Decimal(row["spend"])).quantize(Decimal("0.01"))
    return {
        "firstTouch": {"source": row["channel"], "medium": row["zip_code"]},
        "lifetimeValue": {"amount": str(value), "currency": "USD"},
    }
