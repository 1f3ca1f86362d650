"""The example's events, without a server; `make test` finds the public file by FOOTFALL_HILLSTROM."""

import json
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from server.importing.content import digest, opened
from server.importing.events import Line, Recipe, check_columns
from server.importing.mapping import load_mapping
from server.importing.maps import load_map
from server.importing.rows import Row, rows

EXAMPLE = Path(__file__).parents[3] / "examples" / "hillstrom"
COLUMNS = [
    "recency", "history_segment", "history", "mens", "womens", "zip_code", "newbie", "channel", "treatment",
    "conversion", "visit", "spend",
]  # fmt: skip


def journey(line: str) -> list[tuple[str, str, str]]:
    """(template, day, where or what) of a line's events."""
    row = Row(1, dict(zip(COLUMNS, line.split(","), strict=True)))
    recipe = Recipe(load_mapping(EXAMPLE / "mapping.toml"), "f", "hillstrom")
    events = [(made.template, json.loads(made.json)) for made in recipe.events(row) if isinstance(made, Line)]
    return [
        (
            name,
            event["at"][:10],
            event.get("to") or event.get("element") or event.get("amount") or event["source"],
        )
        for name, event in events
    ]


def test_the_mapping_names_columns_of_the_file():
    check_columns(load_mapping(EXAMPLE / "mapping.toml"), COLUMNS)


def test_every_place_the_events_name_is_on_the_map():
    drawn = load_map(EXAMPLE / "map.toml")
    elements = {element["key"] for element in drawn["elements"]}
    joined = {(connector["source"], connector["target"]) for connector in drawn["connectors"]}
    for event in load_mapping(EXAMPLE / "mapping.toml").events:
        named = {field: text.fill({}) for field, text in event.fields.items() if not text.names}
        assert {named[field] for field in ("from", "to", "element") if field in named} <= elements
        if event.type == "MOVED":
            assert (named["from"], named["to"]) in joined


def test_a_customer_who_got_no_mail_and_stayed_away_waits():
    assert journey("6,3) $200 - $350,329.08,1,1,Rural,1,Web,No E-Mail,0,0,0.0") == [
        ("first-touch", "2007-09-01", "Web"),
        ("past-year", "2007-09-01", "329.08"),
        ("enter", "2008-03-01", "split"),
        ("no-mail-to-wait", "2008-03-01", "two-weeks"),
    ]


def test_a_customer_who_was_mailed_visited_and_bought_goes_to_the_end():
    assert journey("1,1) $0 - $100,29.99,1,0,Urban,0,Phone,Mens E-Mail,1,1,142.44") == [
        ("first-touch", "2008-02-01", "Phone"),
        ("past-year", "2008-02-01", "29.99"),
        ("enter", "2008-03-01", "split"),
        ("to-mens", "2008-03-01", "mens"),
        ("sent-mens", "2008-03-01", "mens"),
        ("mens-to-wait", "2008-03-01", "two-weeks"),
        ("visited", "2008-03-08", "visited"),
        ("bought", "2008-03-08", "bought"),
        ("spend", "2008-03-08", "142.44"),
        ("bought-to-end", "2008-03-15", "end"),
    ]


@pytest.mark.skipif("FOOTFALL_HILLSTROM" not in os.environ, reason="FOOTFALL_HILLSTROM names no file")
def test_the_whole_file_gives_the_published_table():
    path = Path(os.environ["FOOTFALL_HILLSTROM"])
    recipe = Recipe(load_mapping(EXAMPLE / "mapping.toml"), digest(path), "hillstrom")
    arms: dict[str, Counter[str]] = {name: Counter() for name in ("Mens", "Womens", "No")}
    spend = dict.fromkeys(arms, Decimal(0))
    with opened(path) as content:
        for row in rows(content, path):
            assert isinstance(row, Row)
            arm = row.values["treatment"].split()[0]
            for event in recipe.events(row):
                assert isinstance(event, Line)
                arms[arm][event.template] += 1
                spend[arm] += Decimal(json.loads(event.json)["amount"]) if event.template == "spend" else 0
    assert (arms["Mens"]["to-mens"], arms["Mens"]["visited"], arms["Mens"]["bought"]) == (21_307, 3_894, 267)
    assert (arms["Womens"]["to-womens"], arms["Womens"]["visited"], arms["Womens"]["bought"]) == (
        21_387,
        3_238,
        189,
    )
    assert (arms["No"]["no-mail-to-wait"], arms["No"]["visited"], arms["No"]["bought"]) == (
        21_306,
        2_262,
        122,
    )
    assert spend == {"Mens": Decimal("30311.69"), "Womens": Decimal("23038.11"), "No": Decimal("13908.33")}
    assert sum(arm.total() for arm in arms.values()) == 352_516
