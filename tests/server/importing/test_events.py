import json
from pathlib import Path

import pytest

from server.errors import UserError
from server.importing.events import Line, Recipe, Refused, check_columns
from server.importing.mapping import load_mapping
from server.importing.rows import BadRow, Row


def recipe(folder: Path, events: str, contact: str = "c-{row}") -> Recipe:
    path = folder / "mapping.toml"
    path.write_text(f'map = "map.toml"\ncontact = "{contact}"\nstart = 2026-03-01T09:00:00Z\n{events}')
    return Recipe(load_mapping(path), "f00d", "welcome")


def sent(recipe: Recipe, **values: str) -> list[dict[str, object]]:
    return [json.loads(event.json) for event in recipe.events(Row(7, values)) if isinstance(event, Line)]


def test_a_row_becomes_an_event_with_a_fixed_id(tmp_path: Path):
    moved = recipe(
        tmp_path, '[[event]]\nname = "in"\ntype = "MOVED"\nfrom = "a"\nto = "{arm}"\nafter = "1 day"'
    )
    assert sent(moved, arm="b") == [
        {
            "id": "f00d/7/in",
            "type": "MOVED",
            "at": "2026-03-02T09:00:00Z",
            "automation": "welcome",
            "contact": "c-7",
            "from": "a",
            "to": "b",
        }
    ]


def test_an_event_of_the_account_names_no_automation(tmp_path: Path):
    bought = recipe(tmp_path, '[[event]]\ntype = "PURCHASED"\namount = "{spend}"\ncurrency = "USD"')
    assert sent(bought, spend="100.0") == [
        {
            "id": "f00d/7/1",
            "type": "PURCHASED",
            "at": "2026-03-01T09:00:00Z",
            "contact": "c-7",
            "amount": "100.0",
            "currency": "USD",
        }
    ]


def test_a_field_that_comes_out_empty_is_left_out(tmp_path: Path):
    touched = recipe(tmp_path, '[[event]]\ntype = "TOUCHED"\nsource = "{s}"\nmedium = "{m}"')
    assert [event.get("medium") for event in sent(touched, s="web", m="")] == [None]


def test_a_link_is_sent_as_a_number(tmp_path: Path):
    clicked = recipe(tmp_path, '[[event]]\ntype = "CLICKED"\nelement = "e"\nlink = "{l}"')
    assert [event["link"] for event in sent(clicked, l="2")] == [2]
    assert [event["link"] for event in sent(clicked, l="top")] == ["top"]


def test_when_wants_every_column_to_have_its_value(tmp_path: Path):
    tagged = recipe(tmp_path, '[[event]]\ntype = "TAGGED"\ntag = "t"\nwhen = { a = "1", b = "2" }')
    assert len(sent(tagged, a="1", b="2")) == 1
    assert sent(tagged, a="1", b="02") == []


@pytest.mark.parametrize(
    ("spend", "events"), [("0", 0), ("0.00", 0), ("", 0), (" ", 0), ("0.01", 1), ("x", 1)]
)
def test_skip_if_zero_skips_zero_and_blank(tmp_path: Path, spend: str, events: int):
    bought = recipe(tmp_path, '[[event]]\ntype = "TAGGED"\ntag = "t"\nskip_if_zero = "spend"')
    assert len(sent(bought, spend=spend)) == events


def test_an_offset_may_come_from_a_column_and_is_judged_row_by_row(tmp_path: Path):
    tagged = recipe(tmp_path, '[[event]]\ntype = "TAGGED"\ntag = "t"\nafter = "-{recency} months"')
    assert [event["at"] for event in sent(tagged, recency="2")] == ["2026-01-01T09:00:00Z"]
    (refused,) = tagged.events(Row(7, {"recency": "few"}))
    assert isinstance(refused, Refused)
    assert (refused.row, refused.template, refused.code) == (7, "1", "BAD_ROW")
    assert refused.message.startswith('"-few months" is no offset')


def test_a_row_that_lacks_a_column_is_refused_by_its_number(tmp_path: Path):
    tagged = recipe(tmp_path, '[[event]]\ntype = "TAGGED"\ntag = "{segment}"')
    assert list(tagged.events(Row(7, {"a": "1"}))) == [
        Refused(7, "1", "f00d/7/1", "BAD_ROW", "segment", 'row 7 has no "segment"', {"a": "1"})
    ]


def test_a_bad_row_is_refused_as_a_whole(tmp_path: Path):
    tagged = recipe(tmp_path, '[[event]]\ntype = "TAGGED"\ntag = "t"\n[[event]]\ntype = "TAGGED"\ntag = "u"')
    assert list(tagged.events(BadRow(3, "row 3 is not JSON", "{"))) == [
        Refused(3, None, None, "BAD_ROW", None, "row 3 is not JSON", "{")
    ]


def test_text_that_is_no_unicode_is_refused(tmp_path: Path):
    tagged = recipe(tmp_path, '[[event]]\ntype = "TAGGED"\ntag = "{t}"')
    (refused,) = tagged.events(Row(7, {"t": "\ud800"}))
    assert isinstance(refused, Refused)


def test_an_unknown_column_is_named_with_its_place_and_the_columns_there_are(tmp_path: Path):
    mapping = recipe(tmp_path, '[[event]]\nname = "in"\ntype = "TAGGED"\ntag = "{segmnt}"', "{id}").mapping
    with pytest.raises(
        UserError, match=r'event in, tag names the column "segmnt"; the file has id, segment\.'
    ):
        check_columns(mapping, ["id", "segment"])
