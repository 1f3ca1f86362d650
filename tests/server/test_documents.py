"""What our own clients ask is in the public schema."""

from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from server.cli import watch
from server.demo import simulator
from server.demo.welcome import welcome
from server.importing import maps
from server.watching.board import WATCH

SCHEMA = build_schema((Path(__file__).parents[2] / "schema.graphql").read_text())
DOCUMENTS = {
    "find a map": maps.FIND,
    "save it": maps.SAVE,
    "publish it": maps.PUBLISH,
    "find a map to watch": watch.FIND,
    "watch it": WATCH,
    "is a contact known": simulator.EXISTS,
    "name contacts": simulator.UPSERT,
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_of_ours_is_valid(name: str):
    assert validate(SCHEMA, parse(DOCUMENTS[name])) == []


def test_the_sample_map_has_only_fields_of_the_input():
    sample = welcome()
    assert sample.keys() <= SCHEMA.type_map["AutomationInput"].fields.keys()
    for kind, items in (("ElementInput", sample["elements"]), ("ConnectorInput", sample["connectors"])):
        assert all(item.keys() <= SCHEMA.type_map[kind].fields.keys() for item in items)
