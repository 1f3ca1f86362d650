"""Exports as text: what spreadsheets and programs read back is what was written."""

import csv
import json
import re
from collections.abc import Sequence
from datetime import timedelta
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from gql.scalars import write_instant
from measure.account_state import AccountState
from measure.columns import BitSliced, Column
from measure.contacts import Contact
from measure.events import DIMENSIONS
from measure.export_records import Record, Records
from measure.export_rows import COLUMNS, HEADERS, LINES
from measure.instants import EARLIEST, seconds
from measure.jobs import ExportFormat
from measure.sets import Set
from measure.terms import Terms
from measure.touches import Model, Touched, Touches

NOBODY = (None,) * 5
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20) | st.sampled_from(
    [
        "=1+1",
        "'=1+1",
        "''=1",
        "'tHooft",
        "+49 30 1",
        "-1",
        "@cmd",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "a,b",
        'a"b',
        "a\r\nb",
    ]
)
TOUCHES = st.tuples(*[st.none() | TEXTS] * 5)
RECORDS = st.builds(
    Record,
    key=TEXTS,
    email=st.none() | TEXTS,
    name=st.none() | TEXTS,
    created_at=st.just("2026-03-01T09:00:00Z"),
    tags=st.lists(TEXTS | st.sampled_from(["|", "\\", "a|b", "a\\|b", "\\\\"]), max_size=3),
    lifetime_value=st.sampled_from(["0.00", "-12.50", "1e9"]),
    currency=st.just("USD"),
    first_touch=TOUCHES,
    last_touch=TOUCHES,
)
FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


def rows(records: Sequence[Record]) -> list[list[str]]:
    written = HEADERS[ExportFormat.CSV] + LINES[ExportFormat.CSV](records)
    header, *rows = csv.reader(StringIO(written.decode(), newline=""), strict=True)
    assert header == list(COLUMNS)
    return rows


def as_written(cell: str) -> str:
    """The text of a cell, as the documentation says that it is read."""
    return cell[1:] if re.match(r"'+[=+\-@\t\r\n＝＋－＠]", cell) else cell


def split(cell: str) -> list[str]:
    """The tags of a cell, as the documentation says that they are read."""
    return [re.sub(r"\\(.)", r"\1", tag, flags=re.S) for tag in re.findall(r"(?:\\.|[^|\\])+", cell, re.S)]


@given(st.lists(RECORDS, max_size=5))
def test_csv_reads_back_and_no_text_is_a_formula(records: list[Record]):
    for record, row in zip(records, rows(records), strict=True):
        key, email, name, created_at, tags, lifetime_value, currency, *touches = row
        texts = [key, email, name, tags, *touches]
        assert not any(FORMULA.match(text) for text in texts)
        key, email, name, tags, *touches = map(as_written, texts)
        told = [record.email, record.name, *record.first_touch, *record.last_touch]
        assert (key, [email, name, *touches]) == (record.key, [text or "" for text in told])
        assert split(tags) == record.tags
        assert (created_at, lifetime_value, currency) == (record.created_at, record.lifetime_value, "USD")


@given(st.lists(RECORDS, max_size=5))
def test_ndjson_is_exact(records: list[Record]):
    lines = LINES[ExportFormat.NDJSON](records).split(b"\n")
    assert lines.pop() == b""
    for record, line in zip(records, map(json.loads, lines), strict=True):
        assert line == {
            "key": record.key,
            "email": record.email,
            "name": record.name,
            "createdAt": record.created_at,
            "tags": record.tags,
            "lifetimeValue": {"amount": record.lifetime_value, "currency": "USD"},
            "firstTouch": dict(zip(DIMENSIONS, record.first_touch, strict=True)),
            "lastTouch": dict(zip(DIMENSIONS, record.last_touch, strict=True)),
        }


def test_a_record_tells_what_the_account_state_says():
    created = {2: EARLIEST + timedelta(days=9_556, hours=9), 7: EARLIEST}
    terms = {"source": Terms().with_spellings(["Google", "news"])}
    touched = {
        (Model.FIRST, "source"): Touched().with_values({7: (1, 0)}),
        (Model.LAST, "source"): Touched().with_values({7: (2, 1), 9: (2, 1)}),
    }
    state = AccountState(
        contacts=Set([2, 7, 9]),
        created=Column().with_values({ordinal: seconds(at) for ordinal, at in created.items()}),
        money=BitSliced().with_values({7: -1_250, 9: 5}),
        tags={"vip": Set([7, 9]), "beta": Set([7]), "other": Set([9])},
        touches=Touches(terms, touched),
    )
    contacts = [Contact("a", 2, "ann"), Contact("a", 7, "bob", "bob@example.org", "Bob")]
    assert Records(state, Set([2, 7]), "USD").of(contacts) == [
        Record("ann", None, None, write_instant(created[2]), (), "0.00", "USD", NOBODY, NOBODY),
        Record(
            "bob",
            "bob@example.org",
            "Bob",
            "2000-01-01T00:00:00Z",
            ["beta", "vip"],
            "-12.50",
            "USD",
            ("Google", None, None, None, None),
            ("news", None, None, None, None),
        ),
    ]


def test_the_columns_are_these():
    assert HEADERS[ExportFormat.CSV] == (
        b"key,email,name,createdAt,tags,lifetimeValue,currency,firstSource,firstMedium,firstCampaign,"
        b"firstContent,firstTerm,lastSource,lastMedium,lastCampaign,lastContent,lastTerm\r\n"
    )
    assert HEADERS[ExportFormat.NDJSON] == b""
