"""`footfall import` against a running server: what it prints, what it leaves behind, how it ends."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.settings import Settings
from tests.commands import footfall
from tests.serving import Server, serving

MAP = """
key = "orders"
name = "Orders"
elements = [{ key = "shop", kind = "TRIGGER", name = "Shop" }, { key = "paid", kind = "GOAL", name = "Paid" }]
connectors = [{ source = "shop", target = "paid" }]
"""
MAPPING = """
map = "map.toml"
contact = "{mail}"

[[event]]
name = "came"
type = "MOVED"
at = "{when}"
to = "shop"

[[event]]
name = "paid"
type = "PURCHASED"
at = "{when}"
skip_if_zero = "amount"
amount = "{amount}"
currency = "USD"
"""
ORDERS = """mail,when,amount
ann@example.org,2026-03-01T09:00:00Z,10.00
bob@example.org,2026-03-01,5.00
cyd@example.org,2026-03-02T09:00:00Z,1.234
dan@example.org,2026-03-02T09:00:00Z,0
eve@example.org
"""
ONE_ORDER = "".join(ORDERS.splitlines(keepends=True)[:2])
COHORT = '{ automationByKey(key: "orders") { report { cohort { count } } } }'


@pytest.fixture
async def server(settings: Settings) -> AsyncIterator[Server]:
    async with serving(settings) as running:
        yield running


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """The file, beside its mapping and its map."""
    write(tmp_path / "map.toml", MAP)
    write(tmp_path / "mapping.toml", MAPPING)
    write(tmp_path / "orders.csv", ORDERS)
    return tmp_path / "orders.csv"


def write(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")


async def imported(server: Server, file: Path, **options: str) -> tuple[int | None, str, str]:
    """The exit code, and what it printed on stdout and stderr."""
    given = {"mapping": str(file.with_name("mapping.toml")), "url": server.url, "key": server.key, **options}
    words = [word for name, value in given.items() for word in (f"--{name}", value)]
    async with footfall("import", str(file), *words) as running:
        out, said = await running.communicate()
    return running.returncode, out.decode(), said.decode()


async def cohort(server: Server) -> int | None:
    found = (await server.graphql(COHORT))["data"]["automationByKey"]
    return None if found is None else found["report"]["cohort"]["count"]


async def test_rejected_rows_are_in_a_file_and_in_the_exit_code(server: Server, orders: Path):
    code, out, _ = await imported(server, orders)
    rejected = orders.with_name("orders.csv.rejected.ndjson")
    assert code == 1
    assert re.fullmatch(
        r"5 rows, 8 events in [\d.]+ s \([\d,]+ a second\): 4 accepted, 0 duplicates, 4 rejected\.\n"
        rf"What was rejected, and why: {re.escape(str(rejected))}\n",
        out,
    )
    lines = [json.loads(line) for line in rejected.read_text().splitlines()]
    assert [(line["row"], line["template"], line["code"], line["field"]) for line in lines] == [
        (5, None, "BAD_ROW", None),
        (2, "came", "BAD_VALUE", "at"),
        (2, "paid", "BAD_VALUE", "at"),
        (3, "paid", "BAD_VALUE", "amount"),
    ]
    assert lines[3]["values"] == {
        "mail": "cyd@example.org",
        "when": "2026-03-02T09:00:00Z",
        "amount": "1.234",
    }
    assert await cohort(server) == 3


async def test_an_import_without_rejections_ends_well_and_takes_the_old_file_away(
    server: Server, orders: Path
):
    write(orders.with_name("orders.csv.rejected.ndjson"), "{}\n")
    write(orders, ONE_ORDER)
    code, out, _ = await imported(server, orders)
    assert (code, out.count("\n")) == (0, 1)
    assert not orders.with_name("orders.csv.rejected.ndjson").exists()
    code, out, _ = await imported(server, orders)
    assert code == 0
    assert out.endswith(": 0 accepted, 2 duplicates, 0 rejected.\n")
    assert await cohort(server) == 1


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        (
            MAPPING.replace("{mail}", "{email}"),
            'contact names the column "email"; the file has mail, when, amount.',
        ),
        (MAPPING.replace("MOVED", "WALKED"), "Invalid enum value 'WALKED' - at `$.event[0].type`."),
        (
            MAPPING.replace('to = "shop"', 'too = "shop"'),
            "Object contains unknown field `too` - at `$.event[0]`.",
        ),
        (MAPPING.replace("map.toml", "none.toml"), "none.toml cannot be read: No such file or directory."),
        (MAPPING + "=", "is not TOML: Invalid statement (at line 18, column 1)."),
    ],
)
async def test_a_bad_mapping_is_one_line_and_nothing_is_sent(
    server: Server, orders: Path, mapping: str, says: str
):
    write(orders.with_name("mapping.toml"), mapping)
    code, out, said = await imported(server, orders)
    assert (code, out) == (1, "")
    assert said.startswith("footfall: ")
    assert said.endswith(f"{says}\n")
    assert said.count("\n") == 1
    assert await cohort(server) is None


async def test_a_map_with_errors_stays_a_draft_until_it_is_mended(server: Server, orders: Path):
    write(orders, ONE_ORDER)
    write(orders.with_name("map.toml"), MAP.replace('kind = "TRIGGER"', 'kind = "WAIT"'))
    code, out, said = await imported(server, orders)
    assert (code, out) == (1, "")
    assert said.startswith('footfall: The map "orders" cannot be published: ')
    assert "TRIGGER" in said
    assert await cohort(server) == 0
    write(orders.with_name("map.toml"), MAP)
    assert (await imported(server, orders))[0] == 0
    assert await cohort(server) == 1


async def test_a_key_that_nobody_has_is_said_to_be_unknown(server: Server, orders: Path):
    code, out, said = await imported(server, orders, key="nobody")
    assert (code, out) == (1, "")
    assert said == (
        f"footfall: {server.url} does not know this API key: give a valid one with --key or FOOTFALL_KEY.\n"
    )
