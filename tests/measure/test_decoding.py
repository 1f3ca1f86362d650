"""JSON lines to events: each is judged alone, and a bad one names its field."""

import json
from datetime import UTC, datetime

import pytest

from measure.decoding import convert, decode, readable_id
from measure.events import EventType
from measure.rejections import Rejected, RejectionCode

MOVED = {"id": "m-1", "type": "MOVED", "at": "2026-03-01T09:00:00Z", "contact": "ann", "from": "a", "to": "b"}


def line(**changes: object) -> bytes:
    return json.dumps({**MOVED, **changes}).encode()


def rejection(text: bytes):
    with pytest.raises(Rejected) as rejected:
        decode(text)
    return rejected.value.rejection


def test_an_event_is_read_with_the_contracts_field_names():
    event = decode(line(automation="welcome", link=0))

    assert (event.id, event.type, event.contact) == ("m-1", EventType.MOVED, "ann")
    assert (event.automation, event.from_, event.to, event.link) == ("welcome", "a", "b", 0)
    assert event.at == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert convert({**MOVED, "at": event.at}).at == event.at


def test_null_is_as_if_left_out():
    nothing = dict.fromkeys(("contact", "automation", "from", "to", "link", "amount", "tag", "source"))
    event = decode(line(**nothing))
    assert (event.contact, event.from_, event.link, event.tag) == (None, None, None, None)


@pytest.mark.parametrize(
    "at",
    [
        "2026-03-01T10:00:00+01:00",
        "2026-03-01T09:00:00.000Z",
        "2026-03-01t09:00:00z",
        "2026-03-01T08:30:00-00:30",
    ],
)
def test_any_offset_of_rfc_3339_is_understood(at):
    assert decode(line(at=at)).at == datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (b"[]", "an array"),
        (b'"m-1"', "a string"),
        (b"1", "a number"),
        (b"1.5", "a number"),
        (b"true", "a boolean"),
        (b"null", "null"),
    ],
)
def test_what_is_no_object_is_called_what_json_calls_it(text, what):
    assert rejection(text).message == f"an event is a JSON object, not {what}"


@pytest.mark.parametrize("field", ["id", "type", "at"])
def test_what_every_event_needs_is_missing_when_left_out_or_null(field):
    without = json.dumps({name: value for name, value in MOVED.items() if name != field}).encode()
    for text in (without, line(**{field: None})):
        assert rejection(text).code is RejectionCode.MISSING_FIELD
        assert rejection(text).field == field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", 7),
        ("id", ""),
        ("id", "x" * 129),
        ("type", "JUMPED"),
        ("type", 1),
        *(("at", at) for at in (5, "yesterday", "2026-03-01", "2026-03-01T09:00:00", "2026-02-30T09:00:00Z")),
        ("contact", ""),
        ("contact", "x" * 129),
        ("contact", 5),
        ("tag", ""),
        ("tag", "x" * 65),
        ("from", ["a"]),
        ("link", "0"),
        ("link", 1.5),
        ("link", True),
        ("amount", 49.90),
        ("source", {}),
        ("utm_source", "facebook"),
    ],
)
def test_a_value_of_the_wrong_kind_names_its_field(field, value):
    assert rejection(line(**{field: value})).code is RejectionCode.BAD_VALUE
    assert rejection(line(**{field: value})).field == field


def test_lengths_are_counted_in_characters():
    assert decode(line(id="😀" * 128, contact="ü" * 128, tag="é" * 64)).id == "😀" * 128


@pytest.mark.parametrize(
    "text",
    [
        *(b"", b"{", b"1", b"[1]", b"null", b'"text"', b"\xff", b'{"id":"\xff"}', b'{"id":"\\ud800"}'),
        *(b"[" * 100_000, b'{"id":"a","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
        line() + b" x",
    ],
    ids=repr,
)
def test_a_line_that_is_no_json_object_is_rejected_like_any_other_bad_event(text):
    assert rejection(text).code is RejectionCode.BAD_VALUE
    assert rejection(text).field is None
    assert readable_id(text) in (None, "m-1")


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        (line(type="JUMPED"), "m-1"),
        (line(at=None), "m-1"),
        (line(id=None), None),
        (line(id=""), None),
        (line(id=7), None),
        (b"not json", None),
        (b"[]", None),
    ],
)
def test_the_id_of_a_bad_event_is_told_when_it_can_be_read(text, identifier):
    assert readable_id(text) == identifier
