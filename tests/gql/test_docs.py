"""What our pages ask can be asked."""

from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from gql.schema import schema
from tests.examples import PAGES, ROOT, examples

PRINTED = build_schema(schema.as_str())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_query_on_a_page_is_one_of_the_schemas(page: Path):
    for example in examples(page):
        assert validate(PRINTED, parse(example.query)) == [], example.query


def test_every_report_is_shown_by_a_query_with_its_answer():
    page = ROOT / "docs" / "reports.md"
    lists = [table.list for example in examples(page) for table in example.answer]
    assert lists == [
        *("elements", "connectors"),
        "steps",
        "elements",
        "elements",
        "emails",
        "elements",
        "rows",
        "overlap",
        "report",
    ]
