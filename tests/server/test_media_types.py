import pytest

from server.media_types import GRAPHQL_RESPONSE, JSON, Accepted, accepted, is_json, prefers_html, takes_gzip

URQL = (
    "application/graphql-response+json, application/graphql+json, application/json, "
    "text/event-stream, multipart/mixed"
)


@pytest.mark.parametrize(
    ("accept", "answer"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL_RESPONSE, GRAPHQL_RESPONSE),
        (f"{JSON}, {GRAPHQL_RESPONSE}", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE}, {JSON};q=0.9", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE};q=0.5, {JSON};q=0.9", JSON),
        (f"{GRAPHQL_RESPONSE}, */*", GRAPHQL_RESPONSE),
        (f"*/*, {JSON};q=0", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE};q=0, */*;q=0.1", JSON),
        ("Application/JSON; Charset=UTF-8", JSON),
        ("text/html", None),
        (f"{JSON};q=0", None),
        (f"{JSON};q=much", None),
        ("multipart/mixed", None),
    ],
)
def test_the_best_liked_of_what_we_have_is_sent(accept: str | None, answer: str | None):
    assert accepted(accept) == Accepted(answer, stream=False)


@pytest.mark.parametrize(
    ("accept", "answer", "stream"),
    [
        ("text/event-stream", None, True),
        (URQL, GRAPHQL_RESPONSE, True),
        ("text/event-stream;q=0, */*", JSON, False),
        ("text/*", None, False),
    ],
)
def test_events_are_sent_to_those_who_name_them(accept: str, answer: str | None, stream: bool):
    assert accepted(accept) == Accepted(answer, stream)


@pytest.mark.parametrize(
    ("content_type", "is_one"),
    [
        ("application/json", True),
        ("application/json; charset=utf-8", True),
        ('Application/JSON;charset="UTF-8"', True),
        ("application/json; charset=latin-1", False),
        ("application/graphql", False),
        ("text/plain;application/json", False),
        ("text/plain", False),
        ("application/x-www-form-urlencoded", False),
        ("multipart/form-data; boundary=application/json", False),
        ("", False),
    ],
)
def test_a_body_is_json_in_utf_8(content_type: str, is_one: bool):
    assert is_json(content_type) is is_one


@pytest.mark.parametrize(
    ("accept", "prefers"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", True),
        ("text/html", True),
        (None, False),
        ("*/*", False),
        ("text/*", False),
        ("text/html;q=0.8, */*", False),
        (f"{JSON}, text/html", False),
        ("text/html, text/event-stream", False),
    ],
)
def test_who_names_html_above_all_of_ours_is_a_browser(accept: str | None, prefers: bool):
    assert prefers_html(accept) == prefers


@pytest.mark.parametrize(
    ("accept_encoding", "takes"),
    [
        ("gzip, deflate, br", True),
        ("br, *;q=0.1", True),
        (None, False),
        ("br", False),
        ("*, gzip;q=0", False),
    ],
)
def test_gzip_is_for_who_takes_it(accept_encoding: str | None, takes: bool):
    assert takes_gzip(accept_encoding) == takes
